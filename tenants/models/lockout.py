"""Attempts to sign in that failed, counted. Belongs to no tenant: nobody is known yet."""

from __future__ import annotations

from django.db import models


class FailedSignIns(models.Model):
    """How often one name, address, pair of both, or browser failed since a time. The key is a digest."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField()
    since = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "failed sign-ins"

    def __str__(self) -> str:
        return f"{self.failures} since {self.since:%Y-%m-%d %H:%M}"
