"""The database goes away under the watchdog: it comes back to work by itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from unittest.mock import patch

import psycopg
import pytest
from django.db import connection

from calls.models import Pulse
from calls.watchdog import ADVISORY_LOCK, Watchdog
from nightdesk.testing.plugin import servers

WAITING = "FROM pg_stat_activity WHERE strpos(query, 'pg_try_advisory_lock') > 0 AND pid <> pg_backend_pid()"


@pytest.fixture
def postgres(transactional_db: None) -> Iterator[psycopg.Connection]:
    """Postgres itself, as whoever runs it."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(f"host={servers.sockets} user=nightdesk dbname={name}", autocommit=True) as held:
        yield held


def until(what: Callable[[], object], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_a_watchdog_whose_session_ended_while_it_waited_its_turn_watches_again(
    postgres: psycopg.Connection,
) -> None:
    postgres.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])  # as the watchdog before it does
    dog = Watchdog()
    with patch("calls.watchdog.chores", return_value=()):
        running = threading.Thread(target=dog.run)
        running.start()
        try:
            assert until(lambda: postgres.execute(f"SELECT pid {WAITING}").fetchall())
            postgres.execute(f"SELECT pg_terminate_backend(pid) {WAITING}")  # as a restart of Postgres does
            postgres.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
            assert until(Pulse.objects.exists)
        finally:
            dog.stopping.set()
            running.join()
