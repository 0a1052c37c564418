"""The statements that every turn waits for, written out and prepared: building them anew costs more than running them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from calls.models import Call

NEEDED = {
    "id", "tenant_id", "sid", "customer_id", "revision_id", "from_number", "caller_name", "state", "disposition",
    "priority", "first_words",
}  # fmt: skip
CALL_FIELDS = [field.attname for field in Call._meta.concrete_fields if field.attname in NEEDED]
TURN_COLUMNS = 6
CALL_WITH_TURNS = """
    SELECT t.sequence, t.speaker, t.text, t.request_key, t.decision ->> 'action', t.created_at, {}
    FROM calls_call c JOIN calls_turn t ON t.call_id = c.id
    WHERE c.tenant_id = %s AND c.sid = %s
    ORDER BY t.sequence
""".format(", ".join(f"c.{name}" for name in CALL_FIELDS))  # noqa: S608 - our own column names
ADD_TURN = """
    INSERT INTO calls_turn
        (tenant_id, call_id, sequence, speaker, text, request_key, decision, twiml, created_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
ADD_QUESTION = f"""
    WITH asked AS ({ADD_TURN})
    UPDATE calls_call SET heard_at = %s, priority = %s, state = %s,
        first_words = CASE WHEN first_words = '' THEN %s ELSE first_words END
    WHERE id = %s AND ended_at IS NULL
"""  # noqa: S608 - no value is written into the text


ADD_CALL = """
    WITH begun AS (
        INSERT INTO calls_call
            (id, tenant_id, sid, account_sid, number_id, customer_id, revision_id, from_number, to_number,
             caller_name, state, disposition, priority, first_words, summary, started_at, heard_at)
        VALUES (%(id)s, %(tenant_id)s, %(sid)s, %(account_sid)s, %(number_id)s, %(customer_id)s, %(revision_id)s,
                %(from_number)s, %(to_number)s, '', 'triaging', '', '', '', '', %(now)s, %(now)s)
        ON CONFLICT (tenant_id, sid) DO NOTHING RETURNING id)
    INSERT INTO calls_turn (tenant_id, call_id, sequence, speaker, text, request_key, twiml, created_at)
    SELECT %(tenant_id)s, id, 0, 'agent', %(greeting)s, '', %(twiml)s, %(now)s FROM begun
"""
GREETING = """
    SELECT t.twiml FROM calls_call c JOIN calls_turn t ON t.call_id = c.id AND t.sequence = 0
    WHERE c.tenant_id = %s AND c.sid = %s
"""
REVISION_IN_FORCE = """
    SELECT r.id FROM tenants_runbook b JOIN tenants_runbookrevision r ON r.runbook_id = b.id
    WHERE b.tenant_id = %s AND (b.customer_id IS NULL OR b.customer_id = %s::bigint)
    ORDER BY b.customer_id NULLS LAST, r.number DESC LIMIT 1
"""


@contextmanager
def _prepared() -> Iterator[psycopg.Cursor[Any]]:
    """A cursor on Django's connection whose statements Postgres plans once; Django's own plan each time."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        yield cursor


def plan_statements() -> None:
    """Have this connection plan what every call needs, by looking for a call that does not exist."""
    nobody = UUID(int=0)
    select_call(nobody, "")
    select_greeting(nobody, "")
    select_revision_in_force(nobody, None)


def select_call(tenant_id: UUID, sid: str) -> tuple[Call, list[tuple[Any, ...]]] | None:
    """Return a call and its turns in order: sequence, speaker, text, request key, action, time. None: no such call."""
    with _prepared() as cursor:
        rows = cursor.execute(CALL_WITH_TURNS, [tenant_id, sid], prepare=True).fetchall()
    if not rows:
        return None
    call = Call.from_db(connection.alias, CALL_FIELDS, rows[0][TURN_COLUMNS:])
    return call, [row[:TURN_COLUMNS] for row in rows]


def select_revision_in_force(tenant_id: UUID, customer_id: int | None) -> int | None:
    """Return the newest revision of the customer's runbook, else of the tenant's default one."""
    with _prepared() as cursor:
        row = cursor.execute(REVISION_IN_FORCE, [tenant_id, customer_id], prepare=True).fetchone()
    return row[0] if row else None


def insert_call(call: dict[str, Any], *, greeting: str, twiml: str, now: datetime) -> bool:
    """Store a call with its greeting in one step. Return False when the call is there already."""
    with _prepared() as cursor:
        values = call | {"greeting": greeting, "twiml": twiml, "now": now}
        return cursor.execute(ADD_CALL, values, prepare=True).rowcount == 1


def select_greeting(tenant_id: UUID, sid: str) -> str:
    with _prepared() as cursor:
        row = cursor.execute(GREETING, [tenant_id, sid], prepare=True).fetchone()
    return str(row[0]) if row else ""


def insert_turn(
    call: Call,
    *,
    sequence: int,
    speaker: str,
    text: str,
    now: datetime,
    request_key: str = "",
    decision: dict[str, Any] | None = None,
    twiml: str = "",
) -> None:
    """Store one turn. Raise IntegrityError when its place is taken."""
    with _prepared() as cursor:
        values = _turn(call, sequence, speaker, text, request_key, decision, twiml, now)
        cursor.execute(ADD_TURN, values, prepare=True)


def insert_question(
    call: Call,
    *,
    sequence: int,
    text: str,
    decision: dict[str, Any],
    twiml: str,
    first_words: str,
    state: str,
    now: datetime,
) -> None:
    """Store an agent's turn that asks on, and what it changes about the call, in one statement and so in one step."""
    turn = _turn(call, sequence, "agent", text, "", decision, twiml, now)
    with _prepared() as cursor:
        changes = [now, decision["priority"], state, first_words, call.pk]
        cursor.execute(ADD_QUESTION, [*turn, *changes], prepare=True)


def _turn(
    call: Call,
    sequence: int,
    speaker: str,
    text: str,
    request_key: str,
    decision: dict[str, Any] | None,
    twiml: str,
    now: datetime,
) -> list[Any]:
    kept = json.dumps(decision) if decision is not None else None
    return [call.tenant_id, call.pk, sequence, speaker, text, request_key, kept, twiml, now]
