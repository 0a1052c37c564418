"""A call arrives: one row, one greeting, nobody asked outside the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple

import structlog

from calls.conversation.exchange import Heard
from calls.conversation.greeted import store_while_heard, study_while_heard
from calls.conversation.in_mind import keep_in_mind
from calls.conversation.runbook import runbook_or_default
from calls.conversation.statements import insert_call, select_greeting, select_revision_in_force
from calls.conversation.words import speech
from calls.crash_points import Place, crash_point
from calls.identity.callers import Caller, who_calls
from calls.identity.greeting import about
from calls.models import Call
from calls.nudge import nudge
from calls.steps import Steps, follow, side_by_side
from calls.voice import twiml
from calls.voice.lines import Line
from calls.voice.request import VoiceRequest
from triage import Runbook

log = structlog.get_logger(__name__)
MOST_HINTS, LONGEST_HINT = 50, 100  # Twilio takes 500 hints of 100 characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A call that begins, and what it is told first; nothing of it is stored yet."""

    call: Call
    customer_name: str
    runbook: Runbook
    words: str
    answer: str


class Greeting(NamedTuple):
    """What a caller hears first. A webhook that comes twice gets the same again, and is not the first."""

    answer: str
    is_first: bool


async def greet(line: Line, voice: VoiceRequest, *, now: datetime) -> Greeting:
    """Greet after one look into the database; the call is stored while its caller listens.

    A call whose record is lost with the process is begun anew by its next webhook.
    """
    told, opening = await follow(
        line.tenant_id,
        side_by_side(select_greeting(line.tenant_id, voice.call_sid), prepare(line, voice, now=now)),
    )
    if told is not None:
        return Greeting(told, is_first=False)
    await store_while_heard(line.tenant_id, voice.call_sid, follow(line.tenant_id, keep(line, opening)))
    await study_while_heard(opening.runbook)
    if not line.has_psa:  # who calls is being looked up there, and may change what is to be decided
        keep_in_mind(Heard(call=opening.call, exchange=0, runbook=opening.runbook), opening.words)
    return Greeting(opening.answer, is_first=True)


def begin_call(line: Line, voice: VoiceRequest, *, now: datetime) -> Steps[bool]:
    """Record a call that was never greeted. False when it had begun."""
    return (yield from keep(line, (yield from prepare(line, voice, now=now))))


def begin_at_the_door(
    line: Line, voice: VoiceRequest, *, words: str, answer: str, now: datetime
) -> Steps[bool]:
    """Record a call that is not let in, with what it was told instead of a greeting. False when it had begun."""
    found = yield from _who_and_what(line, voice)
    return (yield from keep(line, _opening(line, voice, found, words, answer, now)))


def prepare(line: Line, voice: VoiceRequest, *, now: datetime) -> Steps[Opening]:
    """Find out who calls and which runbook governs the call, and word the greeting. Nothing is stored."""
    found = yield from _who_and_what(line, voice)
    caller = found.caller
    opening = line.disclosure.opening(line.tenant_name, caller.customer_name, voice.place)
    words = speech(
        "greeting",
        opening=opening.words,
        name=caller.first_name,
        about=about(
            caller.known, caller.earlier, is_vouched_for=voice.is_vouched_for, now=now, zone=line.zone
        ),
    )
    hints = [system[:LONGEST_HINT] for system in found.runbook.known_systems[:MOST_HINTS]]
    answer = twiml.ask(words, turn=1, hints=hints, records_on=line.number if opening.records else "")
    return _opening(line, voice, found, words, answer, now)


class _Found(NamedTuple):
    """Who calls, and what governs his call."""

    caller: Caller
    revision_id: int
    runbook: Runbook


def _who_and_what(line: Line, voice: VoiceRequest) -> Steps[_Found]:
    caller, revision_id = yield from side_by_side(
        who_calls(line, voice.from_number), select_revision_in_force(line.tenant_id, line.customer_id)
    )
    if caller.customer_id != line.customer_id:
        revision_id = yield from select_revision_in_force(line.tenant_id, caller.customer_id)
    revision, runbook = yield from runbook_or_default(line.tenant_id, line.tenant_name, revision_id)
    return _Found(caller, revision, runbook)


def _opening(
    line: Line, voice: VoiceRequest, found: _Found, words: str, answer: str, now: datetime
) -> Opening:
    return Opening(
        call=_call(line, voice, found.caller, found.revision_id, now),
        customer_name=found.caller.customer_name,
        runbook=found.runbook,
        words=words,
        answer=answer,
    )


def keep(line: Line, opening: Opening) -> Steps[bool]:
    """Store the call with what it was told, once however often Twilio asks. False when it is there already."""
    call = opening.call
    if not (yield from insert_call(call, greeting=opening.words, twiml=opening.answer)):
        return False
    crash_point(Place.CALL_BEGUN)
    if line.has_psa:
        yield partial(nudge, "calls.look_up", str(call.pk))
    log.info("call_began", tenant=line.tenant_name, call_sid=call.sid, customer=opening.customer_name)
    return True


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
