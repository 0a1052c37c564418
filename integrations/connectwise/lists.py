"""What ConnectWise itself lists: the tickets that carry our reference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from integrations.connectwise.client import ConnectWiseClient
from integrations.connectwise.conditions import where
from integrations.psa.port import OURS, Entered


def tickets_since(client: ConnectWiseClient, since: datetime) -> Iterator[Entered]:
    """Yield our tickets entered since then, oldest first. Raise a PsaError when the list cannot be read.

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
