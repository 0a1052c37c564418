"""Writing an answer down: the turn, the call, the escalation with its pages and the owed ticket, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from calls.afterwards import afterwards
from calls.bridge.caller import can_wait, wait_in_room
from calls.conversation.exchange import Heard
from calls.conversation.heard import answer_given
from calls.conversation.outcome import Outcome, facts_to_keep
from calls.conversation.statements import add_question, insert_turn
from calls.conversation.words import speech, spoken_name
from calls.crash_points import Place, crash_point
from calls.deliveries import owe_ticket
from calls.escalation.start import start_escalation
from calls.models import Call, Escalation
from calls.threads import in_database
from calls.voice import twiml
from tenants.phone import e164
from triage import Decision, Disposition, Speaker
from triage.facts import with_facts
from triage.summary import first_words, page_summary

STATES = {
    Disposition.PENDING_VERIFICATION: Call.State.PENDING_VERIFICATION,
    Disposition.OPEN_PAGED: Call.State.ESCALATING,
}
METHOD_WORDS = {"sms": "texting", "voice": "calling", "email": "e-mailing"}


async def record_answer(heard: Heard, outcome: Outcome, *, now: datetime) -> str:
    """Commit the answer and everything that is due because of it; return the TwiML.

    When another process decided this exchange first, its answer stands. A question promises nothing: the caller hears
    it while it is written down.
    """
    if outcome.settles:
        return await in_database(_settle, heard, outcome, now)
    answer = twiml.ask(outcome.decision.speech, turn=heard.exchange + 1)
    await afterwards(_ask_on(heard, outcome, answer, now))
    return answer


async def _ask_on(heard: Heard, outcome: Outcome, answer: str, now: datetime) -> None:
    """Nothing is due because of a question: the turn and the call are one statement."""
    await add_question(
        heard.call,
        sequence=2 * heard.exchange,
        text=outcome.decision.speech,
        decision=outcome.record(heard.call.revision_id),
        twiml=answer,
        first_words=_first_words(heard),
        state=Call.State.TRIAGING,
        now=now,
    )


def _settle(heard: Heard, outcome: Outcome, now: datetime) -> str:
    try:
        return _record_decision(heard, outcome, now)
    except IntegrityError:
        answer = answer_given(heard.call, heard.exchange)
        if not answer:
            raise
        return answer


@transaction.atomic
def _record_decision(heard: Heard, outcome: Outcome, now: datetime) -> str:
    outcome = _with_facts(heard, outcome)
    call, decision = heard.call, outcome.decision
    escalation = start_escalation(call, decision, now=now) if decision.wakes else None
    words = _words(heard, outcome, escalation)
    if escalation and escalation.state == Escalation.State.MUTED:
        words = speech("muted")
        answer = twiml.leave_message(words, otherwise=speech("goodbye"), line=call.to_number)
    else:
        answer = _twiml(heard, outcome, words, now)
    place = 2 * heard.exchange
    insert_turn(
        call,
        sequence=place,
        speaker=Speaker.AGENT,
        text=words,
        decision=outcome.record(call.revision_id),
        twiml=answer,
        now=now,
    )
    _update_call(heard, decision, now)
    if decision.disposition is not Disposition.NO_ACTION:
        owe_ticket(call, now=now)
    crash_point(Place.TURN_RECORDING)
    return answer


def _twiml(heard: Heard, outcome: Outcome, words: str, now: datetime) -> str:
    if outcome.waits:
        wait_in_room(heard.call, now=now)
        return twiml.caller_room(words, heard.call)
    return twiml.goodbye(words) if outcome.hangs_up else twiml.ask(words, turn=heard.exchange + 1)


def _with_facts(heard: Heard, outcome: Outcome) -> Outcome:
    """A key or a silence decides as well, and what was said until then is known; what stays as it was stays."""
    stays = heard.is_settled and outcome.decision.disposition == heard.call.disposition
    if outcome.decision.told or stays:
        return outcome
    said = [turn for turn in heard.spoken if not turn.text.startswith("(pressed")]
    return replace(outcome, decision=with_facts(outcome.decision, said, heard.runbook, heard.context))


def _first_words(heard: Heard) -> str:
    return (
        first_words(heard.spoken)[:300]
        if heard.said and not heard.call.first_words
        else heard.call.first_words
    )


def _words(heard: Heard, outcome: Outcome, escalation: Escalation | None) -> str:
    """The kernel's words; on the first ESCALATE, who is being paged is added from the rows just written."""
    if escalation is None or heard.call.is_escalated:
        return outcome.decision.speech
    pages = list(escalation.pages.order_by("step"))
    names = [spoken_name(name) for name in dict.fromkeys(page.person_name for page in pages)]
    return speech(
        "escalated",
        words=outcome.decision.speech,
        first=names[0] if names else "",
        how=METHOD_WORDS[pages[0].method] if pages else "",
        more=names[1] if len(names) > 1 and names[1] != names[0] else "",
        holds=can_wait(heard.call),
        number=e164(heard.call.from_number),
    )


def _update_call(heard: Heard, decision: Decision, now: datetime) -> None:
    call = heard.call
    changes = {
        "heard_at": now,
        "first_words": _first_words(heard),
        "disposition": decision.disposition,
        "priority": decision.priority,
        "summary": page_summary(decision, heard.spoken, heard.runbook, context=heard.context),
        "state": _state(call, decision),
    } | facts_to_keep(decision)
    if Call.objects.filter(pk=call.pk, ended_at=None).update(**changes):
        return
    # The caller hung up while this was decided, and the call got its end: waking somebody still counts.
    if decision.wakes:
        told = {name: value for name, value in changes.items() if name not in ("heard_at", "state")}
        Call.objects.filter(pk=call.pk).update(**told)


def _state(call: Call, decision: Decision) -> str:
    """An escalation that is under way stays one, whatever is said afterwards."""
    if call.is_escalated or decision.disposition is None:
        return call.state
    return STATES.get(decision.disposition, Call.State.RESOLVED)
