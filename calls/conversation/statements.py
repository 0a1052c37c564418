"""The statements that every turn waits for, written out and prepared: building them anew costs more than running them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from calls.models import Call
from calls.steps import Steps
from calls.straight import Statement, fetch
from tenants.prepared import run_prepared

NEEDED = {
    "id", "tenant_id", "sid", "customer_id", "revision_id", "from_number", "caller_name", "state", "disposition",
    "priority", "first_words", "known",
}  # fmt: skip
CALL_FIELDS = [field.attname for field in Call._meta.concrete_fields if field.attname in NEEDED]
BEGUN = (
    "id", "tenant_id", "sid", "account_sid", "number_id", "customer_id", "revision_id", "from_number", "to_number",
    "caller_name",
)  # fmt: skip
TURN_COLUMNS = 6
HEAR = """
    WITH call AS (
        SELECT {fields} FROM calls_call WHERE tenant_id = $1 AND sid = $2),
    earlier AS (
        SELECT t.sequence, t.speaker, t.text, t.request_key, t.decision ->> 'action' AS action, t.created_at
        FROM calls_turn t JOIN call ON t.call_id = call.id),
    place AS (
        SELECT count(*) AS heard, coalesce(bool_or(request_key = $3), false) AS is_repeat
        FROM earlier WHERE speaker = 'caller'),
    said AS (
        INSERT INTO calls_turn (tenant_id, call_id, sequence, speaker, text, request_key, twiml, created_at)
        SELECT $1, call.id, 2 * place.heard + 1, 'caller', $4, $3, '', $5 FROM call, place
        WHERE CASE WHEN $6::int IS NULL THEN NOT is_repeat ELSE $6::int NOT BETWEEN 1 AND heard END
        ON CONFLICT DO NOTHING RETURNING sequence)
    SELECT (SELECT sequence FROM said), earlier.*, call.*
    FROM call JOIN earlier ON true ORDER BY earlier.sequence
""".format(fields=", ".join(CALL_FIELDS))  # noqa: S608 - our own column names
ASK_ON = """
    WITH asked AS (
        INSERT INTO calls_turn
            (tenant_id, call_id, sequence, speaker, text, request_key, decision, twiml, created_at)
        VALUES ($1, $2, $3, 'agent', $4, '', $5, $6, $7)
        ON CONFLICT DO NOTHING RETURNING sequence),
    changed AS (
        UPDATE calls_call SET heard_at = $7, priority = $8, state = $9,
            first_words = CASE WHEN first_words = '' THEN $10 ELSE first_words END
        WHERE id = $2 AND tenant_id = $1 AND ended_at IS NULL AND EXISTS (SELECT FROM asked))
    SELECT sequence FROM asked
"""
ADD_TURN = """
    INSERT INTO calls_turn
        (tenant_id, call_id, sequence, speaker, text, request_key, decision, twiml, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
ADD_CALL = """
    WITH begun AS (
        INSERT INTO calls_call
            (id, tenant_id, sid, account_sid, number_id, customer_id, revision_id, from_number, to_number,
             caller_name, known, state, disposition, priority, first_words, summary, started_at, heard_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'triaging', '', '', '', '', $12, $12)
        ON CONFLICT (tenant_id, sid) DO NOTHING RETURNING id)
    INSERT INTO calls_turn (tenant_id, call_id, sequence, speaker, text, request_key, twiml, created_at)
    SELECT $2, id, 0, 'agent', $13, '', $14, $12 FROM begun RETURNING sequence
"""
GREETING = """
    SELECT t.twiml FROM calls_call c JOIN calls_turn t ON t.call_id = c.id AND t.sequence = 0
    WHERE c.tenant_id = $1 AND c.sid = $2
"""
REVISION_IN_FORCE = """
    SELECT r.id FROM tenants_runbook b JOIN tenants_runbookrevision r ON r.runbook_id = b.id
    WHERE b.tenant_id = $1 AND (b.customer_id IS NULL OR b.customer_id = $2::bigint)
    ORDER BY b.customer_id NULLS LAST, r.number DESC LIMIT 1
"""


async def add_heard(
    tenant_id: UUID, sid: str, *, text: str, key: str, turn: int | None, now: datetime
) -> tuple[Call, list[tuple[Any, ...]], bool] | None:
    """Append what the caller said to a call, unless this request was heard before; return the call as it was.

    Its earlier turns come in order: sequence, speaker, text, request key, action, time. The last value tells
    whether the words took their place. None: no such call.
    """
    rows = await fetch(tenant_id, HEAR, [tenant_id, sid, key, text, now, turn])
    if not rows:
        return None
    call = Call.from_db(connection.alias, CALL_FIELDS, rows[0][TURN_COLUMNS + 1 :])
    if isinstance(call.known, str):  # Django's own connections leave JSON to its fields
        call.known = json.loads(call.known)
    return call, [row[1 : TURN_COLUMNS + 1] for row in rows], rows[0][0] is not None


async def add_question(
    call: Call,
    *,
    sequence: int,
    text: str,
    decision: dict[str, Any],
    twiml: str,
    first_words: str,
    state: str,
    now: datetime,
) -> bool:
    """Store an agent's turn that asks on, and what it changes about the call. False: its place was taken."""
    turn = [call.tenant_id, call.pk, sequence, text, json.dumps(decision), twiml, now]
    return bool(await fetch(call.tenant_id, ASK_ON, [*turn, decision["priority"], state, first_words]))


def select_revision_in_force(tenant_id: UUID, customer_id: int | None) -> Steps[int | None]:
    """Return the newest revision of the customer's runbook, else of the tenant's default one."""
    rows = yield Statement(REVISION_IN_FORCE, [tenant_id, customer_id])
    return rows[0][0] if rows else None


def insert_call(call: Call, *, greeting: str, twiml: str) -> Steps[bool]:
    """Store a call with its greeting in one step. Return False when the call is there already.

    Should a crash of Postgres take it away again, the call's next webhook begins it anew.
    """
    values = [
        *(getattr(call, name) for name in BEGUN),
        json.dumps(call.known),
        call.started_at,
        greeting,
        twiml,
    ]
    return bool((yield Statement(ADD_CALL, values)))


def select_greeting(tenant_id: UUID, sid: str) -> Steps[str | None]:
    """Return what a call was greeted with, None before it has begun."""
    rows = yield Statement(GREETING, [tenant_id, sid])
    return str(rows[0][0]) if rows else None


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
    run_prepared(ADD_TURN, _turn(call, sequence, speaker, text, request_key, decision, twiml, now))


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
