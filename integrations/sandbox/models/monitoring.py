"""What reached the sandbox's pager for alarms and its dead man's switch."""

from __future__ import annotations

from django.db import models


class LoudAlarm(models.Model):
    """An alarm that came by the webhook."""

    key = models.CharField(max_length=120, db_index=True)
    subject = models.TextField(blank=True)
    body = models.TextField(blank=True)
    tenant = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.subject


class DeadMan(models.Model):
    """When the dead man's switch last heard of us. One row."""

    pinged_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"pinged {self.pinged_at:%H:%M:%S}"
