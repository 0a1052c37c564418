"""Rows that are due: claimed for one attempt by a conditional UPDATE, due again when the lease lapses."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar

from django.db import models
from django.db.models import F, Q

M = TypeVar("M", bound="Leased")


class DueQuerySet(models.QuerySet[M]):
    def due(self, now: datetime) -> DueQuerySet[M]:
        """Rows whose time has come and that nobody is working on."""
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        return self.filter(free, due_at__lte=now, settled_at=None).order_by("due_at")

    def claim(self, pk: int, *, now: datetime, lease: timedelta) -> M | None:
        """Take one due row for one attempt, or None when another worker has it. Losing the race is normal."""
        taken = (
            self.due(now).order_by().filter(pk=pk).update(lease_until=now + lease, attempts=F("attempts") + 1)
        )
        return self.get(pk=pk) if taken else None


class Leased(models.Model):
    """A row that is worked off by whoever claims it first. `attempts` is its fencing token."""

    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    settled_at = models.DateTimeField(
        null=True, blank=True, help_text="When nothing is left to do; empty = still owed."
    )
    error = models.TextField(blank=True, help_text="What the last attempt ran into, in words for the owner.")

    class Meta:
        abstract = True

    def still_ours(self) -> models.Q:
        """The condition under which this attempt may write: nobody claimed the row after us."""
        return Q(pk=self.pk, attempts=self.attempts)
