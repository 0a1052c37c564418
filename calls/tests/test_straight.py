"""The connections of the event loop: what a caller waits for goes straight to Postgres."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from calls.straight import Rows, Statement, close_connections, fetch, fetch_together
from tenants.owner import as_owner
from tenants.roles import APP

NORTHSTAR = UUID(int=1)


@pytest.fixture(autouse=True)
def _own_connections(transactional_db: None, settings: Any) -> None:
    settings.DATABASE_THREADS = 1


def test_a_statement_runs_as_its_tenant_and_leaves_no_tenant_behind() -> None:
    async def run() -> list[str]:
        try:
            seen = [
                (await fetch(tenant, "SELECT current_setting('nightdesk.tenant')", []))[0][0]
                for tenant in two
            ]
        finally:
            await close_connections()
        return seen

    two = [uuid4(), uuid4()]
    assert asyncio.run(run()) == [str(tenant) for tenant in two]


def test_these_connections_are_the_applications_too() -> None:
    async def run() -> Rows:
        try:
            return await fetch(NORTHSTAR, "SELECT current_user::text", [])
        finally:
            await close_connections()

    assert asyncio.run(run()) == [(APP,)]


def end_all_other_connections() -> None:
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND datname = current_database() AND backend_type = 'client backend'"
        )
    connection.close()


def test_a_restarted_postgres_costs_no_caller_his_turn() -> None:
    async def run() -> Rows:
        try:
            backend = (await fetch(NORTHSTAR, "SELECT pg_backend_pid()", []))[0][0]
            await sync_to_async(end_all_other_connections)()
            return await fetch(NORTHSTAR, f"SELECT pg_backend_pid() <> {backend}", [])
        finally:
            await close_connections()

    assert asyncio.run(run()) == [(True,)]


def test_a_refused_statement_is_an_error_and_not_an_empty_answer() -> None:
    async def run() -> Rows:
        try:
            return await fetch(NORTHSTAR, "SELECT * FROM no_such_table", [])
        finally:
            await close_connections()

    with pytest.raises(psycopg.errors.UndefinedTable):
        asyncio.run(run())


def test_statements_together_are_one_transaction() -> None:
    async def run() -> list[Rows]:
        try:
            return await fetch_together(
                NORTHSTAR,
                [Statement("SELECT pg_current_xact_id()::text, $1::int", [number]) for number in (1, 2)],
            )
        finally:
            await close_connections()

    [(first, one)], [(second, two)] = asyncio.run(run())
    assert first == second
    assert (one, two) == (1, 2)


@pytest.mark.parametrize(
    ("refused", "why"), [([0], psycopg.errors.DivisionByZero), ([object()], psycopg.ProgrammingError)]
)
def test_what_is_refused_once_is_done_the_next_time(refused: list[Any], why: type[Exception]) -> None:
    async def run() -> Rows:
        try:
            for _ in range(8):  # every connection of the pool meets it
                with pytest.raises(why):
                    await fetch(NORTHSTAR, "SELECT 6 / $1::int", refused)
            return [(await fetch(NORTHSTAR, "SELECT 6 / $1::int", [3]))[0] for _ in range(8)]
        finally:
            await close_connections()

    assert asyncio.run(run()) == [(2,)] * 8
