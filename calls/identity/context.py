"""What the triage is told beside the conversation: who calls by number, what the company had of late, earlier calls."""

from __future__ import annotations

from calls.identity.known import Known
from calls.models import Call
from triage import CallContext


def context_of(call: Call) -> CallContext:
    known = Known.read(call.known)
    return CallContext(
        caller_name=call.caller_name or None,
        caller_number=call.from_number or None,
        recent_tickets=(*(f"open: {line}" for line in known.open), *known.recent),
        notes=known.notes,
        recent_p1s=known.p1s,
    )
