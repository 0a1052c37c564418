"""What a tenant decided about its callers' privacy. Without a row the safe defaults hold."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from tenants.models.tenant import Tenant

LONGEST = 10 * 365  # days
DAYS = [MinValueValidator(1), MaxValueValidator(LONGEST)]


class PrivacySettings(models.Model):
    """One tenant's rules. Days count from the end of the call."""

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, related_name="privacy")
    records_calls = models.BooleanField(
        default=False, help_text="Twilio records every call, and the first sentence says so."
    )
    unrecorded_places = models.JSONField(
        default=list, blank=True, help_text="Callers from there are not recorded: US-CA, DE …"
    )
    wordings = models.JSONField(
        default=dict, blank=True, help_text="First sentences by place; an empty one is our own."
    )
    recording_days = models.PositiveIntegerField(default=30, validators=DAYS)
    transcript_days = models.PositiveIntegerField(default=365, validators=DAYS)
    metadata_days = models.PositiveIntegerField(default=7 * 365 + 2, validators=DAYS)
    hipaa = models.BooleanField(
        default=False, help_text="Texts, pages, e-mails and tickets carry nothing of what was said."
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "privacy settings"

    def __str__(self) -> str:
        return f"Privacy of {self.tenant}"
