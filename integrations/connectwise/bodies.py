"""From a draft to what ConnectWise takes: lengths, references by name or id, and the mending of a refused ticket."""

from __future__ import annotations

from typing import Any

import phonenumbers

from integrations.psa.errors import Refused
from integrations.psa.port import LEVELS, Note, Outcome, Place, Ticket, TicketDraft
from integrations.psa.words import SUMMARY_LENGTH, clean, one_line
from tenants.models import ConnectWiseConnection

Json = dict[str, Any]

NAME_LENGTH = 62
PHONE_LENGTH = 20
MINIMAL = (
    "summary",
    "recordType",
    "company",
    "board",
    "externalXRef",
    "initialDescription",
    "automaticEmailContactFlag",
)
REST = "default"
OPTIONAL: dict[str, tuple[str, ...]] = {
    "contact": (),
    "type": ("subType",),
    "subType": (),
    "team": (),
    "source": (),
    "severity": (),
    "impact": (),
}
"""What is given up one by one when it is refused, and what goes with it; then all that is not in the minimal ticket."""
PLACES = {Place.INTERNAL: "internalAnalysisFlag", Place.RESOLUTION: "resolutionFlag"}
FLAGS = ("detailDescriptionFlag", *PLACES.values())


def reference(value: str | int, by: str = "name") -> Json:
    """Return a reference by id when the value is a number, otherwise by its name or identifier."""
    text = str(value).strip()
    return {"id": int(text)} if text.isdecimal() else {by: text}


def is_same(found: Any, wanted: Json) -> bool:
    """Whether a reference in an answer is the wanted one. Names are compared as people read them."""
    if not isinstance(found, dict):
        return False
    return any(_plain(found.get(key)) == _plain(value) for key, value in wanted.items())


def _plain(value: Any) -> str:
    return str(value if value is not None else "").strip().casefold()


def status(connection: ConnectWiseConnection, outcome: Outcome) -> Json | None:
    """Return the tenant's status for an outcome, or None when it has named none."""
    name = connection.status.get(outcome.value)
    return reference(name) if name else None


def priority(connection: ConnectWiseConnection, level: str) -> Json | None:
    name = connection.priority.get(level)
    return reference(name) if name else None


def by_category(names: dict[str, str], category: str) -> str:
    """Return the tenant's name for a category of calls, or the one for the rest."""
    return names.get(category) or names.get(REST) or ""


def new_ticket(draft: TicketDraft, connection: ConnectWiseConnection, mapped: Json) -> Json:
    """Write the ticket as it is posted, with what the tenant's names were found to mean (`mapped`).

    A ticket to be closed starts open: its notes come before its end.
    """
    first = Outcome.OPEN if draft.outcome is Outcome.CLOSED else draft.outcome
    body: Json = {
        "summary": one_line(draft.summary, SUMMARY_LENGTH) or "After-hours call",
        "recordType": "ServiceTicket",
        "company": reference(draft.company or connection.fallback_company, "identifier"),
        "board": reference(connection.board),
        "status": status(connection, first),
        "severity": connection.severity.get(draft.priority),
        "impact": connection.impact.get(draft.priority),
        **mapped,
        "contact": {"id": draft.contact} if draft.contact else None,
        "contactName": one_line(draft.contact_name, NAME_LENGTH),
        "contactPhoneNumber": phone_digits(draft.contact_phone),
        "initialDescription": clean(draft.description),
        "externalXRef": draft.xref,
        "automaticEmailContactFlag": False,
    }
    return {field: value for field, value in body.items() if value not in (None, "")}


def mend(body: Json, refusal: Refused, connection: ConnectWiseConnection) -> tuple[Json, str] | None:
    """Return a humbler ticket and a warning, or None when nothing is left to give up."""
    if refusal.names("company"):
        fallback = reference(connection.fallback_company, "identifier")
        if body["company"] == fallback:
            return None
        return body | {"company": fallback}, f"The ticket is on the fallback company. {refusal}"
    blamed = [name for name in OPTIONAL if name in body and refusal.names(name)]
    if blamed:
        given_up = {field for name in blamed for field in (name, *OPTIONAL[name])}
        kept = {field: value for field, value in body.items() if field not in given_up}
        return kept, f"The ticket was written without {' and '.join(blamed)}. {refusal}"
    minimal = {field: body[field] for field in MINIMAL if field in body}
    if minimal == body or refusal.names("board", "summary"):
        return None
    return minimal, f"The ticket was written without status, priority and caller. {refusal}"


def new_note(note: Note) -> Json:
    """Exactly one place: a note in two places would show the customer what is meant for staff."""
    flags = {flag: flag == PLACES[note.place] for flag in FLAGS}
    return {"text": note.text, **flags, "processNotifications": False}


def ticket(row: Json, connection: ConnectWiseConnection, *warnings: str) -> Ticket:
    """Read a ticket as ConnectWise shows it. Whether it is closed says its flag, or the status when there is none."""
    found = row.get("status")
    ours = frozenset(outcome for outcome in Outcome if is_same(found, status(connection, outcome) or {}))
    flag = row.get("closedFlag")
    return Ticket(
        id=str(row["id"]),
        is_closed=Outcome.CLOSED in ours if flag is None else bool(flag),
        status=str(found.get("name") or "") if isinstance(found, dict) else "",
        stands_for=ours,
        level=next((one for one in LEVELS if _is_level(row.get("priority"), one, connection)), None),
        warnings=warnings,
    )


def _is_level(found: Any, level: str, connection: ConnectWiseConnection) -> bool:
    return is_same(found, priority(connection, level) or {})


def phone_digits(number: str) -> str:
    """Write a number as ConnectWise stores it: bare digits, and US and Canada without the leading 1."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    national = phonenumbers.national_significant_number(parsed)
    return (national if parsed.country_code == 1 else f"{parsed.country_code}{national}")[:PHONE_LENGTH]
