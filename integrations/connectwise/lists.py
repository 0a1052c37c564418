"""What ConnectWise itself lists: the tickets that carry our reference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from integrations.connectwise.client import ConnectWiseClient
from integrations.connectwise.conditions import where

OURS = "nightdesk:"


class Entered(NamedTuple):
    """One ticket, and the CallSid that its reference names."""

    id: int
    call_sid: str


def tickets_since(client: ConnectWiseClient, since: datetime) -> Iterator[Entered]:
    """Yield our tickets entered since then, oldest first. Raise a ConnectWiseError when the list cannot be read.

    The reference is looked at here and not in the filter: a filter that is not understood matches everything.
    """
    rows = client.rows(
        "/service/tickets",
        conditions=where("dateEntered", ">=", since),
        fields="id,externalXRef",
        orderBy="id asc",
    )
    for row in rows:
        reference = str(row.get("externalXRef") or "")
        if reference.startswith(OURS):
            yield Entered(int(row["id"]), reference.removeprefix(OURS))
