"""What is known of a tenant's connection to its PSA: what there is to choose from, what a test said, what was counted."""

from __future__ import annotations

from django.db import models

from tenants.models.tenant import TenantOwned


class PsaState(TenantOwned):
    """Read from the PSA and read again at any time; nothing in here is a setting."""

    offers = models.JSONField(
        default=dict, blank=True, help_text="Boards, statuses and so on, as last read: what may be chosen."
    )
    offers_read_at = models.DateTimeField(null=True, blank=True)
    findings = models.JSONField(default=list, blank=True, help_text="What the last test found, in words.")
    tested_at = models.DateTimeField(null=True, blank=True)
    trial = models.JSONField(default=dict, blank=True, help_text="The last test ticket, step by step.")
    devices = models.PositiveIntegerField(
        null=True, blank=True, help_text="Devices under care, as last counted; the plan goes by it."
    )
    devices_read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant"], name="psa_state_once")]

    def __str__(self) -> str:
        return f"PSA of {self.tenant}"
