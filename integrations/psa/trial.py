"""A test ticket: created, noted and closed as a night's ticket is, step by step, telling what is left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from integrations.errors import IntegrationError
from integrations.psa.errors import Unmapped
from integrations.psa.port import Note, Outcome, Place, Psa, Ticket, TicketDraft

SUMMARY = "NightDesk test ticket, nothing to do"
TEXT = "This ticket was made to test the connection. NightDesk closes it again by itself."


@dataclass(slots=True)
class Trial:
    """What was done, in order, and where it stopped. `left` tells what is left behind, in words."""

    done: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    failed: str = ""
    why: str = ""
    ticket: str = ""
    url: str = ""
    left: str = ""
    is_unsure: bool = False
    """Whether the ticket may exist all the same: its creation was not answered."""

    @property
    def is_good(self) -> bool:
        return not self.failed and not self.warnings

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def try_ticket(psa: Psa, xref: str) -> Trial:
    """Create, note and close one ticket on the company for unknown callers. Never raises for what the PSA answers.

    `xref` is a reference of its own, so that it is found again and never taken for a call's ticket.
    """
    trial = Trial()
    draft = TicketDraft(
        xref=xref,
        summary=SUMMARY,
        description=TEXT,
        internal_note=TEXT,
        priority="P4",
        outcome=Outcome.CLOSED,
    )
    for step, work in _steps(psa, draft, trial):
        try:
            work()
        except Unmapped as exc:
            trial.failed, trial.why = step, str(exc)
        except IntegrationError as exc:
            trial.failed, trial.why = step, _advised(psa, step, exc)
            trial.is_unsure = exc.uncertain
        if trial.failed:
            break
        trial.done.append(step)
    trial.left = _left(trial)
    return trial


def _steps(psa: Psa, draft: TicketDraft, trial: Trial) -> Iterator[tuple[str, Callable[[], None]]]:
    def create() -> None:
        made = psa.create_ticket(draft)
        trial.ticket, trial.url = made.id, psa.ticket_url(made.id)
        trial.warnings.extend(made.warnings)

    def note() -> None:
        psa.add_note(trial.ticket, Note(draft.xref, f"[{draft.xref}]\n{TEXT}", Place.INTERNAL))

    def close() -> None:
        closed = psa.set_status(trial.ticket, Outcome.CLOSED)
        if not closed.is_closed:
            raise Unmapped(_still_open(psa, closed))

    yield "create the ticket", create
    yield "add a note", note
    yield "close the ticket", close


def _still_open(psa: Psa, ticket: Ticket) -> str:
    status = f' after "{ticket.status}" was set' if ticket.status else ""
    return f"{psa.name} left it open{status}: choose a status that closes tickets. {psa.closing_right}"


def _advised(psa: Psa, step: str, exc: IntegrationError) -> str:
    return f"{exc} {psa.closing_right}" if step.startswith("close") else str(exc)


def _left(trial: Trial) -> str:
    if not trial.failed:
        return f"Ticket {trial.ticket} stays there, closed."
    if trial.ticket:
        return f"Ticket {trial.ticket} is left behind, open: close it by hand."
    if trial.is_unsure:
        return f'It may be there all the same: look for "{SUMMARY}".'
    return "Nothing is left behind."
