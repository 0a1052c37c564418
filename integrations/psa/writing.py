"""Bring one ticket to the wanted state. Every step looks before it writes, so a repeat at any point does no harm.

The order is fixed: find or create, reopen, notes, priority, status last, because a closed ticket may refuse notes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from integrations.psa import notes
from integrations.psa.errors import NotAllowed, NotFound, Refused, Unmapped
from integrations.psa.port import Outcome, Psa, Ticket, TicketDraft

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketResult:
    """What stands in the PSA now. `warning` tells the owner what is not as wished, and how to mend it."""

    id: str
    url: str
    closed: bool
    warning: str


def write_ticket(
    psa: Psa,
    draft: TicketDraft,
    *,
    known_id: str | None,
    first_attempt: bool,
    before_creating: Callable[[], None] = lambda: None,
) -> TicketResult:
    """Make the PSA show the draft, creating nothing twice.

    `first_attempt` promises that no earlier attempt can have created the ticket; then nothing is looked up. What
    `before_creating` raises keeps the ticket from being created. Raise a PsaError when the work is not done; calling
    again goes on where it stopped.
    """
    work = _Work(psa, draft)
    found = work.find(known_id) if known_id or not first_attempt else None
    if found is None:
        before_creating()
    ticket = found if found is not None else work.create()
    ticket = work.reopen(ticket)
    work.add_notes(ticket, fresh=found is None)
    ticket = work.raise_priority(ticket)
    ticket = work.settle(ticket)
    return TicketResult(
        id=ticket.id,
        url=psa.ticket_url(ticket.id),
        closed=ticket.is_closed,
        warning=" ".join(work.warnings),
    )


@dataclass(slots=True)
class _Work:
    """One attempt, and what the owner should know about it."""

    psa: Psa
    draft: TicketDraft
    warnings: list[str] = field(default_factory=list)

    def find(self, known_id: str | None) -> Ticket | None:
        """Return the call's ticket: the known one, or the lowest that carries its reference."""
        if known_id:
            try:
                return self.psa.read_ticket(known_id)
            except NotFound:
                log.warning("ticket_gone", ticket=known_id)
        found = self.psa.tickets_of(self.draft.xref)
        if len(found) > 1:
            log.warning("ticket_found_twice", tickets=found, xref=self.draft.xref)
            self.warnings.append(f"{self.psa.name} holds this call twice: tickets {', '.join(found)}.")
        if not found and known_id:
            self.warnings.append(f"Ticket {known_id} was deleted; this one replaces it.")
        return self.psa.read_ticket(found[0]) if found else None

    def create(self) -> Ticket:
        return self._noted(self.psa.create_ticket(self.draft))

    def reopen(self, ticket: Ticket) -> Ticket:
        """A call that turned out to be open again must not stay hidden among the closed tickets."""
        if self.draft.outcome is Outcome.CLOSED or not ticket.is_closed:
            return ticket
        try:
            return self._set_status(ticket)
        except Unmapped:
            self.warnings.append("The ticket is closed and no status for open tickets is set.")
            return ticket

    def add_notes(self, ticket: Ticket, *, fresh: bool) -> None:
        """A note that is refused for good is a warning: the ticket itself stands."""
        try:
            notes.add_missing(self.psa, ticket.id, self.draft, fresh=fresh)
        except (NotAllowed, Refused) as refusal:
            self.warnings.append(f"A note could not be added. {refusal}")

    def raise_priority(self, ticket: Ticket) -> Ticket:
        """Raise a priority that we set ourselves; one that staff chose stays."""
        wanted = self.draft.priority
        if ticket.level is None or ticket.level <= wanted:
            return ticket
        try:
            changed = self._change(ticket, "priority", lambda: self.psa.set_priority(ticket.id, wanted))
        except Unmapped as why:
            self.warnings.append(str(why))
            return ticket
        if changed is not ticket and (changed.level is None or changed.level > wanted):
            self.warnings.append(f"{self.psa.name} left the ticket's priority as it was.")
        return changed

    def settle(self, ticket: Ticket) -> Ticket:
        """Give the ticket its last status; one that staff chose meanwhile stays, unless the ticket is to be closed."""
        if self.draft.outcome is Outcome.CLOSED:
            return ticket if ticket.is_closed else self._close(ticket)
        if self.draft.outcome in ticket.stands_for or not ticket.stands_for:
            return ticket
        try:
            return self._set_status(ticket)
        except Unmapped:
            return ticket

    def _close(self, ticket: Ticket) -> Ticket:
        """Close it, or leave it open for the morning with a word on why. An open ticket is safe; a lost one is not."""
        stays_open = f"The ticket is open: {self.psa.name} refused to close it. {self.psa.closing_right}"
        try:
            changed = self._noted(self.psa.set_status(ticket.id, Outcome.CLOSED))
        except Unmapped:
            self.warnings.append("The ticket is open: no status for closed tickets is set.")
            return ticket
        except (NotAllowed, Refused) as refusal:
            log.warning("ticket_stays_open", ticket=ticket.id, why=str(refusal))
            self.warnings.append(f"{stays_open} ({refusal})")
            return ticket
        if Outcome.CLOSED not in changed.stands_for:
            self.warnings.append(stays_open)
        elif not changed.is_closed:
            self.warnings.append(
                f'The ticket is open: the status "{changed.status}" does not close tickets in {self.psa.name}.'
            )
        return changed

    def _set_status(self, ticket: Ticket) -> Ticket:
        wanted = self.draft.outcome
        changed = self._change(ticket, "status", lambda: self.psa.set_status(ticket.id, wanted))
        if changed is not ticket and wanted not in changed.stands_for:
            self.warnings.append(f"{self.psa.name} left the ticket's status as it was.")
        return changed

    def _change(self, ticket: Ticket, name: str, change: Callable[[], Ticket]) -> Ticket:
        """Change what the ticket can do without; a refusal is a warning."""
        try:
            return self._noted(change())
        except (NotAllowed, Refused) as refusal:
            self.warnings.append(f"The ticket's {name} could not be changed. {refusal}")
            return ticket

    def _noted(self, ticket: Ticket) -> Ticket:
        self.warnings.extend(ticket.warnings)
        return ticket
