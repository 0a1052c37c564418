"""Whatever is due and not being done, is done here, whether or not Celery and Redis live."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from django.db.models import Q
from django.utils import timezone

from calls.conversation.finish import finish_call
from calls.escalation.alarms import send_alarm
from calls.escalation.exhaustion import note_exhausted
from calls.escalation.pages import send_page
from calls.models import Alarm, Call, Delivery, Page
from calls.tickets import deliver

log = structlog.get_logger(__name__)

EVERY = 2.0  # seconds
GRACE = timedelta(seconds=2)  # what was just nudged is left to Celery
# A Gather brings a webhook after at most 60 s of speech and some seconds of prompt; silence after that is a dead line.
QUIET_LINE = timedelta(seconds=100)
QUIET_AFTER_DECISION = timedelta(seconds=45)
BATCH = 50
ADVISORY_LOCK = 0x4E44_0001


class Watchdog:
    """One loop; pages and deliveries have threads of their own, so that a slow PSA holds up no page."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._pages = ThreadPoolExecutor(8, thread_name_prefix="page")
        self._alarms = ThreadPoolExecutor(2, thread_name_prefix="alarm")
        self._deliveries = ThreadPoolExecutor(4, thread_name_prefix="delivery")
        self._at_work: set[tuple[str, int]] = set()

    def run(self) -> None:
        """Look every two seconds until stopped. A second watchdog waits for the first one's lock."""
        while not self.stopping.is_set():
            try:
                with _only_one(self.stopping):
                    self._watch()
            except DatabaseError as exc:
                log.error("watchdog_without_database", why=type(exc).__name__)
                self.stopping.wait(EVERY)
        self._pages.shutdown()
        self._alarms.shutdown()
        self._deliveries.shutdown()

    def _watch(self) -> None:
        log.info("watchdog_watching")
        while not self.stopping.wait(EVERY):
            connection.ensure_connection()
            with connection.cursor() as cursor:  # the lock lives as long as this connection
                cursor.execute("SELECT 1")
            self.look(timezone.now())

    def look(self, now: datetime) -> None:
        """One round: start what is due, end the calls whose line is dead."""
        late = now - GRACE
        self._start(
            "page", self._pages, send_page, Page.objects.due(late).values_list("pk", flat=True)[:BATCH]
        )
        self._start(
            "delivery",
            self._deliveries,
            deliver,
            Delivery.objects.due(late).values_list("pk", flat=True)[:BATCH],
        )
        self._start(
            "alarm", self._alarms, send_alarm, Alarm.objects.due(late).values_list("pk", flat=True)[:BATCH]
        )
        for call_id in dead_lines(now):
            finish_call(call_id, now=now)
        note_exhausted(now=now)

    def _start(
        self, kind: str, pool: ThreadPoolExecutor, work: Callable[[int], None], due: Iterable[int]
    ) -> None:
        for pk in due:
            if (kind, pk) not in self._at_work:
                self._at_work.add((kind, pk))
                pool.submit(self._do, kind, work, pk)

    def _do(self, kind: str, work: Callable[[int], None], pk: int) -> None:
        try:
            work(pk)
        except Exception:
            log.exception("watchdog_task_failed", kind=kind, pk=pk)
        finally:
            close_old_connections()
            self._at_work.discard((kind, pk))


def dead_lines(now: datetime) -> list[UUID]:
    """Calls whose line has been quiet for longer than any live one can be."""
    decided = ~Q(state=Call.State.TRIAGING)
    quiet = Q(heard_at__lt=now - QUIET_LINE) | (decided & Q(heard_at__lt=now - QUIET_AFTER_DECISION))
    return list(Call.objects.filter(quiet, ended_at=None).values_list("pk", flat=True)[:BATCH])


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
