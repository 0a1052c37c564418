"""I7: whoever asks as one tenant sees nothing of another, whatever is broken: by Postgres' own policies, and through the API, whose
connections have served other tenants a moment before."""

from __future__ import annotations

import psycopg
import requests
from psycopg import sql

from faults.msps import Msp
from faults.world import World
from tenants.roles import APP

OWNED = """
    SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE a.attname = 'tenant_id' AND c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
    ORDER BY c.relname
"""
WHO = "SELECT id FROM tenants_tenant WHERE slug = %s"
THEIR_CALLS = "SELECT count(*) FROM calls_call WHERE id = ANY(%s::uuid[]) AND tenant_id <> %s"


class Isolation:
    """Looks and counts the looks; `leaks` says in words what was seen that should not have been."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.looks = 0
        self.leaks: list[str] = []

    def look(self, msp: Msp) -> None:
        """Ask as this MSP for everything. A desk or a Postgres that is away shows nothing to anybody."""
        try:
            self._look(msp)
        except (psycopg.OperationalError, requests.RequestException):
            return

    def _look(self, msp: Msp) -> None:
        listed = self._list_calls(msp)
        with self._world.ask() as database:
            (mine,) = database.execute(WHO, [msp.slug]).fetchone() or (None,)
            (theirs,) = database.execute(THEIR_CALLS, [listed, mine]).fetchone() or (0,)
            tables = [row[0] for row in database.execute(OWNED).fetchall()]
            database.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(APP)))
            database.execute("SELECT set_config('nightdesk.tenant', %s, false)", [str(mine)])
            seen = database.execute(_strangers(tables), [mine] * len(tables)).fetchall()
        self.looks += 1
        self.leaks += [f"I7 {msp.slug}: the API listed {theirs} calls of others"] if theirs else []
        self.leaks += [f"I7 {msp.slug}: {count} rows of others in {name}" for name, count in seen if count]

    def _list_calls(self, msp: Msp) -> list[str]:
        answer = requests.get(
            f"{self._world.desk_url}/api/v1/calls",
            headers={"Authorization": f"Bearer {msp.api_token}"},
            timeout=10,
        )
        answer.raise_for_status()
        return [call["id"] for call in answer.json()["results"]]


def _strangers(tables: list[str]) -> sql.Composed:
    """Count in every table the rows that can be seen and are not the tenant's."""
    return sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {}, count(*) FROM {} WHERE tenant_id IS DISTINCT FROM %s").format(
            sql.Literal(name), sql.Identifier(name)
        )
        for name in tables
    )
