"""What NightDesk asks of a PSA, in the trade's words. Every PSA answers through this and nothing else.

Ids are the PSA's own. A PSA never repeats a request by itself: a repeated creation is a second ticket.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

OURS = "nightdesk:"
"""How every reference of ours begins; the CallSid follows."""
LEVELS = ("P1", "P2", "P3", "P4")
CLOSED_SHOWN, OPEN_SHOWN = 5, 10
COUNTED = timedelta(days=90)


class Outcome(StrEnum):
    """What the ticket is to look like to the people who open it in the morning."""

    OPEN = "open"
    PENDING_VERIFICATION = "pending_verification"
    CLOSED = "closed"


class Place(StrEnum):
    """Who may read a note. The customer may read what is in the resolution."""

    INTERNAL = "internal"
    RESOLUTION = "resolution"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDraft:
    """The ticket that is wanted. `description` and `resolution` may reach the customer; `internal_note` may not."""

    xref: str
    summary: str
    description: str
    internal_note: str
    resolution: str | None = None
    later: tuple[tuple[str, str], ...] = ()
    """What happened since: a key, under which it is written once, and a text for staff."""
    company: str | None = None
    """By code or id, as the tenant names it; None: the company for callers nobody knows."""
    contact: int | None = None
    """A person of that company; one of another company is given up rather than the ticket."""
    contact_name: str = ""
    contact_phone: str = ""
    priority: str = "P3"
    category: str = ""
    outcome: Outcome = Outcome.OPEN

    def __post_init__(self) -> None:
        object.__setattr__(self, "outcome", Outcome(self.outcome))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A ticket as it stands over there.

    `stands_for`: the outcomes that its status means to this tenant; none: staff chose one of their own. `level`: P1 to
    P4 by the tenant's priorities; None: staff chose another. `warnings`: what is not as it was wanted, for the owner.
    """

    id: str
    is_closed: bool
    status: str = ""
    stands_for: frozenset[Outcome] = frozenset()
    level: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A note to be. Its text holds its mark, by which it is found again."""

    mark: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A company as the PSA names it."""

    id: int
    code: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody with telephone numbers (E.164): a person of a company, or the company itself when `contact` is None.

    Without numbers, or when `is_gone`, whatever was known of this party is no longer true.
    """

    company: Company
    contact: int | None = None
    name: str = ""
    numbers: frozenset[str] = frozenset()
    is_gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Lines for people and models, newest first; `p1s` counts those entered within 90 days."""

    recent: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    p1s: int = 0


class Entered(NamedTuple):
    """One ticket, and the CallSid that its reference names."""

    id: int
    call_sid: str


class Psa(Protocol):
    """One tenant's PSA. Every method raises a PsaError for any answer other than the wanted one."""

    @property
    def name(self) -> str:
        """What people call it, such as ConnectWise."""

    @property
    def closing_right(self) -> str:
        """What lets a ticket be closed, for the owner: the right by name, and what else to look at."""

    def find_people(self, number: str) -> list[Party]:
        """Return the people with this number (E.164), compared by us: searches find too much."""

    def people(self, *, since: datetime | None = None) -> Iterator[Party]:
        """Yield every person, or those changed since a time, among them those who have left."""

    def companies(self, *, since: datetime | None = None) -> Iterator[Party]:
        """Yield every company, or those changed since a time, among them those that are gone."""

    def site_numbers(self, company: int) -> frozenset[str]:
        """Return the numbers (E.164) of a company's sites."""

    def recent_tickets(self, company: str, now: datetime) -> History:
        """Return what a company had of late; it is named by code or id."""

    def tickets_since(self, since: datetime) -> Iterator[Entered]:
        """Yield the tickets that carry our reference, entered since then, oldest first."""

    def tickets_of(self, xref: str) -> list[str]:
        """Return the tickets that carry this reference, lowest first."""

    def read_ticket(self, ticket: str) -> Ticket:
        """Return a ticket as it stands. Raise NotFound when it is gone."""

    def create_ticket(self, draft: TicketDraft) -> Ticket:
        """Create it, open even when it is to be closed. What the PSA does not like is given up rather than the ticket.

        After an `uncertain` error it may exist: look for its reference before asking again.
        """

    def notes_of(self, ticket: str) -> list[str]:
        """Return the texts of a ticket's notes."""

    def add_note(self, ticket: str, note: Note) -> None:
        """Write a note where it belongs, telling nobody by e-mail."""

    def set_status(self, ticket: str, outcome: Outcome) -> Ticket:
        """Give the ticket the tenant's status for an outcome. Raise Unmapped when the tenant named none."""

    def set_priority(self, ticket: str, level: str) -> Ticket:
        """Give the ticket the tenant's priority for P1 to P4. Raise Unmapped when there is none."""

    def ticket_url(self, ticket: str) -> str:
        """Return the link that opens a ticket in the browser of a member of staff."""

    def count_devices(self, company: str | None = None) -> int:
        """Count the devices under care, of one company or of all; the plan goes by it."""

    def check_setup(self) -> list[str]:
        """Return what has to be mended before tickets land as wished, in words for the owner; it writes nothing."""
