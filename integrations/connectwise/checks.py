"""Whether a connection's board, company, statuses and priorities exist over there, before a ticket needs them."""

from __future__ import annotations

from collections.abc import Iterator

from integrations.connectwise.bodies import Json, is_same, reference
from integrations.connectwise.client import ConnectWiseClient
from integrations.psa.errors import NotAllowed, NotFound, Unmapped
from integrations.psa.port import LEVELS, Outcome
from tenants.models import ConnectWiseConnection


def check_setup(client: ConnectWiseClient, connection: ConnectWiseConnection) -> list[str]:
    """Return what has to be mended, in words for the owner; an empty list means that tickets will land as wished.

    Raise a PsaError when ConnectWise does not answer or refuses the keys. A list that the API member may not
    read is left unchecked. Whether tickets can be closed shows only when one is.
    """
    client.get("/system/info")
    return [*_board(client, connection), *_company(client, connection), *_priorities(client, connection)]


def _read(client: ConnectWiseClient, path: str, **params: str) -> list[Json] | None:
    try:
        return list(client.rows(path, **params))
    except (NotAllowed, NotFound):
        return None


def _find(rows: list[Json], wanted: Json) -> Json | None:
    return next((row for row in rows if is_same(row, wanted)), None)


def _board(client: ConnectWiseClient, connection: ConnectWiseConnection) -> Iterator[str]:
    boards = _read(client, "/service/boards", fields="id,name")
    if boards is None:
        return
    board = _find(boards, reference(connection.board))
    if board is None:
        yield f'There is no service board "{connection.board}".'
        return
    yield from _statuses(client, connection, board)


def _statuses(client: ConnectWiseClient, connection: ConnectWiseConnection, board: Json) -> Iterator[str]:
    statuses = _read(client, f"/service/boards/{board['id']}/statuses")
    if statuses is None:
        return
    for outcome in Outcome:
        name = connection.status.get(outcome.value)
        found = _find(statuses, reference(name)) if name else None
        if not name:
            yield str(Unmapped.status(outcome.value))
        elif found is None:
            yield f'The board has no status "{name}".'
        elif bool(found.get("closedStatus")) is not (outcome is Outcome.CLOSED):
            does = "does not close" if outcome is Outcome.CLOSED else "closes"
            yield f'The status "{name}" {does} tickets, but is set for tickets that are {outcome.value}.'


def _company(client: ConnectWiseClient, connection: ConnectWiseConnection) -> Iterator[str]:
    companies = _read(client, "/company/companies", fields="id,identifier")
    wanted = reference(connection.fallback_company, "identifier")
    if companies is not None and _find(companies, wanted) is None:
        yield f'There is no company "{connection.fallback_company}" for callers nobody knows.'


def _priorities(client: ConnectWiseClient, connection: ConnectWiseConnection) -> Iterator[str]:
    priorities = _read(client, "/service/priorities", fields="id,name")
    for level in LEVELS if priorities is not None else ():
        name = connection.priority.get(level)
        if not name:
            yield f"No priority is set for {level}."
        elif _find(priorities or [], reference(name)) is None:
            yield f'There is no priority "{name}".'
