"""Faults that a person or the fault harness switches on to watch how NightDesk gets through them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Fault(models.Model):
    """One way in which a stand-in misbehaves; a row means that it does, everywhere or for one account."""

    class Kind(models.TextChoices):
        CONNECTWISE_DOWN = "connectwise_down", "ConnectWise answers 500"
        CONNECTWISE_BUSY = "connectwise_busy", "ConnectWise answers 429"
        CONNECTWISE_SILENT = "connectwise_silent", "ConnectWise creates the ticket, then never answers"
        CONNECTWISE_LAGS = "connectwise_lags", "ConnectWise's search finds a ticket a minute late"
        CONNECTWISE_OPEN = "connectwise_open", "ConnectWise refuses to close tickets"
        CONNECTWISE_KEYS = "connectwise_keys", "ConnectWise refuses the keys"
        CONNECTWISE_CLOUD = "connectwise_cloud", "ConnectWise answers wrong keys with 404, as its cloud does"
        CONNECTWISE_ID = "connectwise_id", "ConnectWise refuses our clientId"
        NO_COMPANIES = "no_companies", "ConnectWise's role may not see companies"
        NO_CONTACTS = "no_contacts", "ConnectWise's role may not see contacts"
        NO_DEVICES = "no_devices", "ConnectWise's role may not see configurations"
        NO_TICKETS = "no_tickets", "ConnectWise's role may not see tickets"
        NO_TABLES = "no_tables", "ConnectWise's role may not see boards, priorities and sources"
        TWILIO_DOWN = "twilio_down", "Twilio answers 503"
        TWILIO_BUSY = "twilio_busy", "Twilio answers 429"
        TWILIO_SILENT = "twilio_silent", "Twilio takes it, then never answers"
        TWILIO_MUTE = "twilio_mute", "Twilio never calls back"
        TWILIO_LATE = "twilio_late", "Twilio calls back 20 seconds late"
        TWILIO_REPEATS = "twilio_repeats", "Twilio calls back three times, out of order"
        MAIL_DOWN = "mail_down", "The mail server says: later"

    kind = models.CharField(max_length=24, choices=Kind.choices)
    scope = models.CharField(
        max_length=100, blank=True, help_text="An account or login company; empty = everybody."
    )
    left = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="How many requests it still spoils; empty = until it is switched off.",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "scope"], name="fault_once")]

    def __str__(self) -> str:
        return self.get_kind_display()

    @classmethod
    def is_on(cls, kind: Kind, scope: str = "") -> bool:
        """Whether a request to this account is spoilt; one that is counted is used up by asking."""
        for row in cls.objects.filter(Q(left=None) | Q(left__gt=0), kind=kind, scope__in=["", scope]):
            if row.left is None or cls.objects.filter(pk=row.pk, left__gt=0).update(left=F("left") - 1):
                return True
        return False
