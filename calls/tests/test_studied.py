"""What a runbook says is worked out while the greeting is heard, so that the first caller's first words wait for nothing."""

from __future__ import annotations

import pytest

from calls.conversation import greeted
from calls.tests.conftest import Phone
from triage import Runbook

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def studied(monkeypatch: pytest.MonkeyPatch) -> list[Runbook]:
    """The runbooks that this process studies from now on."""
    seen: list[Runbook] = []
    monkeypatch.setattr(greeted, "_studied", set())
    monkeypatch.setattr(greeted, "study", seen.append)
    return seen


def test_the_first_call_for_a_runbook_has_it_studied_and_the_second_finds_it_so(
    phone: Phone, make_phone, studied: list[Runbook]
) -> None:
    phone.dial()
    make_phone(sid="CA" + "7" * 32).dial()
    assert [runbook.customer_name for runbook in studied] == ["Acme Corp"]
