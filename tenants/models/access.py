"""Bearer tokens: shown once, stored as a hash."""

from __future__ import annotations

from django.db import models

from tenants.models.tenant import TenantOwned


class ApiToken(TenantOwned):
    """A key of an owner or an integrator. The row stays when it is revoked."""

    name = models.CharField(max_length=100)
    prefix = models.CharField(
        max_length=20, db_index=True, editable=False, help_text="The first letters, to find it by."
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="token_name_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
