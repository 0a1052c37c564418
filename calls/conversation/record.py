"""Writing an answer down: the turn, the call, the escalation with its pages and the owed ticket, in one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from calls.conversation.heard import Heard, answer_given
from calls.conversation.outcome import Outcome
from calls.conversation.words import speech
from calls.deliveries import owe_ticket
from calls.escalation.start import start_escalation
from calls.models import Call, Escalation, Turn
from calls.voice import twiml
from tenants.phone import e164
from triage import Action, CallContext, Disposition, Speaker
from triage.summary import first_words, page_summary

STATES = {
    Disposition.PENDING_VERIFICATION: Call.State.PENDING_VERIFICATION,
    Disposition.OPEN_PAGED: Call.State.ESCALATING,
}
METHOD_WORDS = {"sms": "texting", "voice": "calling", "email": "e-mailing"}


def record_answer(heard: Heard, outcome: Outcome, *, now: datetime) -> str:
    """Commit the answer and everything that is due because of it; return the TwiML.

    When another process answered this exchange first, its answer stands.
    """
    try:
        with transaction.atomic():
            return _record(heard, outcome, now)
    except IntegrityError:
        answer = answer_given(heard.call, heard.exchange)
        if not answer:
            raise
        return answer


def _record(heard: Heard, outcome: Outcome, now: datetime) -> str:
    call, decision = heard.call, outcome.decision
    escalation = None
    if decision.wakes:
        escalation = start_escalation(call, decision, now=now)
    words = _words(heard, outcome, escalation)
    answer = twiml.goodbye(words) if outcome.hangs_up else twiml.ask(words, turn=heard.exchange + 1)
    Turn.objects.create(
        tenant_id=call.tenant_id,
        call=call,
        sequence=2 * heard.exchange,
        speaker=Speaker.AGENT,
        text=words,
        decision=outcome.record(),
        twiml=answer,
        created_at=now,
    )
    _update_call(heard, outcome, now)
    if outcome.settles and decision.disposition is not Disposition.NO_ACTION:
        owe_ticket(call, now=now)
    return answer


def _words(heard: Heard, outcome: Outcome, escalation: Escalation | None) -> str:
    """The kernel's words; on the first ESCALATE, who is being paged is added from the rows just written."""
    already = heard.call.state == Call.State.ESCALATING
    if escalation is None or already:
        return outcome.decision.speech
    pages = list(escalation.pages.order_by("step")[:2])
    return speech(
        "escalated",
        words=outcome.decision.speech,
        first=_spoken_name(pages[0].person_name) if pages else "",
        how=METHOD_WORDS[pages[0].method] if pages else "",
        more=_spoken_name(pages[1].person_name)
        if len(pages) > 1 and pages[1].person_name != pages[0].person_name
        else "",
        number=e164(heard.call.from_number),
    )


def _spoken_name(name: str) -> str:
    """A target that is a bare address is not read out to a caller."""
    return (
        name if name.replace(" ", "").replace("-", "").replace(".", "").isalpha() else "the engineer on call"
    )


def _update_call(heard: Heard, outcome: Outcome, now: datetime) -> None:
    call, decision = heard.call, outcome.decision
    changes: dict[str, Any] = {"heard_at": now}
    if not call.first_words and heard.said:
        changes["first_words"] = first_words(heard.spoken)[:300]
    if outcome.settles or decision.action is Action.GATHER:
        changes["priority"] = decision.priority
    if outcome.settles:
        context = CallContext(caller_name=call.caller_name or None, caller_number=call.from_number or None)
        changes["disposition"] = decision.disposition or ""
        changes["summary"] = page_summary(decision, heard.spoken, heard.runbook, context=context)
        if call.state != Call.State.ESCALATING:
            changes["state"] = (
                STATES.get(decision.disposition, Call.State.RESOLVED) if decision.disposition else call.state
            )
    elif call.state != Call.State.ESCALATING:
        changes["state"] = Call.State.TRIAGING
    if Call.objects.filter(pk=call.pk, ended_at=None).update(**changes):
        return
    # The caller hung up while this was decided, and the call got its end: waking somebody still counts.
    if decision.wakes:
        Call.objects.filter(pk=call.pk).update(disposition=Disposition.OPEN_PAGED, priority=decision.priority)
