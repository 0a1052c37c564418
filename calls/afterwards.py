"""What can be finished once the caller has his answer. He waits for what is decided, not for a question to be written down."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextvars import ContextVar

import structlog

log = structlog.get_logger(__name__)
SECONDS = 9.0  # longer than any database that still answers
Work = list[asyncio.Future[object]]
_due: ContextVar[Work | None] = ContextVar("afterwards", default=None)


def open_list() -> Work:
    """Begin the list of one request. Whoever begins it calls `finish` when the answer is on its way."""
    due: Work = []
    _due.set(due)
    return due


async def afterwards(work: Awaitable[object]) -> None:
    """Begin the work now and let it end after the answer; where nobody answers a request, wait for it here."""
    due = _due.get()
    if due is None:
        await work
    else:
        due.append(asyncio.ensure_future(work))


async def finish(due: Work) -> None:
    """Close the list and wait for what is left. What fails now is told to the log: the caller heard his answer."""
    _due.set(None)
    if not due:
        return
    await asyncio.wait(due, timeout=SECONDS)
    for work in due:
        if not work.done():
            log.error("late_after_answer", seconds=SECONDS)
        elif fault := work.exception():
            log.error("failed_after_answer", why=type(fault).__name__, exc_info=fault)
