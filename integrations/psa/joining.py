"""Whether an open ticket may take in a further call about the same problem."""

from __future__ import annotations

from integrations.psa.errors import NotAllowed, NotFound, Refused, Unmapped
from integrations.psa.port import Psa


def take_in(psa: Psa, ticket: str, level: str, *, is_worse: bool) -> bool:
    """Whether the ticket is open and at least as urgent as the call (P1 to P4), raised to it if need be.

    `is_worse`: the call is more severe than the ones the ticket was written for. A ticket whose priority cannot be
    raised, or was chosen by staff, takes in nothing worse. Raise a PsaError when the PSA does not answer.
    """
    try:
        found = psa.read_ticket(ticket)
    except NotFound:
        return False
    if found.is_closed:
        return False
    if not is_worse or (found.level is not None and found.level <= level):
        return True
    if found.level is None:
        return False
    try:
        raised = psa.set_priority(ticket, level)
    except (NotAllowed, Refused, Unmapped):
        return False
    return raised.level is not None and raised.level <= level
