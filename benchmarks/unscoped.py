"""The web process as it would be without row-level security: `python -m benchmarks.unscoped`, to measure what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, LiteralString

import psycopg
from django.db import connection

from nightdesk import web
from tenants import prepared, scope


def run_alone(statement: LiteralString, values: Sequence[Any]) -> psycopg.Cursor[Any]:
    """`run_prepared` without a tenant beside the statement."""
    connection.ensure_connection()
    held = connection.connection
    cursor = psycopg.RawCursor(held)
    with connection.wrap_database_errors:
        return cursor.execute(statement, values, prepare=True)


if __name__ == "__main__":
    scope.carry_scope = lambda connection, **_: None
    prepared.run_prepared = run_alone
    web.main()
