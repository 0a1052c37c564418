"""So many hands for one kind of work: each takes a due row, does it and is free again; no tenant holds all of them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import close_old_connections

from calls.due import Due, due_next
from calls.models.leases import Leased
from tenants.scope import as_tenant

log = structlog.get_logger(__name__)


class Hands:
    """Threads that work off the due rows of one table. `freed` is set when a hand is free and more may be due."""

    def __init__(
        self,
        model: type[Leased],
        work: Callable[[int], None],
        *,
        count: int,
        per_tenant: int,
        freed: threading.Event | None = None,
    ) -> None:
        self._model = model
        self._work = work
        self._count = count
        self._per_tenant = per_tenant
        self._freed = freed or threading.Event()
        self._pool = ThreadPoolExecutor(count, thread_name_prefix=model._meta.model_name or "hand")
        self._lock = threading.Lock()
        self._at_work: dict[int, UUID] = {}

    def reach(self, now: datetime, *, grace: timedelta) -> int:
        """Start what has been due for longer than `grace`, as far as hands are free. Return how much was started."""
        with self._lock:
            busy = dict(self._at_work)
        free = self._count - len(busy)
        if free <= 0:
            return 0
        rows = due_next(
            self._model,
            now=now,
            late=now - grace,
            most=self._per_tenant + len(busy),
            limit=self._count + len(busy),
        )
        chosen = self._choose(rows, busy, free)
        for row in chosen:
            with self._lock:
                self._at_work[row.pk] = row.tenant_id
            self._pool.submit(self._do, row)
        return len(chosen)

    def _choose(self, rows: list[Due], busy: dict[int, UUID], free: int) -> list[Due]:
        held, chosen = Counter(busy.values()), list[Due]()
        for row in rows:
            if len(chosen) < free and row.pk not in busy and held[row.tenant_id] < self._per_tenant:
                held[row.tenant_id] += 1
                chosen.append(row)
        return chosen

    def _do(self, row: Due) -> None:
        try:
            with as_tenant(row.tenant_id):
                self._work(row.pk)
        except Exception:
            log.exception("work_failed", kind=self._model.__name__, pk=row.pk)
        finally:
            close_old_connections()
            with self._lock:
                del self._at_work[row.pk]
            self._freed.set()

    def rest(self) -> None:
        """Wait for what is in work; nothing new is begun."""
        self._pool.shutdown(cancel_futures=True)


def safely(chore: Callable[[datetime], object], now: datetime) -> None:
    """Do a chore; one that fails is logged and hinders no other."""
    try:
        chore(now)
    except Exception:
        log.exception("chore_failed", chore=chore.__name__)
