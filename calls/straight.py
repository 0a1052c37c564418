"""Straight to Postgres from the event loop: one statement, one round trip, no thread, for what a caller waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, LiteralString, NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection
from psycopg_pool import AsyncConnectionPool

from tenants.prepared import run_prepared
from tenants.scope import as_tenant

Rows = list[tuple[Any, ...]]
Pool = AsyncConnectionPool[psycopg.AsyncConnection[tuple[Any, ...]]]
CONNECTIONS = 4  # per process; a statement holds one for a fraction of a millisecond
WAIT_SECONDS = 2.0  # for a connection
# A question promises nothing, so its commit does not wait for the disk: the next decision's commit, which does,
# takes everything before it along. What a crash of Postgres itself can cost is the last fraction of a second.
IN_SCOPE = "SELECT set_config('nightdesk.tenant', $1, true), set_config('synchronous_commit', 'off', true)"

_pools: WeakKeyDictionary[asyncio.AbstractEventLoop, Pool] = WeakKeyDictionary()


class Statement(NamedTuple):
    """One statement that returns rows; its values are called $1, $2, …"""

    text: LiteralString
    values: Sequence[Any]


async def fetch(tenant_id: UUID, statement: LiteralString, values: Sequence[Any]) -> Rows:
    """Run one statement as this tenant, in a transaction of its own, and return its rows; else as `fetch_together`."""
    [rows] = await fetch_together(tenant_id, [Statement(statement, values)])
    return rows


async def fetch_together(tenant_id: UUID, statements: Sequence[Statement]) -> list[Rows]:
    """Run statements as this tenant, in one round trip and one transaction, and return the rows of each.

    Its commit is asynchronous: for what is said and asked, never for what is decided.

    A connection that turns out to be dead (Postgres was restarted) is replaced and the statements are sent again, so
    they have to be safe to repeat. Raise psycopg.Error when the database refuses or is away.
    """
    if not settings.DATABASE_THREADS:
        return await sync_to_async(_fetch_on_djangos)(tenant_id, statements)
    # Shielded: giving up on a hung connection politely would take longer than a caller should wait.
    return await asyncio.shield(asyncio.ensure_future(_fetch_alive(tenant_id, statements)))


async def _fetch_alive(tenant_id: UUID, statements: Sequence[Statement]) -> list[Rows]:
    pool = await _pool()
    try:
        return await _fetch(pool, tenant_id, statements)
    except psycopg.OperationalError:
        await pool.check()
        return await _fetch(pool, tenant_id, statements)


async def open_connections() -> None:
    """Open this event loop's connections now, so that no caller waits for it."""
    if settings.DATABASE_THREADS:
        await _pool()


async def close_connections() -> None:
    if pool := _pools.pop(asyncio.get_running_loop(), None):
        await pool.close()


async def _pool() -> Pool:
    loop = asyncio.get_running_loop()
    pool = _pools.get(loop)
    if pool is None:
        pool = _pools[loop] = AsyncConnectionPool(
            kwargs=_parameters(),
            min_size=CONNECTIONS,
            max_size=CONNECTIONS,
            timeout=WAIT_SECONDS,
            open=False,
            name="straight",
        )
        await pool.open()
    return pool


def _parameters() -> dict[str, Any]:
    """Django's own connection parameters, for connections that are not Django's."""
    parameters = connection.get_connection_params()
    for name in ("pool", "context", "cursor_factory", "server_side_binding"):
        parameters.pop(name, None)
    return parameters | {"autocommit": True}


async def _fetch(pool: Pool, tenant_id: UUID, statements: Sequence[Statement]) -> list[Rows]:
    """What is sent in one pipeline is one transaction, so the tenant is set for these statements alone."""
    async with pool.connection() as held:
        cursors = [psycopg.AsyncRawCursor(held) for _ in statements]
        async with held.pipeline():
            await psycopg.AsyncRawCursor(held).execute(IN_SCOPE, [str(tenant_id)], prepare=True)
            for cursor, statement in zip(cursors, statements, strict=True):
                await cursor.execute(statement.text, statement.values, prepare=True)
        return [await cursor.fetchall() for cursor in cursors]


def _fetch_on_djangos(tenant_id: UUID, statements: Sequence[Statement]) -> list[Rows]:
    """The same on Django's connection of this thread, in whose open transaction it takes part."""
    with as_tenant(tenant_id):
        return [run_prepared(*statement).fetchall() for statement in statements]
