"""One phone call and its turns."""

from __future__ import annotations

import uuid

from django.db import models

from tenants.models import Customer, PhoneNumber, RunbookRevision
from tenants.models.tenant import TenantOwned
from triage.types import Category, Disposition, Priority, Speaker, whom


def choices(kind: type[Disposition] | type[Priority] | type[Speaker]) -> list[tuple[str, str]]:
    return [(member.value, member.value.replace("_", " ")) for member in kind]


class CallQuerySet(models.QuerySet["Call"]):
    def recent(self, count: int) -> CallQuerySet:
        return self.select_related("tenant", "customer").order_by("-started_at")[:count]


class Call(TenantOwned):
    """A call to one of our numbers. The runbook revision in force when it began stays its revision."""

    class State(models.TextChoices):
        TRIAGING = "triaging", "On the line"
        RESOLVED = "resolved", "Resolved"
        PENDING_VERIFICATION = "pending_verification", "To verify"
        ESCALATING = "escalating", "Escalating"
        BRIDGED = "bridged", "Bridged"
        VOICEMAIL = "voicemail", "Voicemail"
        ABANDONED = "abandoned", "Hung up early"
        ENDED = "ended", "Ended"

    class Door(models.TextChoices):
        OPEN = "open", "Answered"
        BLOCKED = "blocked", "Blocked caller"
        CROWDED = "crowded", "Over the limit"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sid = models.CharField("CallSid", max_length=64)
    account_sid = models.CharField(max_length=64, blank=True)
    number = models.ForeignKey(PhoneNumber, null=True, on_delete=models.SET_NULL, related_name="calls")
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.SET_NULL, related_name="calls"
    )
    revision = models.ForeignKey(RunbookRevision, null=True, on_delete=models.SET_NULL, related_name="+")
    from_number = models.CharField(
        max_length=64, blank=True, help_text="As Twilio gave it; may be a word such as anonymous."
    )
    to_number = models.CharField(max_length=64)
    caller_name = models.CharField(max_length=200, blank=True)
    known = models.JSONField(
        default=dict, help_text="Who calls as far as numbers, the PSA and the caller's words tell; a claim."
    )
    state = models.CharField(max_length=24, choices=State.choices, default=State.TRIAGING)
    door = models.CharField(
        max_length=8,
        choices=Door.choices,
        default=Door.OPEN,
        db_default="open",
        help_text="Whether the caller was let in; who was not is asked for a message.",
    )
    disposition = models.CharField(max_length=24, choices=choices(Disposition), blank=True)
    priority = models.CharField(max_length=2, choices=choices(Priority), blank=True)
    first_words = models.CharField(
        max_length=300, blank=True, help_text="What the caller said first, masked."
    )
    reason = models.TextField(blank=True, default="", db_default="", help_text="Why it has this priority.")
    category = models.CharField(
        max_length=12,
        choices=[(category.value, category.label) for category in Category],
        blank=True,
        default="",
        db_default="",
    )
    problem = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="What is wrong, in English or as the caller said it.",
    )
    people = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many are hit, when it was said."
    )
    scope = models.CharField(
        max_length=10,
        blank=True,
        default="",
        db_default="",
        help_text="Whom it hits: one, several or everybody.",
    )
    since = models.CharField(
        max_length=300, blank=True, default="", db_default="", help_text="Since when, as it was said."
    )
    tried = models.CharField(
        max_length=300, blank=True, default="", db_default="", help_text="What was tried already."
    )
    reach = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="The caller's name and the numbers that reach him.",
    )
    language = models.CharField(
        max_length=20,
        blank=True,
        default="",
        db_default="",
        help_text="What the caller speaks, if not English.",
    )
    summary = models.TextField(blank=True, help_text="The call in words that fit a text message.")
    started_at = models.DateTimeField()
    heard_at = models.DateTimeField(help_text="When the line last gave a sign of life.")
    hung_up_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    words_removed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When what was said was removed, because it had been kept long enough.",
    )
    erased_at = models.DateTimeField(
        null=True, blank=True, help_text="When the caller was erased at his wish."
    )

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "sid"], name="call_once"),
            models.CheckConstraint(
                name="ended_call_has_a_time",
                condition=~models.Q(state="ended") | models.Q(ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "-started_at"], name="calls_of_the_night"),
            models.Index(fields=["tenant", "from_number", "-started_at"], name="calls_of_a_number"),
            models.Index(  # a number that calls all night and says nothing must not slow its next ring
                fields=["tenant", "from_number", "-started_at"],
                condition=~models.Q(disposition="")
                & models.Q(erased_at__isnull=True)
                & models.Q(words_removed_at__isnull=True),
                name="calls_to_remember",
            ),
            models.Index(
                fields=["heard_at"], condition=models.Q(ended_at__isnull=True), name="calls_still_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_number} → {self.to_number}, {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def hit(self) -> str:
        """Whom it hits, in words; "" when that was not said."""
        return whom(self.people, self.scope)

    @property
    def is_escalated(self) -> bool:
        """Whether a human was sent for and the caller is still in our hands."""
        return self.state in (self.State.ESCALATING, self.State.BRIDGED, self.State.VOICEMAIL)


class Turn(TenantOwned):
    """One utterance. The caller speaks on odd sequences, the agent answers on even ones; 0 is the greeting."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="turns")
    sequence = models.PositiveSmallIntegerField()
    speaker = models.CharField(max_length=6, choices=choices(Speaker))
    text = models.TextField(blank=True)
    request_key = models.CharField(
        max_length=64, blank=True, help_text="Tells a repeated webhook from a new one."
    )
    decision = models.JSONField(
        null=True, blank=True, help_text="Agent only: what was decided, why, by whom, how fast."
    )
    twiml = models.TextField(
        blank=True, help_text="Agent only: the answer as Twilio got it, given again to a repeated webhook."
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["sequence"]
        constraints = [models.UniqueConstraint(fields=["tenant", "call", "sequence"], name="turn_once")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.speaker}: {self.text[:60]}"
