"""A company's recent tickets, kept from the PSA so that a ringing call waits for nobody outside."""

from __future__ import annotations

from django.db import models

from tenants.models.tenant import TenantOwned


class CompanyHistory(TenantOwned):
    """What the PSA said when it was last asked. `company` is the PSA's id or code, as the customer names it."""

    company = models.CharField(max_length=100)
    recent = models.JSONField(default=list, help_text="The five tickets closed last, a line each.")
    open = models.JSONField(default=list, help_text="Tickets that are open, a line each.")
    p1s = models.PositiveIntegerField(default=0, help_text="P1 tickets of the last 90 days.")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "company"], name="company_history_once")]

    def __str__(self) -> str:
        return f"{self.company}: {self.p1s} P1s"
