"""Named places at which a test kills the process: where a crash hurts most. Production never crashes at them.

`NIGHTDESK_CRASH_AT=page.accepted:3` ends a process the third time it passes; `NIGHTDESK_CRASH_AT=@FILE` reads that line
from a file whenever a place is passed, and the process that crashes takes the file away, so that it happens once. What
follows a second colon is ignored and tells one order from the next.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from enum import StrEnum
from pathlib import Path

from django.conf import settings


class Place(StrEnum):
    """Where a process can be ended: between what was done and what tells that it was done."""

    CALL_BEGUN = "call.begun"  # the call is stored, its look-up not yet asked for
    TURN_HEARD = "turn.heard"  # what the caller said is stored, nothing is decided
    TURN_DECIDED = "turn.decided"  # decided, nothing of it is stored
    TURN_RECORDING = "turn.recording"  # escalation, pages and ticket are written, not committed
    TURN_RECORDED = (
        "turn.recorded"  # committed, the caller has no answer; a question is on its way into its row
    )
    PAGE_CLAIMED = "page.claimed"
    PAGE_SENDING = "page.sending"  # marked as being sent, the provider knows nothing
    PAGE_ACCEPTED = "page.accepted"  # the provider has it, our row does not say so
    PAGE_SETTLED = "page.settled"  # our row says so, the task is not acknowledged
    TICKET_CLAIMED = "ticket.claimed"
    TICKET_WRITTEN = "ticket.written"  # the PSA has it, our row does not say so
    ACK_TAKEN = "ack.taken"  # the acknowledgement is committed, the engineer has no answer


_passed: Counter[str] = Counter()


def crash_point(place: Place) -> None:
    """End this process here, as `kill -9` does, if a test asked for it."""
    if settings.CRASH_AT and _is_meant(place, settings.CRASH_AT):
        os.kill(os.getpid(), signal.SIGKILL)


def _is_meant(place: Place, order: str) -> bool:
    if order.startswith("@"):
        return _is_meant_by_file(place, Path(order[1:]))
    return _counts_down(place, order)


def _is_meant_by_file(place: Place, path: Path) -> bool:
    try:
        if not _counts_down(place, path.read_text().strip()):
            return False
        path.rename(path.with_suffix(f".{os.getpid()}"))  # of two processes one gets it
    except OSError:
        return False
    return True


def _counts_down(place: Place, order: str) -> bool:
    name, times, *_ = *order.split(":"), "1"
    if name != place:
        return False
    _passed[order] += 1
    return _passed[order] >= int(times)
