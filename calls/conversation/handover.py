"""Handing a call to a human because the desk itself failed: nobody decided, so doubt decides."""

from __future__ import annotations

from datetime import datetime

from calls.deliveries import owe_ticket
from calls.escalation.start import start_escalation
from calls.models import Call
from triage import Action, Decision, Disposition, Priority


def hand_to_human(call: Call, *, why: str, now: datetime) -> None:
    """Escalate a call without asking anybody; the caller's transaction commits it. Safe to repeat."""
    decision = Decision(
        action=Action.ESCALATE,
        speech="",
        disposition=Disposition.OPEN_PAGED,
        priority=Priority.P1,
        reason=f"{why} Doubt goes to a human.",
    )
    start_escalation(call, decision, now=now)
    summary = (
        call.summary or f"The desk failed in the middle of a call from {call.from_number}. Please call back."
    )
    mine = Call.objects.filter(pk=call.pk)
    mine.update(disposition=Disposition.OPEN_PAGED, priority=Priority.P1, summary=summary)
    mine.filter(ended_at=None).update(state=Call.State.ESCALATING, heard_at=now)
    owe_ticket(call, now=now)
