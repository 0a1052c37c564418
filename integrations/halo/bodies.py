"""From a draft to what HaloPSA takes, and back from what it shows."""

from __future__ import annotations

import hashlib
from typing import Any

from integrations.halo.client import Json
from integrations.psa.errors import Refused
from integrations.psa.port import LEVELS, Company, Outcome, Party, Place, Ticket, TicketDraft
from integrations.psa.words import SUMMARY_LENGTH, clean, one_line
from tenants.models import HaloConnection
from tenants.phone import e164

MINIMAL = ("summary", "details", "client_id", "tickettype_id")
REFERENCE = "Reference: "
PHONES = ("phonenumber", "mobilenumber", "phonenumber2")


def token(xref: str) -> str:
    """Eight letters that stand in the summary for a reference: what a search finds, and a person reads aloud."""
    return f"ND-{hashlib.sha256(xref.encode()).hexdigest()[:8]}"


def new_ticket(draft: TicketDraft, connection: HaloConnection, client: int) -> Json:
    """Write the ticket as it is posted. The whole reference is the last line of its details; it starts open."""
    first = Outcome.OPEN if draft.outcome is Outcome.CLOSED else draft.outcome
    mark = f" ({token(draft.xref)})"
    body: Json = {
        "summary": one_line(draft.summary or "After-hours call", SUMMARY_LENGTH - len(mark)) + mark,
        "details": f"{clean(draft.description)}\n{REFERENCE}{draft.xref}",
        "client_id": client,
        "user_id": draft.contact,
        "tickettype_id": connection.ticket_type,
        "team": connection.team,
        "status_id": connection.status.get(first.value),
        "priority_id": connection.priority.get(draft.priority),
    }
    return {field: value for field, value in body.items() if value not in (None, "")}


def mend(body: Json, refusal: Refused, connection: HaloConnection) -> tuple[Json, str] | None:
    """Return a humbler ticket and a warning, or None when nothing is left to give up."""
    if refusal.names("user") and "user_id" in body:
        kept = {field: value for field, value in body.items() if field != "user_id"}
        return kept, f"The ticket was written without contact. {refusal}"
    if refusal.names("client") and body["client_id"] != connection.fallback_client:
        fallback = {field: value for field, value in body.items() if field != "user_id"}
        return fallback | {
            "client_id": connection.fallback_client
        }, f"The ticket is on the fallback client. {refusal}"
    minimal = {field: body[field] for field in MINIMAL}
    if minimal == body:
        return None
    return minimal, f"The ticket was written without status, priority and caller. {refusal}"


def ticket(row: Json, connection: HaloConnection, *warnings: str) -> Ticket:
    """Read a ticket: closed by its status, or by what HaloPSA says when staff chose one of their own."""
    ours = frozenset(one for one in Outcome if _is(row.get("status_id"), connection.status.get(one.value)))
    levels = (one for one in LEVELS if _is(row.get("priority_id"), connection.priority.get(one)))
    return Ticket(
        id=str(row["id"]),
        is_closed=Outcome.CLOSED in ours or (not ours and bool(row.get("hasbeenclosed"))),
        status=str(row.get("status_name") or row.get("status_id") or ""),
        stands_for=ours,
        level=next(levels, None),
        warnings=warnings,
    )


def _is(found: Any, wanted: Any) -> bool:
    return wanted is not None and str(found) == str(wanted)


def note(ticket: str, text: str, place: Place) -> Json:
    """A note is an action. Nobody is mailed; the customer reads only what is no secret of the staff's."""
    return {
        "ticket_id": int(ticket),
        "outcome": "Note",
        "note": text,
        "hiddenfromuser": place is Place.INTERNAL,
        "sendemail": False,
    }


def person(row: Json, region: str) -> Party | None:
    """A user without a client tells nothing about whose ticket it is."""
    if not isinstance(row.get("id"), int) or not isinstance(row.get("client_id"), int):
        return None
    return Party(
        company=Company(id=row["client_id"], name=one_line(str(row.get("client_name") or ""), 200)),
        contact=row["id"],
        name=one_line(str(row.get("name") or ""), 200),
        numbers=numbers([row.get(phone) for phone in PHONES], region),
        is_gone=row.get("inactive") is True,
    )


def numbers(written: list[Any], region: str) -> frozenset[str]:
    return frozenset(filter(None, (e164(str(text), region) for text in written if text)))


def line(row: Json) -> str:
    """A ticket in a line, for people and models."""
    day = str(row.get("dateclosed") or "")[:10]
    facts = (
        str(row.get("priority_name") or ""),
        f"closed {day}" if day else str(row.get("status_name") or ""),
    )
    return (
        f"#{row.get('id')} {one_line(str(row.get('summary') or ''), 120)} ({', '.join(filter(None, facts))})"
    )
