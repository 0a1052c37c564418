"""Whose Twilio account speaks for a tenant: its own, or the platform's."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings

from integrations.twilio.errors import AccountRefused
from tenants.models import Tenant, TwilioAccount


@dataclass(frozen=True, slots=True)
class TwilioCredentials:
    """An account and the token that acts for it and signs its webhooks."""

    account_sid: str
    auth_token: str = field(repr=False)


def platform_credentials() -> TwilioCredentials | None:
    """Return the platform's account; development falls back to the sandbox's made-up one."""
    sid = settings.TWILIO_ACCOUNT_SID or (settings.SANDBOX_ACCOUNT_SID if settings.DEVELOPMENT else "")
    return TwilioCredentials(sid, settings.TWILIO_AUTH_TOKEN) if sid and settings.TWILIO_AUTH_TOKEN else None


def credentials_for(tenant: Tenant) -> TwilioCredentials:
    """Return the account that places calls and sends texts for a tenant. Raise AccountRefused when there is none."""
    own = TwilioAccount.objects.filter(tenant=tenant).first()
    if own and own.auth_token:
        return TwilioCredentials(own.account_sid, own.auth_token)
    shared = platform_credentials()
    if shared is None:
        raise AccountRefused(
            "No Twilio account is set up for this tenant, and the platform has none.", code=None
        )
    return shared


def credentials_of(tenant: Tenant, account_sid: str) -> TwilioCredentials:
    """Return the account that something once came from: the tenant may have changed its own since then.

    Raise AccountRefused when its token is not known any more.
    """
    own = TwilioAccount.objects.filter(tenant=tenant, account_sid=account_sid).first()
    if own and own.auth_token:
        return TwilioCredentials(own.account_sid, own.auth_token)
    shared = platform_credentials()
    if shared and shared.account_sid == account_sid:
        return shared
    if not account_sid:
        return credentials_for(tenant)
    raise AccountRefused(
        f"The token of the Twilio account {account_sid} is not known here any more.", code=None
    )
