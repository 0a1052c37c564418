"""The check of a connection finds what would spoil a ticket."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.connectwise.checks import check_setup
from integrations.connectwise.client import ConnectWiseClient
from integrations.psa.errors import KeysRefused
from tenants.models import ConnectWiseConnection


def problems(connection: ConnectWiseConnection) -> list[str]:
    return check_setup(ConnectWiseClient.for_connection(connection), connection)


def test_a_good_connection_has_nothing_to_mend(sandbox, connection):
    assert problems(connection) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"board": "Nowhere"}, 'no service board "Nowhere"'),
        ({"fallback_company": "999"}, 'no company "999"'),
        (
            {"status": {"open": "New", "pending_verification": "17"}},
            "No status is set for tickets that are closed",
        ),
        (
            {"status": {"open": "Fresh", "pending_verification": "New", "closed": "Closed"}},
            'no status "Fresh"',
        ),
        ({"status": {"open": "New", "pending_verification": "New", "closed": "Assigned"}}, "does not close"),
        (
            {"status": {"open": "Closed", "pending_verification": "New", "closed": "Closed"}},
            '"Closed" closes',
        ),
        ({"priority": {"P1": "6", "P2": "7", "P3": "8"}}, "No priority is set for P4"),
        ({"priority": {"P1": "Burning", "P2": "7", "P3": "8", "P4": "9"}}, 'no priority "Burning"'),
    ],
)
def test_each_fault_is_named_alone(sandbox, connection, changes: dict[str, Any], words):
    for name, value in changes.items():
        setattr(connection, name, value)

    found = problems(connection)

    assert len(found) == 1
    assert words in found[0]


def test_wrong_keys_come_first(sandbox, connection):
    connection.private_key = "another"

    with pytest.raises(KeysRefused):
        problems(connection)
