"""A key is changed without a credential being lost, and a change that was broken off is taken up again."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from pytest_django import Settings as SettingsWrapper

from tenants import rotation
from tenants.models import ConnectWiseConnection, HouseEvent, Tenant, TwilioAccount
from tenants.rotation import PREFIX, rotate, sealed_columns
from tenants.sealing import reseal
from tenants.tests.test_sealing import SECRET, connect

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture(autouse=True)
def stored(settings: SettingsWrapper, northstar: Tenant, southpaw: Tenant) -> None:
    """Five credentials of two tenants under the old key, and a newer key in front."""
    settings.ENCRYPTION_KEYS = [OLD]
    connect(northstar)
    connect(southpaw)
    account = TwilioAccount(tenant=northstar, account_sid="AC" + "0" * 32)
    account.auth_token = "twilio-" + SECRET
    account.save()
    settings.ENCRYPTION_KEYS = [NEW, OLD]


def test_after_the_rotation_the_old_key_is_not_needed(settings: SettingsWrapper) -> None:
    assert rotate().resealed == 5
    settings.ENCRYPTION_KEYS = [NEW]
    for row in ConnectWiseConnection.objects.all():
        assert (row.public_key, row.private_key) == ("public-" + SECRET, "private-" + SECRET)
    assert TwilioAccount.objects.get().auth_token == "twilio-" + SECRET


def test_a_trial_counts_and_changes_nothing() -> None:
    before = list(ConnectWiseConnection.objects.order_by("pk").values())
    assert rotate(dry_run=True).resealed == 5
    assert list(ConnectWiseConnection.objects.order_by("pk").values()) == before


def test_a_second_run_has_nothing_to_do() -> None:
    rotate()
    found = rotate()
    assert (found.resealed, found.newest) == (0, 5)


def test_a_rotation_that_was_broken_off_is_taken_up_again(settings: SettingsWrapper) -> None:
    calls = 0

    def dies_at_the_third(*args: object) -> str:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise KeyboardInterrupt
        return real(*args)  # type: ignore[arg-type]

    real = reseal
    with patch.object(rotation, "reseal", dies_at_the_third), pytest.raises(KeyboardInterrupt):
        rotate()
    found = rotate()
    assert (found.resealed, found.newest) == (3, 2)
    settings.ENCRYPTION_KEYS = [NEW]
    assert rotate().newest == 5


def test_a_credential_that_is_changed_meanwhile_keeps_the_change() -> None:
    def changed_meanwhile(*args: object) -> str:
        row = TwilioAccount.objects.get()
        row.auth_token = "changed by the owner"
        row.save()
        return "stale"

    with patch.object(rotation, "reseal", changed_meanwhile):
        rotation._rotate_one(
            rotation.Rotation(), Tenant.objects.get(slug="northstar"), TwilioAccount.objects.get(), "sealed_auth_token", dry_run=False
        )  # fmt: skip
    assert TwilioAccount.objects.get().auth_token == "changed by the owner"


def test_a_credential_whose_key_is_lost_is_named_and_hinders_no_other(
    settings: SettingsWrapper, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    row = ConnectWiseConnection.objects.get(tenant__slug="southpaw")
    row.private_key = "sealed with the third key"
    row.save(update_fields=["sealed_private_key"])
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    with pytest.raises(CommandError, match="Keep the old keys"):
        call_command("rotate_keys")
    told = capsys.readouterr()
    assert "4 resealed, 0 had the newest key, 1 lost." in told.out
    assert "southpaw: connect wise connection" in told.err
    assert "private_key" in told.err
    assert SECRET not in told.out + told.err


def test_a_credential_of_another_tenant_is_not_resealed_for_its_thief(
    northstar: Tenant, southpaw: Tenant
) -> None:
    stolen = ConnectWiseConnection.objects.get(tenant=northstar).sealed_private_key
    ConnectWiseConnection.objects.filter(tenant=southpaw).update(sealed_private_key=stolen)
    assert rotate().lost


def test_the_command_says_what_may_be_done_next(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("rotate_keys", dry_run=True)
    assert "5 would be resealed" in capsys.readouterr().out
    assert not HouseEvent.objects.exists()
    call_command("rotate_keys")
    assert "can be taken out of ENCRYPTION_KEYS" in capsys.readouterr().out
    assert '"resealed": 5' in HouseEvent.objects.get().details


def test_every_sealed_column_is_found() -> None:
    found = {f"{model.__name__}.{column}" for model, columns in sealed_columns() for column in columns}
    assert found >= {
        "ConnectWiseConnection.sealed_public_key", "ConnectWiseConnection.sealed_private_key",
        "TwilioAccount.sealed_auth_token", "TwilioAccount.sealed_previous_token",
    }  # fmt: skip
    assert all(f".{PREFIX}" in name for name in found)
