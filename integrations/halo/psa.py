"""HaloPSA behind the port.

Paths, fields and paging follow public descriptions and working public code; no HaloPSA and no official document was at
hand. Not verified: that `search` finds a word of the summary at once, that a client without a site is taken for a new
ticket, the names of the fields that hold telephone numbers, the texts by which a field is refused, and the link that
opens a ticket. A name search for people finds numbers only as they are typed there; the directory, which reads
everybody, does not depend on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from integrations.halo import bodies
from integrations.halo.bodies import REFERENCE, token
from integrations.halo.client import NAME, HaloClient, Json, rows_in
from integrations.psa.errors import NotFound, Unmapped
from integrations.psa.mending import create
from integrations.psa.network import TIMEOUT
from integrations.psa.port import (
    CLOSED_SHOWN,
    COUNTED,
    LEVELS,
    OPEN_SHOWN,
    OURS,
    Company,
    Entered,
    History,
    Note,
    Outcome,
    Party,
    Ticket,
    TicketDraft,
)
from tenants.models import HaloConnection


@dataclass(frozen=True, slots=True)
class Halo:
    """Implements `integrations.psa.port.Psa`; what its methods promise is written there."""

    client: HaloClient
    connection: HaloConnection
    name: ClassVar[str] = NAME
    closing_right: ClassVar[str] = (
        "Let the agent of the API application close tickets of this type, and check the status for closed tickets."
    )

    @classmethod
    def of(cls, connection: HaloConnection, *, timeout: tuple[float, float] = TIMEOUT) -> Halo:
        return cls(HaloClient(connection, timeout=timeout), connection)

    @property
    def region(self) -> str:
        return self.connection.tenant.phone_region

    def find_people(self, number: str) -> list[Party]:
        digits = number.removeprefix("+1").removeprefix("+")
        answer = self.client.get("Users", search=digits, search_phonenumbers="true", count=50)
        found = (bodies.person(row, self.region) for row in rows_in(answer, "users"))
        return [party for party in found if party and number in party.numbers]

    def people(self, *, since: datetime | None = None) -> Iterator[Party]:
        """Everybody, each time: whether HaloPSA tells what changed is not known."""
        for row in self.client.rows("Users", "users", includeinactive="true"):
            if party := bodies.person(row, self.region):
                yield party

    def companies(self, *, since: datetime | None = None) -> Iterator[Party]:
        for row in self.client.rows("Client", "clients", includeinactive="true"):
            company = Company(id=int(row["id"]), name=str(row.get("name") or "")[:200])
            yield Party(company=company, is_gone=row.get("inactive") is True)

    def site_numbers(self, company: int) -> frozenset[str]:
        sites = self.client.rows("Site", "sites", client_id=company)
        return bodies.numbers([site.get("phonenumber") for site in sites], self.region)

    def recent_tickets(self, company: str, now: datetime) -> History:
        client = self._client_id(company)
        if client is None:
            return History()
        since = f"{(now - COUNTED).astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
        counted = self.client.rows(
            "Tickets", "tickets", client_id=client, datesearch="dateoccured", startdate=since
        )
        p1 = str(self.connection.priority.get("P1"))
        return History(
            recent=self._lines(CLOSED_SHOWN, client_id=client, closed_only="true", order="dateclosed"),
            open=self._lines(OPEN_SHOWN, client_id=client, open_only="true", order="id"),
            p1s=sum(str(row.get("priority_id")) == p1 for row in counted),
        )

    def _lines(self, most: int, **params: str | int) -> tuple[str, ...]:
        answer = self.client.page("Tickets", page=1, size=most, orderdesc="true", **params)
        return tuple(bodies.line(row) for row in rows_in(answer, "tickets"))

    def tickets_since(self, since: datetime) -> Iterator[Entered]:
        begin = f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
        rows = self.client.rows("Tickets", "tickets", datesearch="dateoccured", startdate=begin)
        for number in sorted(int(row["id"]) for row in rows if "(ND-" in str(row.get("summary"))):
            reference = self._reference(number)
            if reference.startswith(OURS):
                yield Entered(number, reference.removeprefix(OURS))

    def tickets_of(self, xref: str) -> list[str]:
        """The search is for a word of the summary; what it finds is compared by the whole reference."""
        rows = self.client.rows("Tickets", "tickets", search=token(xref))
        found = sorted(int(row["id"]) for row in rows if token(xref) in str(row.get("summary")))
        return [str(number) for number in found if self._reference(number) == xref]

    def _reference(self, number: int) -> str:
        details = str(self.client.get(f"Tickets/{number}", includedetails="true").get("details") or "")
        return details.rpartition(REFERENCE)[2].strip()

    def read_ticket(self, ticket: str) -> Ticket:
        row = self.client.get(f"Tickets/{ticket}")
        return bodies.ticket(
            row if isinstance(row, dict) and "id" in row else {"id": ticket}, self.connection
        )

    def create_ticket(self, draft: TicketDraft) -> Ticket:
        client = self._client_id(draft.company) if draft.company else self.connection.fallback_client
        warnings = (
            []
            if client
            else [f'HaloPSA has no client "{draft.company}"; the fallback client has the ticket.']
        )
        body = bodies.new_ticket(draft, self.connection, client or self.connection.fallback_client)
        row, given_up = create(
            body,
            lambda asked: self.client.post("Tickets", asked),
            lambda asked, refusal: bodies.mend(asked, refusal, self.connection),
            xref=draft.xref,
        )
        return bodies.ticket(row, self.connection, *warnings, *given_up)

    def _client_id(self, company: str) -> int | None:
        """A client is named by its id, or by its name in full."""
        text = company.strip()
        if text.isdecimal():
            return int(text)
        rows = rows_in(self.client.get("Client", search=text, count=50), "clients")
        return next((int(row["id"]) for row in rows if _plain(row.get("name")) == _plain(text)), None)

    def notes_of(self, ticket: str) -> list[str]:
        rows = rows_in(self.client.get("Actions", ticket_id=int(ticket), count=1000), "actions")
        return [str(row.get("note") or "") for row in rows]

    def add_note(self, ticket: str, note: Note) -> None:
        self.client.post("Actions", bodies.note(ticket, note.text, note.place))

    def set_status(self, ticket: str, outcome: Outcome) -> Ticket:
        wanted = self.connection.status.get(outcome.value)
        if wanted is None:
            raise Unmapped.status(outcome.value)
        return self._change(ticket, {"status_id": wanted})

    def set_priority(self, ticket: str, level: str) -> Ticket:
        wanted = self.connection.priority.get(level)
        if wanted is None:
            raise Unmapped(f"No priority is set for {level}.")
        return self._change(ticket, {"priority_id": wanted})

    def _change(self, ticket: str, change: Json) -> Ticket:
        """What was changed is read again: an answer to a change may show only a part."""
        self.client.post("Tickets", {"id": int(ticket)} | change)
        return self.read_ticket(ticket)

    def ticket_url(self, ticket: str) -> str:
        return f"{self.client.address.ui}/ticket?id={ticket}"

    def count_devices(self, company: str | None = None) -> int:
        client = self._client_id(company) if company is not None else None
        if company is not None and client is None:
            return 0
        answer = self.client.page("Asset", page=1, size=1, **({"client_id": client} if client else {}))
        return int(answer.get("record_count") or 0) if isinstance(answer, dict) else 0

    def check_setup(self) -> list[str]:
        return list(self._faults())

    def _faults(self) -> Iterator[str]:
        if str(self.connection.ticket_type) not in self._ids("TicketType"):
            yield f"There is no ticket type {self.connection.ticket_type}."
        statuses, priorities = self._ids("Status"), self._ids("Priority")
        for outcome in Outcome:
            if str(self.connection.status.get(outcome.value)) not in statuses:
                yield f"No status that exists is set for tickets that are {outcome.value.replace('_', ' ')}."
        for level in LEVELS:
            if str(self.connection.priority.get(level)) not in priorities:
                yield f"No priority that exists is set for {level}."
        try:
            self.client.get(f"Client/{self.connection.fallback_client}")
        except NotFound:
            yield f"There is no client {self.connection.fallback_client} for callers nobody knows."

    def _ids(self, path: str) -> set[str]:
        rows = rows_in(self.client.get(path), path.lower())
        return {str(row.get("priorityid") or row.get("id")) for row in rows}


def _plain(value: object) -> str:
    return " ".join(str(value or "").split()).casefold()
