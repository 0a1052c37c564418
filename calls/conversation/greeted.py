"""What is done while a greeting is heard: its call is stored, for which the next webhook waits, and its runbook studied."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

from calls.afterwards import afterwards
from triage import Runbook, study

SECONDS = 3.0  # a database that takes longer is away; the next webhook then finds out for itself
MOST_STUDIED = 512
_being_stored: dict[tuple[UUID, str], asyncio.Task[object]] = {}
_studied: set[Runbook] = set()


async def store_while_heard(tenant_id: UUID, sid: str, storing: Coroutine[Any, Any, object]) -> None:
    """Begin to store a call whose greeting is on its way; where nobody answers a request, wait for it here."""
    key = tenant_id, sid
    task = _being_stored[key] = asyncio.create_task(storing)

    def forget(done: asyncio.Task[object]) -> None:
        if _being_stored.get(key) is done:
            del _being_stored[key]

    task.add_done_callback(forget)
    await afterwards(task)


async def until_stored(tenant_id: UUID, sid: str) -> None:
    """Return when this process stores nothing of this call's greeting any more, whether or not that succeeded."""
    if storing := _being_stored.get((tenant_id, sid)):
        await asyncio.wait([storing], timeout=SECONDS)


async def study_while_heard(runbook: Runbook) -> None:
    """Let this process work out what a runbook says, the first time that a call comes in for it."""
    if runbook in _studied:
        return
    if len(_studied) >= MOST_STUDIED:
        _studied.clear()
    _studied.add(runbook)
    await afterwards(asyncio.to_thread(study, runbook))
