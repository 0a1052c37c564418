"""What an MSP says about those who call: whom it blocks, whom it always lets through, who is muted for a while."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from tenants.models.tenant import Tenant, TenantOwned
from tenants.phone import e164

WITHHELD = "withheld"


def validate_caller(text: str) -> None:
    """Take a number, the beginning of numbers with a star behind it, or the word for callers without a number."""
    begins = text.removesuffix("*")
    if text == WITHHELD or e164(text) == text:
        return
    if not (text.endswith("*") and begins.startswith("+") and begins[1:].isdigit() and len(begins) <= 16):
        raise ValidationError(
            f"{text!r} is no caller; write +15555550142, the beginning +1900*, or {WITHHELD}."
        )


class CallerRule(TenantOwned):
    """A word about one caller, or about all whose number begins so."""

    class Kind(models.TextChoices):
        BLOCK = "block", "Blocked: reaches voicemail only"
        ALLOW = "allow", "Always let through"
        MUTE = "mute", "Wakes nobody for now"

    kind = models.CharField(max_length=5, choices=Kind.choices)
    number = models.CharField(
        max_length=17, validators=[validate_caller],
        help_text="+15555550142, the beginning of numbers such as +1900*, or the word withheld.",
    )  # fmt: skip
    until = models.DateTimeField(null=True, blank=True, help_text="Empty: for good.")
    note = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind", "number"], name="caller_rule_once"),
            models.CheckConstraint(
                name="mute_has_an_end", condition=~models.Q(kind="mute") | models.Q(until__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_kind_display()}"


class Limits(models.Model):
    """What one MSP may use. Over a limit nobody meets a busy tone: callers leave a message or reach a person by key."""

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, related_name="limits")
    calls_at_once = models.PositiveIntegerField(
        default=0, help_text="Calls on the line at the same time; 0 = as many as come."
    )
    minutes_a_day = models.PositiveIntegerField(
        default=0, help_text="Minutes of calls in 24 hours; 0 = as many as come."
    )
    wakes_per_caller = models.PositiveSmallIntegerField(
        default=2, help_text="Wakes a night for one caller before the page offers to mute him."
    )
    texts_a_day = models.PositiveIntegerField(default=1000, help_text="Texts that leave in 24 hours.")
    dollars_a_day = models.PositiveIntegerField(
        default=200, help_text="What the telephone may cost in 24 hours, about. Pages leave all the same."
    )

    class Meta:
        verbose_name_plural = "limits"

    def __str__(self) -> str:
        return f"Limits of {self.tenant}"
