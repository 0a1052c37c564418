"""Which due rows are taken next: the oldest of every tenant in turn, so that one tenant's flood holds up nobody else."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from calls.models.leases import Leased
from tenants.scope import as_watchdog

FAIR = """
    WITH owed AS (
        SELECT id, tenant_id, due_at, row_number() OVER (PARTITION BY tenant_id ORDER BY due_at, id) AS place
        FROM {table}
        WHERE settled_at IS NULL AND due_at <= %(late)s AND (lease_until IS NULL OR lease_until <= %(now)s)
    )
    SELECT id, tenant_id FROM owed WHERE place <= %(most)s ORDER BY place, due_at, id LIMIT %(limit)s
"""


class Due(NamedTuple):
    """A row that is due, and whose it is."""

    pk: int
    tenant_id: UUID


def due_next(model: type[Leased], *, now: datetime, late: datetime, most: int, limit: int) -> list[Due]:
    """Return rows that were due at `late` and that nobody works on: every tenant's oldest, then its second, and so on.

    No tenant gets more than `most` of them.
    """
    with as_watchdog(), connection.cursor() as cursor:
        cursor.execute(
            FAIR.format(table=model._meta.db_table),
            {"now": now, "late": late, "most": most, "limit": limit},
        )
        return [Due(*row) for row in cursor.fetchall()]
