"""Who is let in. A blocked caller and one beyond the limits never meet a busy tone: each can leave a message.

Beyond the limits a caller can also say by a key that it cannot wait, and is connected to a person. A key, because a
flood of machines presses none, and must not ring the engineer's phone.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction

from calls.bridge.caller import can_wait, wait_in_room
from calls.conversation.begin import begin_at_the_door, greet
from calls.conversation.statements import select_greeting
from calls.conversation.words import speech, text
from calls.deliveries import owe_ticket
from calls.escalation.alarms import raise_alarm
from calls.escalation.start import start_escalation
from calls.models import Call, Escalation
from calls.steps import run
from calls.threads import in_database
from calls.voice import twiml
from calls.voice.crowd import Crowd, count_crowd
from calls.voice.lines import Line
from calls.voice.request import VoiceRequest
from tenants.callers import Standing
from triage import Action, Decision, Disposition, Priority

log = structlog.get_logger(__name__)

THROUGH = "/twilio/voice/through"
IT_CANNOT_WAIT = "1"


async def let_in(line: Line, voice: VoiceRequest, *, now: datetime) -> str:
    """Return what a caller hears first: the greeting, or what is said to those who are not let in."""
    match line.callers.standing(voice.from_number):
        case Standing.BLOCKED:
            return await in_database(_to_voicemail, line, voice, now)
        case Standing.PLAIN if crowd := await _crowded(line):
            return await in_database(_beyond_the_limit, line, voice, crowd, now)
        case Standing.PLAIN | Standing.ALLOWED:
            return (await greet(line, voice, now=now)).answer


async def _crowded(line: Line) -> Crowd | None:
    """The calls of a tenant who is over his limits. They are counted anew only where the last count leaves a doubt."""
    line.crowd.open += 1
    most = line.crowd.limits.calls_at_once
    if (not most or line.crowd.open <= most) and line.crowd.has_minutes:
        return None
    now_counted = await in_database(count_crowd, line.tenant_id, line.crowd.limits)
    return None if now_counted.has_room else now_counted


def _to_voicemail(line: Line, voice: VoiceRequest, now: datetime) -> str:
    words = speech("blocked", tenant=line.tenant_name)
    answer = twiml.leave_message(words, otherwise=speech("no_message_kept"), line=line.number)
    return _at_the_door(line, voice, Call.Door.BLOCKED, words, answer, now)


def _beyond_the_limit(line: Line, voice: VoiceRequest, crowd: Crowd, now: datetime) -> str:
    words = speech("crowded", tenant=line.tenant_name)
    answer = twiml.key_or_message(
        words,
        action=THROUGH,
        message=speech("crowded_message"),
        otherwise=speech("no_message_kept"),
        line=line.number,
    )
    _tell_of_the_crowd(line, crowd, now)
    return _at_the_door(line, voice, Call.Door.CROWDED, words, answer, now)


@transaction.atomic
def _at_the_door(
    line: Line, voice: VoiceRequest, door: Call.Door, words: str, answer: str, now: datetime
) -> str:
    if not run(begin_at_the_door(line, voice, words=words, answer=answer, now=now)):
        return run(select_greeting(line.tenant_id, voice.call_sid)) or ""
    Call.objects.filter(tenant_id=line.tenant_id, sid=voice.call_sid).update(
        door=door, state=Call.State.VOICEMAIL, disposition=Disposition.NO_ACTION
    )
    log.warning("not_let_in", door=door, call_sid=voice.call_sid)
    return answer


def _tell_of_the_crowd(line: Line, crowd: Crowd, now: datetime) -> None:
    """Say it once an hour, aloud, to those who answer for the desk."""
    facts = {
        "tenant": line.tenant_name,
        "open": crowd.open,
        "minutes": crowd.minutes,
        "limits": crowd.limits,
        "limit": crowd.limit_reached,
        "link": f"{settings.PUBLIC_URL}/dashboard",
    }
    raise_alarm(
        line.tenant_id,
        key=f"crowded:{now:%Y-%m-%d %H}",
        subject=text("alarms/crowded_subject", **facts),
        body=text("alarms/crowded", **facts),
        now=now,
    )


@transaction.atomic
def let_through(line: Line, voice: VoiceRequest, *, now: datetime) -> str:
    """Connect a caller beyond the limit who pressed the key to whoever is on call, and wake him besides."""
    call = Call.objects.filter(tenant_id=line.tenant_id, sid=voice.call_sid).first()
    if call is None or call.door != Call.Door.CROWDED or voice.digits != IT_CANNOT_WAIT:
        return twiml.leave_message(
            speech("crowded_message"), otherwise=speech("no_message_kept"), line=line.number
        )
    decision = Decision(
        action=Action.ESCALATE,
        speech="",
        disposition=Disposition.OPEN_PAGED,
        priority=Priority.P2,
        reason="Every line was busy, and the caller pressed a key: it cannot wait.",
        findings=("crowded",),
    )
    escalation = start_escalation(call, decision, now=now)
    Call.objects.filter(pk=call.pk).update(
        state=Call.State.ESCALATING,
        disposition=Disposition.OPEN_PAGED,
        priority=Priority.P2,
        summary=f"A caller from {voice.from_number or 'a hidden number'} could not be heard, every line was busy. "
        "He pressed a key: it cannot wait. Please call back.",
        heard_at=now,
    )
    owe_ticket(call, now=now)
    if escalation.state == Escalation.State.MUTED:
        return twiml.leave_message(speech("muted"), otherwise=speech("goodbye"), line=line.number)
    words = speech("crowded_connect")
    if can_wait(call):
        wait_in_room(call, now=now)
        return twiml.caller_room(words, call)
    return twiml.connect(words, line.ring, caller_id=voice.to_number)


def keep_message_of_the_door(line: Line, voice: VoiceRequest, *, now: datetime) -> None:
    """A caller who was not let in left a message: it deserves a ticket for the morning."""
    waiting = Call.objects.filter(
        tenant_id=line.tenant_id, sid=voice.call_sid, disposition=Disposition.NO_ACTION
    )
    call = waiting.exclude(door=Call.Door.OPEN).first()
    if call is None:
        return
    why = "a blocked caller" if call.door == Call.Door.BLOCKED else "a caller whom no free line was left for"
    waiting.filter(pk=call.pk).update(
        disposition=Disposition.MORNING_TICKET,
        priority=Priority.P3,
        summary=f"Voicemail of {why}, {call.from_number or 'number hidden'}.",
    )
    owe_ticket(call, now=now)
