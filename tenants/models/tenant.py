"""The tenant: a managed service provider, and the base of everything it owns."""

from __future__ import annotations

import uuid
from datetime import timedelta
from zoneinfo import ZoneInfo

import phonenumbers
from django.core.exceptions import ValidationError
from django.db import models


def validate_time_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as exc:
        raise ValidationError(f"{name!r} is not a time zone. Use a name such as America/Chicago.") from exc


def validate_region(code: str) -> None:
    if code not in phonenumbers.SUPPORTED_REGIONS:
        raise ValidationError(f"{code!r} is not a country. Use two letters such as US or GB.")


class Tenant(models.Model):
    """An MSP. Every other row of NightDesk belongs to exactly one."""

    class Psa(models.TextChoices):
        CONNECTWISE = "connectwise", "ConnectWise PSA"
        HALO = "halo", "HaloPSA"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64, default="America/Chicago", validators=[validate_time_zone])
    phone_region = models.CharField(
        max_length=2,
        default="US",
        validators=[validate_region],
        help_text="Country of numbers that are written without one, such as US or GB.",
    )
    psa = models.CharField(
        max_length=12, choices=Psa.choices, default=Psa.CONNECTWISE, help_text="Where its tickets go."
    )
    same_problem_within = models.DurationField(
        default=timedelta(hours=4),
        help_text="A caller who rings again about the same problem within this time adds to his open ticket; 0 = never.",
    )
    endpoints = models.PositiveIntegerField(default=0, help_text="Devices under care; the plan counts them.")
    hold = models.DurationField(
        default=timedelta(minutes=3),
        help_text="How long a caller waits on the line for an engineer before he is offered a message or a call back; "
        "0 = he is called back.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def has_psa(self) -> bool:
        """Whether the PSA that it uses is connected: its connection goes by the PSA's name."""
        return hasattr(self, self.psa)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class TenantOwned(models.Model):
    """A row that belongs to one tenant."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="%(class)ss")

    class Meta:
        abstract = True
