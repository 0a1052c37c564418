"""Something to do at the telephone company for an escalation, at its time, by whoever finds it due."""

from __future__ import annotations

from django.db import models

from calls.models.escalation import Escalation
from calls.models.leases import DueQuerySet, Leased
from tenants.models.tenant import TenantOwned


class ErrandQuerySet(DueQuerySet["Errand"]):
    """Errands that are owed."""


class Errand(TenantOwned, Leased):
    """One errand; `about` tells one from the next of its kind. Every errand looks first whether it is still wanted."""

    class Kind(models.TextChoices):
        OFFER = "offer", "Ask the waiting caller what he wants"
        FETCH = "fetch", "Bring the caller into the room"
        CONNECT = "connect", "Ring the engineer who took it"
        HUSH = "hush", "Stop the other phones ringing"
        LOOK = "look", "Ask whether the line still lives"
        TRANSCRIBE = "transcribe", "Write down the caller's message"

    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="errands")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    about = models.CharField(max_length=64, blank=True)

    objects = ErrandQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "escalation", "kind", "about"], name="errand_once")
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(settled_at__isnull=True), name="errands_owed")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.escalation}"
