"""Sound that Twilio keeps of a call: where it is, and when it was removed."""

from __future__ import annotations

from django.db import models

from calls.models.call import Call
from tenants.models.tenant import TenantOwned


class Recording(TenantOwned):
    """One recording. The sound rests at Twilio and is removed there; this row stays as the proof."""

    class Source(models.TextChoices):
        CALL = "call", "The call"
        MESSAGE = "message", "A message that was left"
        BRIDGE = "bridge", "Caller and engineer"

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="recordings")
    sid = models.CharField("RecordingSid", max_length=64)
    account_sid = models.CharField(max_length=64, blank=True, help_text="The Twilio account that holds it.")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.CALL)
    seconds = models.PositiveIntegerField(default=0)
    recorded_at = models.DateTimeField()
    removed_at = models.DateTimeField(
        null=True, blank=True, help_text="When Twilio confirmed that the sound is gone."
    )
    kept_because = models.CharField(
        max_length=300,
        blank=True,
        help_text="Why it could not be removed at Twilio, and never will be by us.",
    )

    class Meta:
        ordering = ["recorded_at"]
        constraints = [models.UniqueConstraint(fields=["tenant", "sid"], name="recording_once")]
        indexes = [
            models.Index(
                fields=["tenant", "recorded_at"],
                condition=models.Q(removed_at__isnull=True),
                name="recordings_kept",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}, {self.seconds} s, {self.recorded_at:%Y-%m-%d %H:%M}"
