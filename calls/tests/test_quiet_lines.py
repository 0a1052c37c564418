"""A caller hung up while the desk was down, and nobody told: Twilio is asked, and the call gets its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from calls.conversation import quiet
from calls.models import Call
from integrations.twilio.errors import Unavailable
from tenants.models import Tenant


@pytest.fixture(autouse=True)
def _nothing_asked() -> None:
    quiet._asked.clear()


def a_call(tenant: Tenant, make_call: Callable[..., Call], *, quiet_for: int) -> Call:
    heard = timezone.now() - timedelta(seconds=quiet_for)
    return make_call(tenant, heard_at=heard, started_at=heard)


def asked(is_open: bool | Exception) -> int:
    with patch("integrations.twilio.live.is_open", side_effect=[is_open] * 4):
        return quiet.ask_for_quiet_lines(timezone.now())


def test_a_line_that_closed_unheard_gets_its_end(northstar: Tenant, make_call: Callable[..., Call]) -> None:
    call = a_call(northstar, make_call, quiet_for=50)
    assert asked(is_open=False) == 1
    call.refresh_from_db()
    assert call.ended_at is not None


def test_a_line_that_lives_goes_on(northstar: Tenant, make_call: Callable[..., Call]) -> None:
    call = a_call(northstar, make_call, quiet_for=50)
    assert asked(is_open=True) == 1
    call.refresh_from_db()
    assert call.ended_at is None


def test_twilio_is_not_asked_again_at_once(northstar: Tenant, make_call: Callable[..., Call]) -> None:
    a_call(northstar, make_call, quiet_for=50)
    assert [asked(is_open=True), asked(is_open=True)] == [1, 0]


def test_a_line_that_was_heard_of_lately_is_left_alone(
    northstar: Tenant, make_call: Callable[..., Call]
) -> None:
    a_call(northstar, make_call, quiet_for=20)
    assert asked(is_open=False) == 0


def test_without_an_answer_of_twilios_nothing_is_ended(
    northstar: Tenant, make_call: Callable[..., Call]
) -> None:
    call = a_call(northstar, make_call, quiet_for=50)
    asked(Unavailable("Twilio does not answer.", code=None, permanent=False, uncertain=True))
    call.refresh_from_db()
    assert call.ended_at is None
