"""The accounts that the stand-in Twilio knows: the platform's, and those of the tenants."""

from __future__ import annotations

import secrets

from django.conf import settings

from integrations.twilio.accounts import TwilioCredentials, credentials_for, platform_credentials
from tenants.models import PhoneNumber, TwilioAccount
from tenants.scope import as_staff


def token_of(account_sid: str) -> str:
    """Return the token of an account, or "" when there is no such account."""
    platform = platform_credentials()
    if platform and platform.account_sid == account_sid:
        return platform.auth_token
    if account_sid == settings.SANDBOX_ACCOUNT_SID:
        return str(settings.TWILIO_AUTH_TOKEN)
    with as_staff():
        own = TwilioAccount.objects.filter(account_sid=account_sid).first()
    return own.auth_token if own else ""


def account_of_number(number: str) -> TwilioCredentials | None:
    """Return the account that holds one of our numbers."""
    with as_staff():
        known = PhoneNumber.objects.filter(number=number).select_related("tenant").first()
        return credentials_for(known.tenant) if known else platform_credentials()


def new_sid(prefix: str) -> str:
    return prefix + secrets.token_hex(16)
