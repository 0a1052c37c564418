"""An integrator sees whether tickets reach the PSA, and no key."""

from __future__ import annotations

from django.utils import timezone

from calls.dashboard.tests.makers import owe_ticket
from integrations.conftest import connection
from tenants.models import PsaState

__all__ = ["connection"]


def test_nothing_connected_is_told_as_that(alice, northstar):
    facts = alice.get("/api/v1/psa").json()
    assert (facts["connected"], facts["works"], facts["tested_at"], facts["endpoints"]) == (
        False,
        None,
        None,
        None,
    )


def test_the_last_test_and_count_are_told_with_their_times_and_without_keys(
    alice, northstar, connection, make_call
):
    now = timezone.now()
    PsaState.objects.create(
        tenant=northstar,
        findings=[
            ["good", "ConnectWise answers", ""],
            ["bad", "Missing right: Companies → Contacts", "Give …"],
        ],
        tested_at=now,
        devices=412,
        devices_read_at=now,
    )
    owe_ticket(make_call(northstar), state="stuck")
    answer = alice.get("/api/v1/psa")
    facts = answer.json()
    assert (facts["psa"], facts["site"], facts["company"]) == ("ConnectWise PSA", "sandbox", "northstar")
    assert (facts["works"], facts["endpoints"], facts["tickets_waiting"], facts["tickets_stuck"]) == (
        False,
        412,
        1,
        1,
    )
    assert facts["findings"][1]["what"] == "Missing right: Companies → Contacts"
    for secret in ("public", "private", connection.sealed_private_key):
        assert secret not in answer.content.decode()


def test_another_msp_sees_its_own(charlie, northstar, connection):
    assert charlie.get("/api/v1/psa").json()["connected"] is False
