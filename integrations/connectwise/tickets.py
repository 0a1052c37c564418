"""Bring one ticket to the wanted state. Every step looks before it writes, so a repeat at any point does no harm.

The order is fixed: find or create, reopen, notes, priority, status last, because a closed ticket may refuse notes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import structlog

from integrations.connectwise import bodies, notes
from integrations.connectwise.bodies import Json, Outcome, TicketDraft
from integrations.connectwise.client import ConnectWiseClient
from integrations.connectwise.conditions import Token, where
from integrations.connectwise.errors import NotAllowed, NotFound, Refused
from tenants.models import ConnectWiseConnection

__all__ = ["Outcome", "TicketDraft", "TicketResult", "write_ticket"]

log = structlog.get_logger(__name__)

CLOSING_RIGHT = (
    'The ticket is open: ConnectWise refused to close it. Give the API member the right "Close Service Tickets" '
    "and check the status for closed tickets."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketResult:
    """What stands in ConnectWise now. `warning` tells the owner what is not as wished, and how to mend it."""

    id: int
    url: str
    closed: bool
    warning: str


def write_ticket(
    client: ConnectWiseClient,
    connection: ConnectWiseConnection,
    draft: TicketDraft,
    *,
    known_id: int | None,
    first_attempt: bool,
) -> TicketResult:
    """Make ConnectWise show the draft, creating nothing twice.

    `first_attempt` promises that no earlier attempt can have created the ticket; then nothing is looked up. Raise a
    ConnectWiseError when the work is not done; calling again goes on where it stopped.
    """
    work = _Work(client, connection, draft)
    ticket = work.find(known_id) if known_id or not first_attempt else None
    fresh = ticket is None
    ticket = ticket if ticket is not None else work.create()
    number = int(ticket["id"])
    ticket = work.reopen(ticket)
    work.add_notes(number, fresh=fresh)
    ticket = work.raise_priority(ticket)
    ticket = work.settle(ticket)
    return TicketResult(
        id=number,
        url=client.ticket_url(number),
        closed=work.is_closed(ticket),
        warning=" ".join(work.warnings),
    )


@dataclass(slots=True)
class _Work:
    """One attempt, and what the owner should know about it."""

    client: ConnectWiseClient
    connection: ConnectWiseConnection
    draft: TicketDraft
    warnings: list[str] = field(default_factory=list)

    def find(self, known_id: int | None) -> Json | None:
        """Return the call's ticket: the known one, or the lowest that carries its reference."""
        if known_id:
            try:
                return self._read(known_id)
            except NotFound:
                log.warning("ticket_gone", ticket=known_id)
        found = self._by_reference()
        if len(found) > 1:
            log.warning("ticket_found_twice", tickets=found, xref=self.draft.xref)
            self.warnings.append(f"ConnectWise holds this call twice: tickets {', '.join(map(str, found))}.")
        if not found and known_id:
            self.warnings.append(f"Ticket {known_id} was deleted; this one replaces it.")
        return self._read(found[0]) if found else None

    def _by_reference(self) -> list[int]:
        """The answer's own reference is compared again: a filter that was not understood matches everything."""
        rows = self.client.get(
            "/service/tickets",
            conditions=where("externalXRef", "=", Token(self.draft.xref)),
            fields="id,externalXRef",
            orderBy="id asc",
            pageSize=25,
        )
        rows = rows if isinstance(rows, list) else []
        return sorted(int(row["id"]) for row in rows if row.get("externalXRef") == self.draft.xref)

    def _read(self, number: int) -> Json:
        ticket = self.client.get(f"/service/tickets/{number}")
        return ticket if isinstance(ticket, dict) else {"id": number}

    def create(self) -> Json:
        """Post the ticket; what ConnectWise does not like about it is given up rather than the ticket."""
        body = bodies.new_ticket(self.draft, self.connection, self._priority())
        while True:
            try:
                return self.client.post("/service/tickets", body)
            except Refused as refusal:
                mended = bodies.mend(body, refusal, self.connection)
                if mended is None:
                    raise
                body, warning = mended
                log.warning("ticket_refused_once", xref=self.draft.xref, why=str(refusal))
                self.warnings.append(warning)

    def _priority(self) -> Json | None:
        """Return the tenant's priority by id. Tickets take it by id for certain, by name only on some versions."""
        wanted = bodies.priority(self.connection, self.draft.priority)
        if not wanted or "id" in wanted:
            return wanted
        try:
            known = list(self.client.rows("/service/priorities", fields="id,name"))
        except (NotAllowed, NotFound):
            return wanted
        for row in known:
            if bodies.is_same(row, wanted):
                return {"id": int(row["id"])}
        self.warnings.append(f'ConnectWise has no priority "{wanted["name"]}".')
        return None

    def reopen(self, ticket: Json) -> Json:
        """A call that turned out to be open again must not stay hidden among the closed tickets."""
        wanted = bodies.status(self.connection, self.draft.outcome)
        if self.draft.outcome is Outcome.CLOSED or not self.is_closed(ticket):
            return ticket
        if wanted is None:
            self.warnings.append("The ticket is closed and no status for open tickets is set.")
            return ticket
        return self._change(ticket, "status", wanted)

    def add_notes(self, number: int, *, fresh: bool) -> None:
        """A note that is refused for good is a warning: the ticket itself stands."""
        try:
            notes.add_missing(self.client, number, self.draft, fresh=fresh)
        except (NotAllowed, Refused) as refusal:
            self.warnings.append(f"A note could not be added. {refusal}")

    def raise_priority(self, ticket: Json) -> Json:
        """Raise a priority that we set ourselves; one that staff chose stays."""
        levels = sorted(self.connection.priority)
        found = ticket.get("priority")
        current = next((lv for lv in levels if bodies.is_same(found, self._level(lv))), None)
        if current is None or current <= self.draft.priority:
            return ticket
        wanted = self._priority()
        return self._change(ticket, "priority", wanted) if wanted else ticket

    def _level(self, level: str) -> Json:
        return bodies.priority(self.connection, level) or {}

    def settle(self, ticket: Json) -> Json:
        """Give the ticket its last status; one that staff chose meanwhile stays, unless the ticket is to be closed."""
        wanted = bodies.status(self.connection, self.draft.outcome)
        if self.draft.outcome is Outcome.CLOSED:
            return ticket if self.is_closed(ticket) else self._close(ticket, wanted)
        ours = (bodies.status(self.connection, outcome) for outcome in Outcome)
        found = ticket.get("status")
        if wanted is None or bodies.is_same(found, wanted):
            return ticket
        return (
            self._change(ticket, "status", wanted)
            if any(bodies.is_same(found, o or {}) for o in ours)
            else ticket
        )

    def _close(self, ticket: Json, wanted: Json | None) -> Json:
        """Close it, or leave it open for the morning with a word on why. An open ticket is safe; a lost one is not."""
        if wanted is None:
            self.warnings.append("The ticket is open: no status for closed tickets is set.")
            return ticket
        try:
            changed = self._patch(ticket, "status", wanted)
        except (NotAllowed, Refused) as refusal:
            log.warning("ticket_stays_open", ticket=ticket["id"], why=str(refusal))
            self.warnings.append(f"{CLOSING_RIGHT} ({refusal})")
            return ticket
        if not bodies.is_same(changed.get("status"), wanted):
            self.warnings.append(CLOSING_RIGHT)
        elif not self.is_closed(changed):
            name = changed["status"].get("name")
            self.warnings.append(
                f'The ticket is open: the status "{name}" does not close tickets in ConnectWise.'
            )
        return changed

    def is_closed(self, ticket: Json) -> bool:
        """By ConnectWise's own flag; an answer without it is judged by the status."""
        flag = ticket.get("closedFlag")
        if flag is None:
            return bodies.is_same(ticket.get("status"), bodies.status(self.connection, Outcome.CLOSED) or {})
        return bool(flag)

    def _change(self, ticket: Json, name: str, wanted: Json) -> Json:
        """Change a field that the ticket can do without; a refusal is a warning."""
        try:
            changed = self._patch(ticket, name, wanted)
        except (NotAllowed, Refused) as refusal:
            self.warnings.append(f"The ticket's {name} could not be changed. {refusal}")
            return ticket
        if not bodies.is_same(changed.get(name), wanted):
            self.warnings.append(f"ConnectWise left the ticket's {name} as it was.")
        return changed

    def _patch(self, ticket: Json, name: str, wanted: Json) -> Json:
        return self.client.patch(
            f"/service/tickets/{ticket['id']}", [{"op": "replace", "path": name, "value": wanted}]
        )
