"""An alarm that is owed to somebody who answers for the desk: the end of a chain is never silence."""

from __future__ import annotations

from django.db import models

from calls.models.call import Call
from calls.models.leases import DueQuerySet, Leased
from tenants.models.people import Method
from tenants.models.tenant import TenantOwned


class AlarmQuerySet(DueQuerySet["Alarm"]):
    """Alarms that are owed."""


class Alarm(TenantOwned, Leased):
    """One message to one contact about one event. `key` names the event, so that it is told once."""

    WEBHOOK = "webhook"  # the one route that leads to no person's phone or mailbox

    key = models.CharField(max_length=120, help_text="The event, such as exhausted:17.")
    call = models.ForeignKey(Call, null=True, blank=True, on_delete=models.CASCADE, related_name="alarms")
    method = models.CharField(max_length=10, choices=[*Method.choices, (WEBHOOK, "Webhook")])
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=80, blank=True)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key", "method", "address"], name="alarm_once")
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(settled_at__isnull=True), name="alarms_owed"),
            models.Index(fields=["tenant", "address", "-due_at"], name="alarms_of_a_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.address}"
