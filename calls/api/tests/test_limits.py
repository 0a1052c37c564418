"""A token asks so often and no more; a counter that is away refuses nobody."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest
import time_machine
from pytest_django import Settings as SettingsWrapper
from rest_framework.test import APIClient

from calls.api import limits
from calls.api.tests.conftest import integrator
from tenants.models import Tenant
from tenants.tokens import issue_token

PATH = "/api/v1/tenant"


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BY_TOKEN", 3)
    monkeypatch.setattr(limits, "BY_TENANT", 5)


@pytest.fixture
def at(db: None) -> Iterator[Callable[[int], None]]:
    """A clock that stands at so many seconds of a minute that no earlier run of these tests counted in."""
    minute = datetime(2026, 11, 21, tzinfo=UTC).timestamp() + 60 * (time.time_ns() % 10_000_000)
    with time_machine.travel(minute + 20, tick=False) as clock:
        yield lambda seconds: clock.move_to(minute + seconds)


Clock = Callable[[int], None]


def asked(client: APIClient, times: int) -> list[int]:
    return [client.get(PATH).status_code for _ in range(times)]


def test_one_request_too_many_is_429_and_says_when_to_come_back(alice: APIClient, at: Clock) -> None:
    assert asked(alice, 3) == [200] * 3
    answer = alice.get(PATH)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "40"
    assert answer.json() == {"detail": "Too many requests this minute; ask again in 40 seconds."}


def test_in_the_next_minute_there_is_room_again(alice: APIClient, at: Clock) -> None:
    assert asked(alice, 4)[-1] == 429
    at(60)
    assert asked(alice, 1) == [200]


def test_neither_another_token_nor_another_msp_waits_for_it(
    alice: APIClient, charlie: APIClient, northstar: Tenant, at: Clock
) -> None:
    assert asked(alice, 4)[-1] == 429
    assert asked(integrator(issue_token(northstar, "another")), 1) == [200]
    assert asked(charlie, 1) == [200]


def test_more_tokens_are_not_more_requests_without_end(
    northstar: Tenant, charlie: APIClient, at: Clock
) -> None:
    clients = [integrator(issue_token(northstar, name)) for name in ("a", "b", "c")]
    assert [asked(client, 2) for client in clients] == [[200, 200], [200, 200], [200, 429]]
    assert asked(charlie, 1) == [200]


def test_whoever_has_no_token_is_told_so_however_often(alice: APIClient, at: Clock) -> None:
    assert set(asked(APIClient(), 10)) == {401}


def test_while_the_counter_is_away_nobody_is_refused_and_it_is_asked_seldom(
    alice: APIClient, settings: SettingsWrapper, tmp_path: Path
) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    with patch.object(limits, "log") as log:
        assert asked(alice, 10) == [200] * 10
    assert log.warning.call_count == 1


def test_a_counter_that_does_not_answer_is_not_waited_for(
    alice: APIClient, settings: SettingsWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        counter = limits.counter_at(settings.REDIS_URL)
        assert asked(alice, 5) == [200] * 5
    assert counter._ask_from > time.monotonic()


def test_a_counter_that_is_back_counts_again(alice: APIClient, at: Clock, settings: SettingsWrapper) -> None:
    counter = limits.counter_at(settings.REDIS_URL)
    with patch.object(counter, "_ask_from", time.monotonic() + 100):
        assert asked(alice, 5) == [200] * 5
    assert asked(alice, 4) == [200, 200, 200, 429]
