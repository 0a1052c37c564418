"""ConnectWise behind the port: one tenant's connection and its client."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from integrations.connectwise import bodies, checks, devices, directory, history, lists
from integrations.connectwise.bodies import Json
from integrations.connectwise.client import ConnectWiseClient
from integrations.connectwise.conditions import Token, where
from integrations.connectwise.errors import NAME
from integrations.connectwise.names import Names
from integrations.psa.errors import Misconfigured, Unmapped
from integrations.psa.mending import create
from integrations.psa.network import TIMEOUT
from integrations.psa.port import Entered, History, Note, Outcome, Party, Ticket, TicketDraft
from tenants.models import ConnectWiseConnection


@dataclass(frozen=True, slots=True)
class ConnectWise:
    """Implements `integrations.psa.port.Psa`; what its methods promise is written there."""

    client: ConnectWiseClient
    connection: ConnectWiseConnection
    name: str = NAME
    closing_right: str = (
        'Give the API member the right "Close Service Tickets" and check the status for closed tickets.'
    )

    @classmethod
    def of(cls, connection: ConnectWiseConnection, *, timeout: tuple[float, float] = TIMEOUT) -> ConnectWise:
        """Return the PSA of a connection; it need not be saved yet."""
        return cls(ConnectWiseClient.for_connection(connection, timeout=timeout), connection)

    @property
    def region(self) -> str:
        return self.connection.tenant.phone_region

    def find_people(self, number: str) -> list[Party]:
        return directory.people_of(self.client, number, self.region)

    def people(self, *, since: datetime | None = None) -> Iterator[Party]:
        return directory.people(self.client, self.region, since=since)

    def companies(self, *, since: datetime | None = None) -> Iterator[Party]:
        return directory.companies(self.client, self.region, since=since)

    def site_numbers(self, company: int) -> frozenset[str]:
        return directory.site_numbers(self.client, company, self.region)

    def recent_tickets(self, company: str, now: datetime) -> History:
        return history.history_of(self.client, self.connection, company, now)

    def tickets_since(self, since: datetime) -> Iterator[Entered]:
        return lists.tickets_since(self.client, since)

    def tickets_of(self, xref: str) -> list[str]:
        """The answer's own reference is compared again: a filter that was not understood matches everything."""
        rows = self.client.get(
            "/service/tickets",
            conditions=where("externalXRef", "=", Token(xref)),
            fields="id,externalXRef",
            orderBy="id asc",
            pageSize=25,
        )
        rows = rows if isinstance(rows, list) else []
        return [
            str(number) for number in sorted(row["id"] for row in rows if row.get("externalXRef") == xref)
        ]

    def read_ticket(self, ticket: str) -> Ticket:
        row = self.client.get(f"/service/tickets/{ticket}")
        return bodies.ticket(row if isinstance(row, dict) else {"id": ticket}, self.connection)

    def create_ticket(self, draft: TicketDraft) -> Ticket:
        if not (self.connection.board and self.connection.fallback_company):
            raise Misconfigured("Choose a service board and a company for unknown callers: dashboard, PSA.")
        names = Names(self.client, self.connection.board)
        body = bodies.new_ticket(draft, self.connection, self._mapped(draft, names))
        row, given_up = create(
            body,
            lambda asked: self.client.post("/service/tickets", asked),
            lambda asked, refusal: bodies.mend(asked, refusal, self.connection),
            xref=draft.xref,
        )
        return bodies.ticket(row, self.connection, *names.missing, *given_up)

    def notes_of(self, ticket: str) -> list[str]:
        return [str(note.get("text") or "") for note in self.client.rows(f"/service/tickets/{ticket}/notes")]

    def add_note(self, ticket: str, note: Note) -> None:
        self.client.post(f"/service/tickets/{ticket}/notes", bodies.new_note(note))

    def set_status(self, ticket: str, outcome: Outcome) -> Ticket:
        wanted = bodies.status(self.connection, outcome)
        if wanted is None:
            raise Unmapped.status(outcome.value)
        return self._patch(ticket, "status", wanted)

    def set_priority(self, ticket: str, level: str) -> Ticket:
        names, named = Names(self.client, self.connection.board), self.connection.priority.get(level)
        wanted = names.priority(named) if named else None
        if wanted is None:
            raise Unmapped(" ".join(names.missing) or f"No priority is set for {level}.")
        return self._patch(ticket, "priority", wanted)

    def ticket_url(self, ticket: str) -> str:
        return self.client.ticket_url(int(ticket))

    def count_devices(self, company: str | None = None) -> int:
        return devices.count(self.client, self.connection, company)

    def check_setup(self) -> list[str]:
        return checks.check_setup(self.client, self.connection)

    def _patch(self, ticket: str, field: str, wanted: Json) -> Ticket:
        operations = [{"op": "replace", "path": field, "value": wanted}]
        return bodies.ticket(
            {"id": ticket} | self.client.patch(f"/service/tickets/{ticket}", operations), self.connection
        )

    def _mapped(self, draft: TicketDraft, names: Names) -> Json:
        """Return what the tenant's names for this ticket mean over there; what is missing is left out."""
        connection = self.connection
        kind = bodies.by_category(connection.types, draft.category)
        detail = bodies.by_category(connection.subtypes, draft.category) if kind else ""
        level = connection.priority.get(draft.priority)
        return {
            "priority": names.priority(level) if level else None,
            "type": names.of_board("type", kind) if kind else None,
            "subType": names.of_board("subtype", detail) if detail else None,
            "team": names.of_board("team", connection.team) if connection.team else None,
            "source": names.source(connection.source) if connection.source else None,
        }
