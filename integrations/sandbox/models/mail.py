"""The sandbox's mailbox."""

from __future__ import annotations

from django.db import models


class Mail(models.Model):
    """A mail that the sandbox's SMTP server took."""

    sender = models.CharField(max_length=320, blank=True)
    recipient = models.CharField(max_length=320)
    subject = models.TextField(blank=True)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.subject[:60]}"
