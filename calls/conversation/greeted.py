"""Greetings that are heard while their call is being stored: the call's next webhook waits for its row."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

from calls.afterwards import afterwards

SECONDS = 3.0  # a database that takes longer is away; the next webhook then finds out for itself
_being_stored: dict[tuple[UUID, str], asyncio.Task[object]] = {}


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
