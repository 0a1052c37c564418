"""A caller who is still on the line while somebody is being woken: he is heard once more and told the truth."""

from __future__ import annotations

from calls.bridge.caller import is_on_the_line
from calls.conversation.exchange import Heard
from calls.conversation.outcome import Outcome
from calls.conversation.words import speech, spoken_name
from calls.models import Escalation
from triage import Action, Decision, Disposition, Priority


def answer_while_paging(heard: Heard) -> Outcome:
    """Keep what the caller adds for the engineer, and say who has taken the call, if anybody has."""
    escalation = Escalation.objects.filter(call=heard.call).first()
    stays = escalation is not None and is_on_the_line(heard.call)
    decision = Decision(
        action=Action.ESCALATE,
        speech=speech(
            "stay_on_the_line" if stays else "escalated_more",
            heard=bool(heard.said),
            taken_by=escalation.acknowledged_by if escalation else "",
            first=spoken_name(_being_paged(escalation)),
            nobody_answered=bool(escalation and escalation.state == Escalation.State.EXHAUSTED),
        ),
        disposition=Disposition.OPEN_PAGED,
        priority=Priority(heard.call.priority or Priority.P1),
        reason="The page is under way; what the caller added is kept for the engineer.",
    )
    return Outcome(decision=decision, decided_by="paging", hangs_up=not stays, waits=stays)


def _being_paged(escalation: Escalation | None) -> str:
    if escalation is None:
        return ""
    return escalation.pages.filter(sent_at__isnull=False).order_by("-step").values_list(
        "person_name", flat=True
    ).first() or (escalation.pages.order_by("step").values_list("person_name", flat=True).first() or "")
