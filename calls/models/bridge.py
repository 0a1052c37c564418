"""The caller who stays on the line until an engineer joins him, and the engineers who did."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from calls.models.escalation import Escalation, Page
from tenants.models.tenant import TenantOwned


class Bridge(TenantOwned):
    """Where the caller of an escalation is, from the moment he is asked to stay on the line."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting on the line"
        TALKING = "talking", "Talking to an engineer"
        OFFERED = "offered", "Asked to leave a message"
        MESSAGE = "message", "Leaving a message"
        CALL_BACK = "call_back", "Wants to be called back"
        GONE = "gone", "Hung up while waiting"
        OVER = "over", "Talked to an engineer"

    escalation = models.OneToOneField(Escalation, on_delete=models.CASCADE, related_name="bridge")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    in_room = models.BooleanField(default=False, help_text="In the conference, as far as we were told.")
    rounds = models.PositiveSmallIntegerField(default=1, help_text="How many times he chose to wait.")
    entered_at = models.DateTimeField()
    limit_at = models.DateTimeField(help_text="When he is told that nobody came, and asked what he wants.")
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-entered_at"]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.escalation}"


class Leg(TenantOwned):
    """An engineer's stay in the caller's room. One at a time; he who leaves at once has not taken the call."""

    bridge = models.ForeignKey(Bridge, on_delete=models.CASCADE, related_name="legs")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="legs")
    call_sid = models.CharField(max_length=64, db_index=True, help_text="The CallSid of the engineer's line.")
    taken_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True, blank=True, help_text="When both were in the room.")
    left_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    dropped = models.BooleanField(default=False, help_text="Left at once: the chain went on.")

    class Meta:
        ordering = ["taken_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "bridge"], condition=Q(left_at=None), name="one_engineer_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.page.person_name} since {self.taken_at:%H:%M:%S}"
