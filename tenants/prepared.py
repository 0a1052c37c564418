"""Statements that Postgres plans once a connection, in the present scope: for what a caller on the line waits for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, LiteralString

import psycopg
from django.db import connection

from tenants import scope

CARRY: LiteralString = f"SELECT set_config('{scope.SETTING}', $1, true)"


def run_prepared(statement: LiteralString, values: Sequence[Any]) -> psycopg.Cursor[Any]:
    """Run a statement ($1, $2, …) as the tenant whose block this is; return its cursor, with every result there already.

    Alone it makes one round trip: what is sent in one pipeline is one transaction.
    """
    connection.ensure_connection()
    held = connection.connection
    cursor = psycopg.RawCursor(held)
    with connection.wrap_database_errors:
        if connection.in_atomic_block:
            for change in scope.changes_due(connection):
                held.execute(change)
            return cursor.execute(statement, values, prepare=True)
        with held.pipeline():
            psycopg.RawCursor(held).execute(CARRY, [scope.scope_of_statement().tenant], prepare=True)
            cursor.execute(statement, values, prepare=True)
    return cursor
