"""Credentials rest sealed, open with any key in force, and belong to one tenant."""

from __future__ import annotations

from uuid import uuid4

import pytest
from cryptography.fernet import Fernet
from django.db import connection

from tenants.models import ConnectWiseConnection, Tenant, TwilioAccount
from tenants.sealing import SealError, seal, unseal

SECRET = "correct horse battery staple"


def connect(tenant: Tenant) -> ConnectWiseConnection:
    row = ConnectWiseConnection(
        tenant=tenant,
        url="https://na.myconnectwise.net",
        company="northstar",
        board="1",
        fallback_company="2",
    )
    row.public_key, row.private_key = "public-" + SECRET, "private-" + SECRET
    row.save()
    return row


def stored(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg(row_to_json(t)::text, ' ') FROM {table} t")
        (text,) = cursor.fetchone()
    return str(text)


def test_credentials_rest_sealed(northstar: Tenant) -> None:
    connect(northstar)
    assert SECRET not in stored("tenants_connectwiseconnection")
    assert ConnectWiseConnection.objects.get().private_key == "private-" + SECRET


def test_same_secret_is_sealed_differently_each_time() -> None:
    tenant_id = uuid4()
    assert seal(tenant_id, SECRET) != seal(tenant_id, SECRET)


def test_credential_copied_to_another_tenant_does_not_open(northstar: Tenant, southpaw: Tenant) -> None:
    mine, theirs = connect(northstar), connect(southpaw)
    theirs.sealed_private_key = mine.sealed_private_key
    with pytest.raises(SealError, match="another tenant"):
        _ = theirs.private_key


def test_value_that_looks_like_a_tenant_does_not_fool_the_binding() -> None:
    mine, theirs = uuid4(), uuid4()
    with pytest.raises(SealError):
        unseal(theirs, seal(mine, f"{theirs}|{SECRET}"))


def test_old_key_still_opens_after_a_rotation(settings) -> None:
    tenant_id, old, new = uuid4(), Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [old]
    sealed = seal(tenant_id, SECRET)
    settings.ENCRYPTION_KEYS = [new, old]
    assert unseal(tenant_id, sealed) == SECRET
    settings.ENCRYPTION_KEYS = [old]
    assert unseal(tenant_id, sealed) == SECRET


def test_newest_key_seals(settings) -> None:
    tenant_id, old, new = uuid4(), Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [new, old]
    sealed = seal(tenant_id, SECRET)
    settings.ENCRYPTION_KEYS = [old]
    with pytest.raises(SealError, match="ENCRYPTION_KEYS"):
        unseal(tenant_id, sealed)


def test_error_does_not_tell_the_secret() -> None:
    tenant_id = uuid4()
    with pytest.raises(SealError) as failure:
        unseal(uuid4(), seal(tenant_id, SECRET))
    assert SECRET not in str(failure.value)


def test_nothing_stays_nothing() -> None:
    assert seal(uuid4(), "") == ""
    assert unseal(uuid4(), "") == ""


def test_twilio_token_in_force_before_is_kept_for_the_rotation(northstar: Tenant) -> None:
    account = TwilioAccount(tenant=northstar, account_sid="AC" + "0" * 32)
    account.auth_token = "first"
    account.auth_token = "second"
    assert (account.auth_token, account.previous_token) == ("second", "first")


def test_same_twilio_token_again_forgets_nothing(northstar: Tenant) -> None:
    account = TwilioAccount(tenant=northstar, account_sid="AC" + "0" * 32)
    for token in ("first", "second", "second"):
        account.auth_token = token
    assert account.previous_token == "first"
