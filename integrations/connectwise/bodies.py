"""From a draft to what ConnectWise takes: lengths, references by name or id, and the mending of a refused ticket."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import phonenumbers

from integrations.connectwise.errors import Refused
from tenants.models import ConnectWiseConnection

Json = dict[str, Any]

SUMMARY_LENGTH = 100
NAME_LENGTH = 62
PHONE_LENGTH = 20
TEXT_LENGTH = 15_000
MINIMAL = (
    "summary",
    "recordType",
    "company",
    "board",
    "externalXRef",
    "initialDescription",
    "automaticEmailContactFlag",
)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Outcome(StrEnum):
    """What the ticket is to look like to the people who open it in the morning."""

    OPEN = "open"
    PENDING_VERIFICATION = "pending_verification"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDraft:
    """The ticket that is wanted. `description` and `resolution` may reach the customer; `internal_note` may not."""

    xref: str
    summary: str
    description: str
    internal_note: str
    resolution: str | None = None
    company: str | None = None
    contact: int | None = None
    """The PSA's id of a person of that company; of another company's, ConnectWise refuses the ticket."""
    contact_name: str = ""
    contact_phone: str = ""
    priority: str = "P3"
    outcome: Outcome = Outcome.OPEN

    def __post_init__(self) -> None:
        object.__setattr__(self, "outcome", Outcome(self.outcome))


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


def new_ticket(draft: TicketDraft, connection: ConnectWiseConnection, wanted_priority: Json | None) -> Json:
    """Write the ticket as it is posted. A ticket to be closed starts open: its notes come before its end."""
    first = Outcome.OPEN if draft.outcome is Outcome.CLOSED else draft.outcome
    body: Json = {
        "summary": one_line(draft.summary, SUMMARY_LENGTH) or "After-hours call",
        "recordType": "ServiceTicket",
        "company": reference(draft.company or connection.fallback_company, "identifier"),
        "board": reference(connection.board),
        "status": status(connection, first),
        "priority": wanted_priority,
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
    if refusal.names("contact") and "contact" in body:
        return {
            field: body[field] for field in body if field != "contact"
        }, f"The ticket names no contact. {refusal}"
    minimal = {field: body[field] for field in MINIMAL if field in body}
    if minimal == body or refusal.names("board", "summary"):
        return None
    return minimal, f"The ticket was written without status, priority and caller. {refusal}"


def one_line(text: str, length: int) -> str:
    line = " ".join(_UNPRINTABLE.sub(" ", text).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def clean(text: str) -> str:
    """Drop control characters and cut what no note can hold."""
    text = _UNPRINTABLE.sub("", text).strip()
    if len(text) <= TEXT_LENGTH:
        return text
    return text[:TEXT_LENGTH] + "… (cut here; the whole text is in NightDesk)"


def phone_digits(number: str) -> str:
    """Write a number as ConnectWise stores it: bare digits, and US and Canada without the leading 1."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    national = phonenumbers.national_significant_number(parsed)
    return (national if parsed.country_code == 1 else f"{parsed.country_code}{national}")[:PHONE_LENGTH]
