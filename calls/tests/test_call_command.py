"""Playing a caller from the terminal: what is told when the call went nowhere."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from calls.management.commands import call
from calls.tests.conftest import ACME_NUMBER
from tenants.models import Customer


@pytest.fixture(autouse=True)
def _no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server answers, and keeps nothing."""
    monkeypatch.setattr(call, "_play", lambda *args, **kwargs: None)


def test_a_number_of_nobody_is_an_error_that_names_the_numbers_there_are(acme: Customer) -> None:
    with pytest.raises(CommandError, match=rf"No MSP has the number \+19995550000.*{ACME_NUMBER[1:]}"):
        call_command("call", to="+19995550000", speech=["Hello?"])


def test_a_call_that_left_no_row_is_an_error(acme: Customer) -> None:
    with pytest.raises(CommandError, match="not on record"):
        call_command("call", to=ACME_NUMBER, speech=["Hello?"])
