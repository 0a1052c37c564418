"""A call arrives: one row, one greeting, nobody asked outside the house."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import structlog

from calls.conversation.exchange import Heard
from calls.conversation.in_mind import keep_in_mind
from calls.conversation.runbook import runbook_in_force
from calls.conversation.statements import insert_call, select_greeting
from calls.conversation.words import speech
from calls.crash_points import Place, crash_point
from calls.identity.callers import Caller, who_calls
from calls.identity.greeting import about
from calls.models import Call
from calls.nudge import nudge
from calls.steps import Steps
from calls.voice import twiml
from calls.voice.lines import Line
from calls.voice.request import VoiceRequest

log = structlog.get_logger(__name__)
MOST_HINTS, LONGEST_HINT = 50, 100  # Twilio takes 500 hints of 100 characters


def greet(line: Line, voice: VoiceRequest, *, now: datetime) -> Steps[str]:
    """Begin the call and return its greeting; a webhook that comes twice gets the same one."""
    answer = yield from begin_call(line, voice, now=now)
    return answer or (yield from select_greeting(line.tenant_id, voice.call_sid))


def begin_call(line: Line, voice: VoiceRequest, *, now: datetime) -> Steps[str]:
    """Record the call and its greeting, once however often Twilio asks. Return the greeting, or "" when it had begun."""
    caller = yield from who_calls(line, voice.from_number)
    revision_id, runbook = yield from runbook_in_force(line.tenant_id, line.tenant_name, caller.customer_id)
    opening = line.disclosure.opening(line.tenant_name, caller.customer_name, voice.place)
    greeting = speech(
        "greeting",
        opening=opening.words,
        name=caller.first_name,
        about=about(
            caller.known, caller.earlier, is_vouched_for=voice.is_vouched_for, now=now, zone=line.zone
        ),
    )
    hints = [system[:LONGEST_HINT] for system in runbook.known_systems[:MOST_HINTS]]
    answer = twiml.ask(greeting, turn=1, hints=hints, records_on=line.number if opening.records else "")
    call = yield from _began(line, voice, caller, revision_id, greeting, answer, now)
    if call is None:
        return ""
    if not line.has_psa:  # who calls is being looked up there, and may change what is to be decided
        keep_in_mind(Heard(call=call, exchange=0, runbook=runbook), greeting)
    return answer


def begin_at_the_door(
    line: Line, voice: VoiceRequest, *, words: str, answer: str, now: datetime
) -> Steps[bool]:
    """Record a call that is not let in, with what it was told instead of a greeting. False when it had begun."""
    caller = yield from who_calls(line, voice.from_number)
    revision_id, _ = yield from runbook_in_force(line.tenant_id, line.tenant_name, caller.customer_id)
    return (yield from _began(line, voice, caller, revision_id, words, answer, now)) is not None


def _began(
    line: Line, voice: VoiceRequest, caller: Caller, revision_id: int, words: str, answer: str, now: datetime
) -> Steps[Call | None]:
    call = _call(line, voice, caller, revision_id, now)
    if not (yield from insert_call(call, greeting=words, twiml=answer, now=now)):
        return None
    crash_point(Place.CALL_BEGUN)
    if line.has_psa:
        yield partial(nudge, "calls.look_up", str(call.pk))
    log.info("call_began", tenant=line.tenant_name, call_sid=voice.call_sid, customer=caller.customer_name)
    return call


def _call(line: Line, voice: VoiceRequest, caller: Caller, revision_id: int, now: datetime) -> Call:
    return Call(
        tenant_id=line.tenant_id,
        sid=voice.call_sid,
        account_sid=voice.account_sid,
        number_id=line.number_id,
        customer_id=caller.customer_id,
        revision_id=revision_id,
        from_number=voice.from_number,
        to_number=voice.to_number,
        caller_name=caller.known.contact_name,
        known=caller.known.as_json(),
        started_at=now,
        heard_at=now,
    )
