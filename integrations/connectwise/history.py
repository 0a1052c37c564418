"""A company's tickets of late: what was closed last, what is open, how many were P1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from integrations.connectwise.bodies import is_same, one_line, priority
from integrations.connectwise.client import ConnectWiseClient, Json
from integrations.connectwise.conditions import Identifier, Value, all_of, where
from tenants.models import ConnectWiseConnection

FIELDS = "id,summary,closedDate,priority,status"
CLOSED, OPEN = 5, 10
COUNTED = timedelta(days=90)
MOST_COUNTED = 1000
LONGEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Lines for people and models, newest first; `p1s` counts those entered within 90 days."""

    recent: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    p1s: int = 0


def history_of(
    client: ConnectWiseClient, connection: ConnectWiseConnection, company: str, now: datetime
) -> History:
    """Read a company's history. `company` is an id or a code; a code that cannot be quoted safely has none."""
    whose = _whose(company)
    if whose is None:
        return History()
    closed = _tickets(client, all_of(whose, where("closedFlag", "=", True)), "closedDate desc", CLOSED)
    still_open = _tickets(client, all_of(whose, where("closedFlag", "=", False)), "id desc", OPEN)
    since = all_of(whose, where("dateEntered", ">", now - COUNTED))
    counted = client.get(
        "/service/tickets", conditions=since, fields="id,priority", orderBy="id desc", pageSize=MOST_COUNTED
    )
    return History(
        recent=tuple(_line(row) for row in closed),
        open=tuple(_line(row) for row in still_open),
        p1s=_p1s(counted, connection),
    )


def _whose(company: str) -> str | None:
    text = company.strip()
    value: Value | None = int(text) if text.isdecimal() else Identifier.of(text)
    if value is None:
        return None
    return where("company/id" if isinstance(value, int) else "company/identifier", "=", value)


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
