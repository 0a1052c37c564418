"""Straight to Postgres from the event loop: one statement, one round trip, no thread, for what a caller waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
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


async def fetch(tenant_id: UUID, statement: str, values: Sequence[Any]) -> Rows:
    """Run one statement ($1, $2, …) as this tenant, in a transaction of its own, and return its rows.

    Its commit is asynchronous: for what is said and asked, never for what is decided.

    A connection that turns out to be dead (Postgres was restarted) is replaced and the statement sent again, so
    it has to be safe to repeat. Raise psycopg.Error when the database refuses or is away.
    """
    if not settings.DATABASE_THREADS:
        return await sync_to_async(_fetch_on_djangos)(tenant_id, statement, values)
    # Shielded: giving up on a hung connection politely would take longer than a caller should wait.
    return await asyncio.shield(asyncio.ensure_future(_fetch_alive(tenant_id, statement, values)))


async def _fetch_alive(tenant_id: UUID, statement: str, values: Sequence[Any]) -> Rows:
    pool = await _pool()
    try:
        return await _fetch(pool, tenant_id, statement, values)
    except psycopg.OperationalError:
        await pool.check()
        return await _fetch(pool, tenant_id, statement, values)


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


async def _fetch(pool: Pool, tenant_id: UUID, statement: str, values: Sequence[Any]) -> Rows:
    """What is sent in one pipeline is one transaction, so the tenant is set for this statement alone."""
    async with pool.connection() as held:
        cursor = psycopg.AsyncRawCursor(held)
        async with held.pipeline():
            await psycopg.AsyncRawCursor(held).execute(IN_SCOPE, [str(tenant_id)], prepare=True)
            await cursor.execute(statement, values, prepare=True)
        return await cursor.fetchall()


def _fetch_on_djangos(tenant_id: UUID, statement: str, values: Sequence[Any]) -> Rows:
    """The same on Django's connection of this thread, in whose open transaction it takes part."""
    with as_tenant(tenant_id):
        return run_prepared(statement, values, with_dollars=True).fetchall()
