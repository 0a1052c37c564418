"""Long work on a tenant's data: what was removed or handed out, with the receipt that shows it."""

from __future__ import annotations

from django.db import models

from calls.models.leases import DueQuerySet, Leased
from tenants.models.tenant import TenantOwned


class PrivacyJobQuerySet(DueQuerySet["PrivacyJob"]):
    """Work that is owed."""


class PrivacyJob(TenantOwned, Leased):
    """A purge, an erasure or an export. Done in small steps, each counted in the transaction that does it.

    A process that dies in between leaves the row due again, and what was done stays done. Once settled, the row is the
    receipt.
    """

    class Kind(models.TextChoices):
        PURGE = "purge", "Purge"
        ERASURE = "erasure", "Erasure of a caller"
        EXPORT = "export", "Export"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    night = models.DateField(null=True, blank=True, help_text="Purge: the night it was for; empty = by hand.")
    subject = models.CharField(
        max_length=32, blank=True, help_text="Erasure: the number, and once it is done its last digits."
    )
    asked_by = models.CharField(max_length=200)
    asked_at = models.DateTimeField(auto_now_add=True)
    total = models.PositiveIntegerField(
        default=0, help_text="Steps, as far as they could be counted at the start."
    )
    done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, help_text="What was removed or written, by kind.")
    result = models.JSONField(
        default=dict, help_text="What is left for the owner to do, and what is worth knowing."
    )

    objects = PrivacyJobQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind", "night"], name="purge_once_a_night"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(settled_at__isnull=True), name="privacy_jobs_owed"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject or self.night or ''}".strip()

    @property
    def percent(self) -> int:
        """How far it is; a job that found more than was counted at the start stays below the end until it is there."""
        if self.settled_at:
            return 100
        return min(99, 100 * self.done // self.total) if self.total else 0


class ExportPart(TenantOwned):
    """One file of an export, compressed. Removed some days after it was made."""

    job = models.ForeignKey(PrivacyJob, on_delete=models.CASCADE, related_name="parts")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["tenant", "job", "name"], name="export_part_once")]

    def __str__(self) -> str:
        return self.name
