"""A new ticket that the PSA does not like as it is: what it blames is given up rather than the ticket."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog

from integrations.psa.errors import Refused

log = structlog.get_logger(__name__)

Json = dict[str, Any]
Mended = tuple[Json, str]
"""A body without what was blamed, and what that means for the owner."""


def create(
    body: Json, post: Callable[[Json], Json], mend: Callable[[Json, Refused], Mended | None], *, xref: str
) -> tuple[Json, list[str]]:
    """Return the row that was made and what had to be given up. Raise Refused when nothing is left to give up."""
    given_up: list[str] = []
    while True:
        try:
            return post(body), given_up
        except Refused as refusal:
            mended = mend(body, refusal)
            if mended is None:
                raise
            body, warning = mended
            log.warning("ticket_refused_once", xref=xref, why=str(refusal))
            given_up.append(warning)
