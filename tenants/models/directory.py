"""The telephone numbers that a tenant's PSA knows, kept here so that a ringing call waits for nobody outside."""

from __future__ import annotations

from django.db import models

from tenants.models.tenant import TenantOwned


class DirectoryNumber(TenantOwned):
    """A number of a person, or of a company or site when `contact` is empty. A claim, never a proof: numbers are forged.

    `company` and `contact` are the PSA's own ids.
    """

    number = models.CharField(max_length=16, help_text="E.164, such as +15555550142.")
    company = models.PositiveBigIntegerField()
    company_code = models.CharField(max_length=100, blank=True)
    company_name = models.CharField(max_length=200, blank=True)
    contact = models.PositiveBigIntegerField(null=True, blank=True)
    contact_name = models.CharField(max_length=200, blank=True)
    seen_at = models.DateTimeField(help_text="When the PSA last named it.")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "number", "company", "contact"],
                nulls_distinct=False,
                name="directory_number_once",
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "contact"], name="directory_by_contact"),
            models.Index(fields=["tenant", "company"], name="directory_by_company"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.contact_name or self.company_name}"
