"""What an escalation did, moment by moment. Appended to and nothing else: the database refuses every change."""

from __future__ import annotations

from django.db import models

from tenants.models import Tenant


class EscalationEvent(models.Model):
    """One thing that happened. Changes of an escalation and of its pages are written by the database itself.

    The row outlives what it tells of, so nothing is deleted with the call; it holds no word and no number of a
    caller. After seven years it may go.
    """

    class Kind(models.TextChoices):
        # By the database, from the state of the escalation and of its pages
        STARTED = "started", "Escalated"
        REOPENED = "open", "Open again"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        EXHAUSTED = "exhausted", "Nobody answered"
        MUTED = "muted", "Nobody woken: the caller is muted"
        PAGE_DUE = "page_due", "To be tried again"
        PAGE_SENDING = "page_sending", "Sending"
        PAGE_ACCEPTED = "page_accepted", "Accepted by the provider"
        PAGE_DELIVERED = "page_delivered", "Delivered, says the carrier"
        PAGE_ACKNOWLEDGED = "page_acknowledged", "Answered"
        PAGE_FAILED = "page_failed", "Failed"
        PAGE_CANCELLED = "page_cancelled", "Not needed"
        # By us
        WAITING = "caller_waiting", "The caller waits on the line"
        OFFERED = "caller_offered", "The caller was told that nobody came yet"
        STAYED = "caller_stayed", "The caller goes on waiting"
        MESSAGE = "message_left", "The caller left a message"
        WRITTEN_DOWN = "message_written", "The message was written down"
        CALL_BACK = "call_back", "The caller wants to be called back"
        CALLER_LEFT = "caller_left", "The caller hung up while waiting"
        TAKEN = "taken", "Took it"
        PASSED_ON = "passed_on", "Passed it on"
        LATE = "answered_late", "Answered after somebody else"
        JOINED = "joined", "Joined the caller"
        PARTED = "parted", "Left the caller"
        DROPPED = "dropped", "Was gone again at once: the chain goes on"
        CONFIRMED = "confirmed", "Confirmed that he has it"
        RUNG_BACK = "rung_back", "Rung to be connected to the caller"
        CALLED_BACK = "called_back", "Called the caller"
        LINE_CLOSED = "line_closed", "The paging call ended"
        HUSHED = "hushed", "Stopped ringing"
        STOPPED = "texts_stopped", "Texted STOP: no text reaches this phone any more"
        WRONG_CODE = "wrong_code", "Answered with a code that fits no call"
        OPENED = "link_opened", "Opened the link"
        CALLER_MUTED = "caller_muted", "Muted the caller for some hours"

    tenant = models.ForeignKey(Tenant, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    call_id = models.UUIDField()
    escalation_id = models.BigIntegerField()
    page_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=24)
    person = models.CharField(max_length=200, blank=True, help_text="The engineer.")
    method = models.CharField(max_length=10, blank=True)
    provider_id = models.CharField(max_length=80, blank=True)
    detail = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["tenant", "call_id", "at"], name="events_of_a_call"),
            models.Index(
                fields=["provider_id"], condition=~models.Q(provider_id=""), name="events_of_a_provider_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%H:%M:%S} {self.kind} {self.person}".rstrip()
