"""Whatever is due and not being done, is done here, whether or not Celery and Redis live."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from django.utils import timezone

from calls.bridge.errands import run_errand
from calls.chores import chores
from calls.escalation.alarms import send_alarm
from calls.escalation.pages import send_page
from calls.hands import Hands, safely
from calls.identity.directory import read_directory
from calls.models import Alarm, Delivery, DirectorySync, Errand, Page, PrivacyJob, Pulse
from calls.privacy.jobs import run_job
from calls.tickets import deliver

log = structlog.get_logger(__name__)

EVERY = 1.0  # seconds between two looks; sooner when a hand is free and more was waiting
BREATH = 0.05  # seconds between two looks at the least
CHORES_EVERY = 2.0
GRACE = timedelta(seconds=1)  # what was just nudged is left to Celery
ADVISORY_LOCK = 0x4E44_0001


class Watchdog:
    """One loop. Pages, deliveries and chores have threads of their own, so that a slow PSA holds up no page."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._freed = threading.Event()
        self._hands = [
            Hands(Page, send_page, count=8, per_tenant=4, freed=self._freed),
            Hands(Errand, run_errand, count=4, per_tenant=2, freed=self._freed),
            Hands(Alarm, send_alarm, count=2, per_tenant=1, freed=self._freed),
            Hands(Delivery, deliver, count=4, per_tenant=2, freed=self._freed),
            Hands(DirectorySync, read_directory, count=1, per_tenant=1, freed=self._freed),
            Hands(PrivacyJob, run_job, count=1, per_tenant=1, freed=self._freed),
        ]
        self._broom = ThreadPoolExecutor(1, thread_name_prefix="chores")
        self._sweeping: Future[None] | None = None
        self._swept_at = 0.0

    def run(self) -> None:
        """Look every second until stopped. A second watchdog waits for the first one's lock."""
        while not self.stopping.is_set():
            try:
                with _only_one(self.stopping):
                    self._watch()
            except DatabaseError as exc:
                log.error("watchdog_without_database", why=type(exc).__name__)
                connection.close()  # a dead one would be asked for ever: this thread has no end of request
                self.stopping.wait(EVERY)
        for hands in self._hands:
            hands.rest()
        self._broom.shutdown(cancel_futures=True)

    def _watch(self) -> None:
        log.info("watchdog_watching")
        while not self.stopping.is_set():
            connection.ensure_connection()
            with connection.cursor() as cursor:  # the lock lives as long as this connection
                cursor.execute("SELECT 1")
            more = self.look(timezone.now())
            self._pause(more)

    def _pause(self, more: bool) -> None:
        """Wait for the next round; when something was started, look again as soon as a hand is free."""
        self.stopping.wait(BREATH)
        if more:
            self._freed.wait(EVERY)
        else:
            self.stopping.wait(EVERY)
        self._freed.clear()

    def look(self, now: datetime) -> bool:
        """One round: start what is due and what the house needs. Return whether anything due was started."""
        Pulse.beat(Pulse.Name.WATCHDOG, now)
        started = [hands.reach(now, grace=GRACE) for hands in self._hands]
        if time.monotonic() - self._swept_at > CHORES_EVERY and (
            self._sweeping is None or self._sweeping.done()
        ):
            self._swept_at = time.monotonic()
            self._sweeping = self._broom.submit(_sweep, now)
        return any(started)


def _sweep(now: datetime) -> None:
    for chore in chores():
        safely(chore, now)
    close_old_connections()


@contextmanager
def _only_one(stopping: threading.Event) -> Iterator[None]:
    with connection.cursor() as cursor:
        while not stopping.is_set():
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
            if cursor.fetchone()[0]:
                break
            time.sleep(EVERY)
    try:
        yield
    finally:
        connection.close()
