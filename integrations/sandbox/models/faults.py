"""Faults that a person switches on to watch how NightDesk gets through them."""

from __future__ import annotations

from django.db import models


class Fault(models.Model):
    """One way in which a stand-in misbehaves; a row means that it does."""

    class Kind(models.TextChoices):
        CONNECTWISE_DOWN = "connectwise_down", "ConnectWise answers 500"
        CONNECTWISE_SILENT = "connectwise_silent", "ConnectWise creates the ticket, then never answers"
        CONNECTWISE_OPEN = "connectwise_open", "ConnectWise refuses to close tickets"
        TWILIO_DOWN = "twilio_down", "Twilio answers 503"

    kind = models.CharField(max_length=24, choices=Kind.choices, unique=True)

    def __str__(self) -> str:
        return self.get_kind_display()

    @classmethod
    def is_on(cls, kind: Kind) -> bool:
        return cls.objects.filter(kind=kind).exists()
