"""The stand-in Twilio's conferences, and who is in them."""

from __future__ import annotations

from django.db import models

from integrations.sandbox.models.telephone import PhoneCall


class Conference(models.Model):
    """A room by its name. A completed one keeps its row; the same name opens another."""

    sid = models.CharField(max_length=34, unique=True)
    account_sid = models.CharField(max_length=34, db_index=True)
    name = models.CharField(max_length=128)
    status = models.CharField(max_length=12, default="init")
    callback_url = models.TextField(blank=True, help_text="The first participant's; later ones are ignored.")
    events = models.JSONField(default=list)
    sequence = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=60, blank=True, help_text="Why it ended.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name}: {self.status}"


class Participant(models.Model):
    """A line in a room."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="participants")
    call = models.ForeignKey(PhoneCall, on_delete=models.CASCADE, related_name="stays")
    starts = models.BooleanField(default=True)
    ends = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["joined_at", "id"]

    def __str__(self) -> str:
        return f"{self.call.sid} in {self.conference.name}"
