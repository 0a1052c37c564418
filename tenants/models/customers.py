"""The tenant's customers, the numbers we answer for them, and the numbers they call from."""

from __future__ import annotations

from django.db import models

from tenants.models.tenant import TenantOwned


class Customer(TenantOwned):
    """A client company of the MSP; ConnectWise calls it a company."""

    name = models.CharField(max_length=200)
    connectwise_company = models.CharField(
        max_length=100, blank=True, help_text="Identifier or id in ConnectWise."
    )

    aliases = models.JSONField(
        default=list, blank=True, help_text="Other names that its people say, such as an abbreviation."
    )

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="customer_name_once")]

    def __str__(self) -> str:
        return self.name


class PhoneNumber(TenantOwned):
    """A number that NightDesk answers. It fixes the tenant of a call, and the customer where one is named."""

    class Voice(models.TextChoices):
        GATHER = "gather", "Webhooks (Gather)"
        RELAY = "relay", "Streaming (ConversationRelay)"

    number = models.CharField(max_length=16, unique=True, help_text="E.164, such as +15555550199.")
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.SET_NULL, related_name="numbers"
    )
    voice = models.CharField(max_length=10, choices=Voice.choices, default=Voice.GATHER)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number


class KnownNumber(TenantOwned):
    """A number that a customer is known to call from. A hint: caller ID can be forged."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="known_numbers")
    number = models.CharField(max_length=16)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "customer", "number"], name="known_number_once"),
        ]
        indexes = [models.Index(fields=["tenant", "number"], name="known_number_lookup")]

    def __str__(self) -> str:
        return self.number
