"""Whose account speaks for a tenant."""

from __future__ import annotations

import pytest

from integrations.twilio.accounts import TwilioCredentials, credentials_for
from integrations.twilio.errors import AccountRefused
from tenants.models import TwilioAccount

OWN = "AC" + "1" * 32


def test_a_tenant_speaks_through_its_own_account(northstar, southpaw):
    account = TwilioAccount(tenant=northstar, account_sid=OWN)
    account.auth_token = "northstar's token"
    account.save()

    assert credentials_for(northstar) == TwilioCredentials(OWN, "northstar's token")
    assert credentials_for(southpaw).account_sid != OWN


def test_without_one_the_platform_speaks(northstar, settings):
    settings.TWILIO_ACCOUNT_SID = "AC" + "2" * 32

    assert credentials_for(northstar) == TwilioCredentials("AC" + "2" * 32, settings.TWILIO_AUTH_TOKEN)


def test_development_falls_back_to_the_sandbox_and_production_does_not(northstar, settings):
    settings.TWILIO_ACCOUNT_SID = ""
    assert credentials_for(northstar).account_sid == settings.SANDBOX_ACCOUNT_SID

    settings.DEVELOPMENT = False
    with pytest.raises(AccountRefused) as fault:
        credentials_for(northstar)
    assert fault.value.permanent


def test_a_token_does_not_show_in_logs():
    assert "secret" not in repr(TwilioCredentials(OWN, "secret"))
