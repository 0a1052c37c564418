"""A company's tickets of late: what was closed last, what is open, how many were P1."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from integrations.connectwise.bodies import is_same, priority
from integrations.connectwise.client import ConnectWiseClient, Json
from integrations.connectwise.conditions import all_of, where, whose
from integrations.psa.port import CLOSED_SHOWN, COUNTED, OPEN_SHOWN, History
from integrations.psa.words import one_line
from tenants.models import ConnectWiseConnection

FIELDS = "id,summary,closedDate,priority,status"
MOST_COUNTED = 1000
LONGEST = 120


def history_of(
    client: ConnectWiseClient, connection: ConnectWiseConnection, company: str, now: datetime
) -> History:
    """Read a company's history. `company` is an id or a code; a code that cannot be quoted safely has none."""
    of_company = whose(company)
    if of_company is None:
        return History()
    closed = _tickets(
        client, all_of(of_company, where("closedFlag", "=", True)), "closedDate desc", CLOSED_SHOWN
    )
    still_open = _tickets(client, all_of(of_company, where("closedFlag", "=", False)), "id desc", OPEN_SHOWN)
    since = all_of(of_company, where("dateEntered", ">", now - COUNTED))
    counted = client.get(
        "/service/tickets", conditions=since, fields="id,priority", orderBy="id desc", pageSize=MOST_COUNTED
    )
    return History(
        recent=tuple(_line(row) for row in closed),
        open=tuple(_line(row) for row in still_open),
        p1s=_p1s(counted, connection),
    )


def _tickets(client: ConnectWiseClient, conditions: str, order: str, most: int) -> list[Json]:
    rows = client.get("/service/tickets", conditions=conditions, fields=FIELDS, orderBy=order, pageSize=most)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _line(row: Json) -> str:
    day = str(row.get("closedDate") or "")[:10]
    facts = ", ".join(
        filter(None, (_name(row.get("priority")), f"closed {day}" if day else _name(row.get("status"))))
    )
    return f"#{row.get('id')} {one_line(str(row.get('summary') or ''), LONGEST)} ({facts})"


def _name(reference: Any) -> str:
    return one_line(str(reference.get("name") or ""), 40) if isinstance(reference, dict) else ""


def _p1s(rows: Any, connection: ConnectWiseConnection) -> int:
    """Count by the tenant's own name for P1; without one, by ConnectWise's usual name."""
    wanted = priority(connection, "P1")
    found = [row.get("priority") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    if wanted is not None:
        return sum(is_same(reference, wanted) for reference in found)
    return sum(_name(reference).casefold().startswith("priority 1") for reference in found)
