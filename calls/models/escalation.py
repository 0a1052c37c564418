"""Waking somebody: the escalation, and each page as a row that is due."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

from calls.models.call import Call
from calls.models.leases import DueQuerySet, Leased
from tenants.models.people import Method
from tenants.models.tenant import TenantOwned


class Escalation(TenantOwned):
    """A call that must reach a human. Its chain is a snapshot: later edits do not change who is being woken."""

    class State(models.TextChoices):
        OPEN = "open", "Paging"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        EXHAUSTED = "exhausted", "Nobody answered"
        MUTED = "muted", "Muted caller, nobody woken"

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="escalation")
    state = models.CharField(max_length=14, choices=State.choices, default=State.OPEN)
    reason = models.TextField(blank=True)
    target = models.CharField(
        max_length=200, blank=True, help_text="As the runbook writes it; empty = the on-call chain."
    )
    started_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.CharField(max_length=120, blank=True)
    acknowledged_how = models.CharField(max_length=40, blank=True)
    exhausted_at = models.DateTimeField(
        null=True, blank=True, help_text="When the chain was at its end and the alarm was raised."
    )
    nth_tonight = models.PositiveSmallIntegerField(
        default=1, help_text="Which wake of the night this is for the same caller."
    )
    notes = models.JSONField(
        default=list, blank=True, help_text="What was unusual about the chain: who was left out, and why."
    )

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(
                name="acknowledged_by_somebody",
                condition=~models.Q(state="acknowledged")
                | (~models.Q(acknowledged_by="") & models.Q(acknowledged_at__isnull=False)),
            )
        ]
        indexes = [
            models.Index(fields=["started_at"], condition=models.Q(state="open"), name="escalations_open")
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.call}"


class PageQuerySet(DueQuerySet["Page"]):
    """Pages that are owed."""


class Page(TenantOwned, Leased):
    """One attempt to reach one person by one method. Reached means acknowledged; delivered is only the carrier's word.

    A phone call has a second ring: a page of its own, because the second call of the same number within three
    minutes breaks through Do-Not-Disturb.
    """

    class State(models.TextChoices):
        DUE = "due", "Due"
        SENDING = "sending", "Sending"
        ACCEPTED = "accepted", "Accepted by the provider"
        DELIVERED = "delivered", "Delivered"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Not needed any more"

    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="pages")
    step = models.PositiveSmallIntegerField(help_text="Place in the chain, from 1.")
    ring = models.PositiveSmallIntegerField(default=1, help_text="2 = the same phone once more.")
    wait = models.DurationField(
        default=timedelta(minutes=3),
        help_text="How long the person has to answer before somebody else is woken.",
    )
    person_name = models.CharField(max_length=200)
    method = models.CharField(max_length=10, choices=Method.choices)
    address = models.CharField(max_length=200)
    state = models.CharField(max_length=14, choices=State.choices, default=State.DUE)
    provider_id = models.CharField(max_length=80, blank=True, db_index=True)
    code = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="What its reader texts back to take it, with an a behind: 1a."
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    caution = models.CharField(
        max_length=200, blank=True, help_text="What the owner should mend about this person's address."
    )

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ["escalation", "step"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "escalation", "step"], name="page_step_once"),
            models.CheckConstraint(
                name="page_sending_has_a_lease",
                condition=~models.Q(state="sending") | models.Q(lease_until__isnull=False),
            ),
            models.CheckConstraint(
                name="page_accepted_was_sent",
                condition=~models.Q(state__in=["accepted", "delivered"]) | models.Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="page_owed_until_settled",
                condition=(models.Q(state__in=["due", "sending"]) & models.Q(settled_at__isnull=True))
                | (~models.Q(state__in=["due", "sending"]) & models.Q(settled_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(settled_at__isnull=True), name="pages_owed"),
            models.Index(
                fields=["sent_at"], condition=models.Q(state="accepted"), name="pages_without_a_word"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} by {self.method}: {self.get_state_display()}"
