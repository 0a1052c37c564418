"""What a tenant may choose from in its own ConnectWise: boards, statuses, priorities and the rest, read live."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from integrations.connectwise.client import PAGE, ConnectWiseClient, Json
from integrations.connectwise.conditions import all_of, where
from integrations.connectwise.errors import no_answer
from integrations.psa.errors import NotAllowed, NotFound

FULL_LIST = PAGE  # a longer list is not read to its end
PATIENCE = 8.0  # seconds for all lists together; somebody looks at the page
AT_ONCE = (3.0, 5.0)  # seconds to connect, and between two bytes
ACTIVE = where("inactiveFlag", "=", False)


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list. `code`: how a company is called for short. `closes`: whether a status closes tickets."""

    id: int
    name: str
    code: str = ""
    closes: bool = False

    def is_called(self, text: str) -> bool:
        """Whether somebody means this one by its id, its name or its code."""
        wanted = text.strip().casefold()
        return bool(wanted) and wanted in (str(self.id), self.name.casefold(), self.code.casefold())


Choices = tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """What there is. `board` is the one whose statuses, types, subtypes and teams these are; None: none was chosen.

    A list that the API member may not read is empty and stands in `unread`.
    """

    boards: Choices = ()
    priorities: Choices = ()
    sources: Choices = ()
    companies: Choices = ()
    device_types: Choices = ()
    board: int | None = None
    statuses: Choices = ()
    types: Choices = ()
    subtypes: Choices = ()
    teams: Choices = ()
    unread: tuple[str, ...] = ()

    def find(self, kind: str, text: str) -> Choice | None:
        """Return the entry of a list that is meant by an id or a name."""
        return next((choice for choice in getattr(self, kind) if choice.is_called(text)), None)

    @classmethod
    def of(cls, stored: Any) -> Offers:
        """Read what `as_json` wrote; anything else is nothing."""
        if not isinstance(stored, dict):
            return cls()
        known = {one.name for one in fields(cls)}
        return cls(**{name: _revived(name, value) for name, value in stored.items() if name in known})

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def _revived(name: str, value: Any) -> Any:
    if name == "board":
        return value
    return tuple(Choice(**one) if isinstance(one, dict) else str(one) for one in value)


def read_offers(client: ConnectWiseClient, board: str = "", *, patience: float = PATIENCE) -> Offers:
    """Read every list, those of a board for the one named by id or name, else for the first.

    Raise a PsaError when ConnectWise does not answer, refuses the keys, or takes longer than `patience` seconds.
    """
    reader = _Reader(client, time.monotonic() + patience)
    offers = Offers(
        boards=reader.boards(),
        priorities=reader.choices("priorities", "/service/priorities", orderBy="sortOrder asc"),
        sources=reader.choices("sources", "/service/sources"),
        companies=reader.choices(
            "companies",
            "/company/companies",
            conditions=where("deletedFlag", "=", False),
            orderBy="name asc",
            fields="id,identifier,name",
        ),
        device_types=reader.choices("configuration types", "/company/configurations/types"),
    )
    chosen = offers.find("boards", board) or (None if board else next(iter(offers.boards), None))
    if chosen is not None:
        offers = reader.of_board(offers, chosen.id)
    return replace(offers, unread=tuple(reader.unread))


@dataclass(slots=True)
class _Reader:
    """Reads list after list until the time is up."""

    client: ConnectWiseClient
    end: float
    unread: list[str] = field(default_factory=list)

    def boards(self) -> Choices:
        """Without the right to set-up tables, the plain list of boards is still there."""
        conditions = all_of(ACTIVE, where("projectFlag", "=", False))
        try:
            return self._read("/service/boards", conditions=conditions)
        except (NotAllowed, NotFound):
            return self.choices("boards", "/service/info/boards")

    def of_board(self, offers: Offers, board: int) -> Offers:
        path = f"/service/boards/{board}"
        return replace(
            offers,
            board=board,
            statuses=self.choices("statuses", f"{path}/statuses"),
            types=self.choices("types", f"{path}/types"),
            subtypes=self.choices("subtypes", f"{path}/subtypes"),
            teams=self.choices("teams", f"{path}/teams"),
        )

    def choices(self, name: str, path: str, **params: str) -> Choices:
        try:
            return self._read(path, **params)
        except (NotAllowed, NotFound):
            self.unread.append(name)
            return ()

    def _read(self, path: str, **params: str) -> Choices:
        if time.monotonic() > self.end:
            raise no_answer("it takes too long", writing=False)
        rows = self.client.get(path, pageSize=PAGE, **params)
        return tuple(_choices(rows if isinstance(rows, list) else []))


def _choices(rows: list[Any]) -> Iterator[Choice]:
    """Rows of every list alike; what is marked inactive is no choice."""
    for row in rows:
        if isinstance(row, dict) and isinstance(row.get("id"), int) and not _is_over(row):
            name = str(row.get("name") or row.get("identifier") or row["id"])
            yield Choice(row["id"], name, str(row.get("identifier") or ""), bool(row.get("closedStatus")))


def _is_over(row: Json) -> bool:
    return bool(row.get("inactive") or row.get("inactiveFlag"))
