"""The reading of a tenant's telephone directory out of its PSA, due again and again."""

from __future__ import annotations

from django.db import models

from calls.models.leases import DueQuerySet, Leased
from tenants.models.tenant import TenantOwned


class DirectorySyncQuerySet(DueQuerySet["DirectorySync"]):
    """Readings that are owed."""


class DirectorySync(Leased, TenantOwned):
    """One per tenant with a PSA. Everything is read once a week, in between only what has changed."""

    whole_at = models.DateTimeField(
        null=True, blank=True, help_text="When everything was last read; empty = never yet."
    )
    changed_since = models.DateTimeField(
        null=True, blank=True, help_text="Changes after this are not read yet."
    )
    read = models.PositiveIntegerField(default=0, help_text="People and companies read by this pass so far.")
    numbers = models.PositiveIntegerField(default=0, help_text="Numbers known after the last pass.")

    objects = DirectorySyncQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant"], name="directory_sync_once")]

    def __str__(self) -> str:
        return f"{self.numbers} numbers"
