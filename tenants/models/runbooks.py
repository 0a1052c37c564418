"""Runbooks and every revision that was ever in force."""

from __future__ import annotations

from django.db import models

from tenants.models.customers import Customer
from tenants.models.tenant import TenantOwned


class Runbook(TenantOwned):
    """What counts as urgent for one customer. Without a customer: the tenant's default, for unknown callers."""

    customer = models.OneToOneField(
        Customer, null=True, blank=True, on_delete=models.CASCADE, related_name="runbook"
    )

    class Meta:
        ordering = ["customer__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(customer__isnull=True), name="default_runbook_once"
            )
        ]

    def __str__(self) -> str:
        return self.customer.name if self.customer else "Default runbook"

    @property
    def current(self) -> RunbookRevision | None:
        return self.revisions.first()


class RunbookRevision(TenantOwned):
    """The text of a runbook as it was saved once; never changed afterwards."""

    runbook = models.ForeignKey(Runbook, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    author = models.CharField(max_length=200, blank=True)
    comment = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "runbook", "number"], name="revision_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.runbook} · revision {self.number}"
