"""A word to Celery that a row is due. It may be lost: the watchdog finds every due row by itself."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import structlog
from celery import current_app
from django.db import transaction

log = structlog.get_logger(__name__)
# One thread of its own: a broker that hangs must not keep a caller waiting.
_messenger = ThreadPoolExecutor(max_workers=1, thread_name_prefix="nudge")
LEAVE_ALONE = (
    3.0  # seconds; a broker that just failed is not tried again, or nudges pile up behind its time-outs
)
_silent_until = 0.0


def nudge(task: str, pk: int | str) -> None:
    """Once the row is committed, ask a worker to look at it now."""
    transaction.on_commit(lambda: _messenger.submit(_send, task, pk))


def _send(task: str, pk: int | str) -> None:
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        current_app.send_task(task, args=(pk,), retry=False)
    except Exception as exc:
        _silent_until = time.monotonic() + LEAVE_ALONE
        log.warning("nudge_lost", task=task, why=type(exc).__name__)
