"""A word to Celery that a row is due. It may be lost: the watchdog finds every due row by itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import structlog
from celery import current_app
from django.db import transaction

log = structlog.get_logger(__name__)
# One thread of its own: a broker that hangs must not keep a caller waiting.
_messenger = ThreadPoolExecutor(max_workers=1, thread_name_prefix="nudge")


def nudge(task: str, pk: int) -> None:
    """Once the row is committed, ask a worker to look at it now."""
    transaction.on_commit(lambda: _messenger.submit(_send, task, pk))


def _send(task: str, pk: int) -> None:
    try:
        current_app.send_task(task, args=(pk,), retry=False)
    except Exception as exc:
        log.warning("nudge_lost", task=task, why=type(exc).__name__)
