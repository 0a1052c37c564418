"""A tenant's accounts at other companies; credentials are sealed and never shown again."""

from __future__ import annotations

from django.db import models

from tenants.models.tenant import Tenant
from tenants.sealing import SealError, seal, unseal


class ConnectWiseConnection(models.Model):
    """Where the tenant's tickets go. `url` may be the word `sandbox` in development."""

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, related_name="connectwise")
    url = models.CharField(
        max_length=200, help_text="The address staff use, such as https://na.myconnectwise.net"
    )
    company = models.CharField(max_length=100, help_text="The company ID typed at login.")
    sealed_public_key = models.TextField(blank=True, editable=False)
    sealed_private_key = models.TextField(blank=True, editable=False)
    board = models.CharField(max_length=100, help_text="Service board, by name or id.")
    fallback_company = models.CharField(
        max_length=100, help_text="Company for callers nobody knows, by identifier or id."
    )
    status = models.JSONField(
        default=dict, help_text="Status names by outcome: open, pending_verification, closed."
    )
    priority = models.JSONField(default=dict, help_text="Priority names by our P1 to P4.")
    types = models.JSONField(
        default=dict,
        blank=True,
        help_text="Service types by category of the call (hardware, email …); default for the rest.",
    )
    subtypes = models.JSONField(default=dict, blank=True, help_text="Subtypes, likewise.")
    team = models.CharField(max_length=100, blank=True, help_text="Service team, by name or id.")
    source = models.CharField(max_length=100, blank=True, help_text="Ticket source, such as Phone.")
    severity = models.JSONField(default=dict, blank=True, help_text="Low, Medium or High by P1 to P4.")
    impact = models.JSONField(default=dict, blank=True, help_text="Low, Medium or High by P1 to P4.")
    device_types = models.JSONField(
        default=list, blank=True, help_text="Configuration types that count as endpoints; empty = all."
    )

    def __str__(self) -> str:
        return f"{self.company} at {self.url}"

    @property
    def public_key(self) -> str:
        return unseal(self.tenant_id, self.sealed_public_key)

    @public_key.setter
    def public_key(self, value: str) -> None:
        self.sealed_public_key = seal(self.tenant_id, value)

    @property
    def private_key(self) -> str:
        return unseal(self.tenant_id, self.sealed_private_key)

    @private_key.setter
    def private_key(self, value: str) -> None:
        self.sealed_private_key = seal(self.tenant_id, value)


class HaloConnection(models.Model):
    """A tenant's HaloPSA. Statuses, priorities and clients are named by their ids there."""

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, related_name="halo")
    url = models.CharField(
        max_length=200, help_text="The address staff use, such as https://northstar.halopsa.com"
    )
    login_tenant = models.CharField(
        max_length=100,
        blank=True,
        help_text="The tenant named at login; needed where several share an address.",
    )
    client_id = models.CharField(max_length=100, help_text="Client ID of the API application.")
    sealed_client_secret = models.TextField(blank=True, editable=False)
    ticket_type = models.PositiveIntegerField(help_text="Ticket type, by id.")
    fallback_client = models.PositiveIntegerField(help_text="Client for callers nobody knows, by id.")
    team = models.CharField(max_length=100, blank=True)
    status = models.JSONField(
        default=dict, help_text="Status ids by outcome: open, pending_verification, closed."
    )
    priority = models.JSONField(default=dict, help_text="Priority ids by our P1 to P4.")

    def __str__(self) -> str:
        return f"HaloPSA at {self.url}"

    @property
    def client_secret(self) -> str:
        return unseal(self.tenant_id, self.sealed_client_secret)

    @client_secret.setter
    def client_secret(self, value: str) -> None:
        self.sealed_client_secret = seal(self.tenant_id, value)


class TwilioAccount(models.Model):
    """The tenant's own Twilio account; without one its numbers live in the platform's."""

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, related_name="twilio")
    account_sid = models.CharField(max_length=34)
    sealed_auth_token = models.TextField(blank=True, editable=False)
    sealed_previous_token = models.TextField(blank=True, editable=False)

    def __str__(self) -> str:
        return self.account_sid

    @property
    def auth_token(self) -> str:
        return unseal(self.tenant_id, self.sealed_auth_token)

    @auth_token.setter
    def auth_token(self, value: str) -> None:
        """Keep the token that was in force: during a rotation either may sign."""
        try:
            if value == self.auth_token:
                return
            self.sealed_previous_token = self.sealed_auth_token
        except SealError:  # its key is lost: nothing to keep, and the new token must still get in
            self.sealed_previous_token = ""
        self.sealed_auth_token = seal(self.tenant_id, value)

    @property
    def previous_token(self) -> str:
        return unseal(self.tenant_id, self.sealed_previous_token)
