"""The stand-in Twilio's texts and calls."""

from __future__ import annotations

from django.db import models
from django.db.models.expressions import CombinedExpression


class Text(models.Model):
    """A text message, in either direction."""

    sid = models.CharField(max_length=34, unique=True)
    account_sid = models.CharField(max_length=34, db_index=True)
    sender = models.CharField(max_length=64)
    recipient = models.CharField(max_length=64)
    body = models.TextField(blank=True)
    inbound = models.BooleanField(default=False, help_text="Sent by a person to one of our numbers.")
    is_reply = models.BooleanField(
        default=False, help_text="Our answer to a text, in TwiML; not sent by REST."
    )
    status = models.CharField(max_length=20, default="queued")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.sender} → {self.recipient}: {self.body[:60]}"


class PhoneCall(models.Model):
    """A phone on a line of ours: one that we rang, or one that rang us. What it heard is kept line by line."""

    OVER = ("completed", "busy", "failed", "no-answer", "canceled")

    sid = models.CharField(max_length=34, unique=True)
    account_sid = models.CharField(max_length=34, db_index=True)
    direction = models.CharField(max_length=14, default="outbound-api")
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="children",
        help_text="Who dialled it.",
    )
    sender = models.CharField(max_length=64)
    recipient = models.CharField(max_length=64)
    url = models.TextField(help_text="Asked for TwiML when the call is answered.")
    callback_url = models.TextField(blank=True)
    fallback = models.TextField(
        blank=True,
        help_text="Used when an answer cannot be: an address, or a TwiML document that Twilio keeps.",
    )
    events = models.JSONField(default=list)
    timeout = models.PositiveIntegerField(default=60)
    status = models.CharField(max_length=20, default="queued")
    sequence = models.PositiveIntegerField(default=0, help_text="Status callbacks sent so far.")
    heard = models.JSONField(default=list)
    menu = models.TextField(
        blank=True, help_text="Where a pressed key goes; empty = nobody listens for keys."
    )
    rest = models.TextField(blank=True, help_text="TwiML that follows when no key is pressed.")
    doing = models.JSONField(
        default=dict,
        help_text="What the line is in the middle of: a menu, a room, a dialled number, a recording.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.sender} → {self.recipient}: {self.status}"

    @property
    def is_over(self) -> bool:
        return self.status in self.OVER

    @property
    def is_answered(self) -> bool:
        return self.status == "in-progress"

    def hears(self, *lines: str) -> None:
        """Add lines to what was heard, beside whatever another process adds at the same time."""
        if lines:
            more = models.Value(list(lines), models.JSONField())
            added = CombinedExpression(models.F("heard"), "||", more, output_field=models.JSONField())
            PhoneCall.objects.filter(pk=self.pk).update(heard=added)
            self.refresh_from_db(fields=["heard"])

    @property
    def is_inbound(self) -> bool:
        return self.direction == "inbound"

    @property
    def owner(self) -> str:
        """The number of the person who holds this phone."""
        return self.sender if self.is_inbound else self.recipient

    @property
    def does(self) -> str:
        """`menu`, `room`, `dial`, `record`, or "" when the line only listens."""
        return str(self.doing.get("do", ""))

    @property
    def seconds(self) -> int:
        """How long the line was open."""
        if not (self.answered_at and self.ended_at):
            return 0
        return round((self.ended_at - self.answered_at).total_seconds())


class Recording(models.Model):
    """A recording of a call, or of a message that was left. Its sound is a tone."""

    sid = models.CharField(max_length=34, unique=True)
    account_sid = models.CharField(max_length=34, db_index=True)
    call_sid = models.CharField(max_length=34, db_index=True)
    source = models.CharField(max_length=30, default="StartCallRecordingAPI")
    status = models.CharField(max_length=20, default="in-progress")
    channels = models.PositiveSmallIntegerField(default=1)
    seconds = models.PositiveIntegerField(default=0)
    callback_url = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.sid} of {self.call_sid}: {self.status}"


class OptOut(models.Model):
    """A phone whose owner texted STOP to one of our numbers."""

    number = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number
