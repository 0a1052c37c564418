"""The caller who waits: his room, what he hears in it, what he is offered, the message he leaves."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.utils import timezone

from calls.bridge import caller
from calls.bridge.caller import Next, Step
from calls.bridge.messages import keep_message
from calls.bridge.words import status_words
from calls.conversation.finish import finish_call
from calls.conversation.tongue import language_named, speaking
from calls.conversation.words import speech
from calls.models import Call, Escalation, Recording
from calls.recordings import note_recording
from calls.threads import in_database
from calls.voice import twiml
from calls.voice.lines import Line
from calls.voice.request import VoiceRequest
from calls.voice.views import webhook
from tenants.phone import e164
from triage import Speaker

log = structlog.get_logger(__name__)

Answer = Callable[[Line, VoiceRequest, Call], str]


async def _keep_waiting(line: Line, voice: VoiceRequest, why: str) -> str:
    """Those who wait hear no other verbs: when we cannot say how it stands, we say to stay, and are asked again."""
    again = twiml.public(
        f"/twilio/voice/room/wait?line={line.number.replace('+', '%2B')}&call={voice.call_id}&n=2"
    )
    return twiml.wait_on(speech("stays"), again=again)


async def _nothing(line: Line, voice: VoiceRequest, why: str) -> str:
    return twiml.nothing()


@webhook(failing=_keep_waiting)
async def wait(line: Line, voice: VoiceRequest) -> str:
    """One round of waiting, for the caller or for an engineer who came first."""
    return await in_database(_wait, line, voice)


@webhook()
async def enter(line: Line, voice: VoiceRequest) -> str:
    """The caller's line was told to come into the room."""
    return await in_database(_on_his_line, line, voice, _enter)


@webhook()
async def left(line: Line, voice: VoiceRequest) -> str:
    """The caller's Dial is over: he pressed the star, he hung up, or the engineer did."""
    return await in_database(_on_his_line, line, voice, _left)


@webhook()
async def offer(line: Line, voice: VoiceRequest) -> str:
    """The caller's time is up."""
    return await in_database(_on_his_line, line, voice, _offer)


@webhook()
async def choice(line: Line, voice: VoiceRequest) -> str:
    """What the caller wants to do instead of waiting."""
    return await in_database(_on_his_line, line, voice, _choice)


@webhook()
async def message(line: Line, voice: VoiceRequest) -> str:
    """The caller has left his message."""
    return await in_database(_on_his_line, line, voice, _message)


@webhook()
async def back(line: Line, voice: VoiceRequest) -> str:
    """The caller says that he was cut off."""
    return await in_database(_on_his_line, line, voice, _back)


@webhook(failing=_nothing)
async def event(line: Line, voice: VoiceRequest) -> str:
    """What happened in the room, as Twilio tells it beside the lines' own requests. They decide; this is noted."""
    log.info("room_event", call_id=str(voice.call_id), told=voice.event, line=voice.call_sid)
    return twiml.nothing()


def _find(line: Line, voice: VoiceRequest) -> Call | None:
    calls = Call.objects.select_related("tenant", "customer")
    return calls.filter(tenant_id=line.tenant_id, pk=voice.call_id).first() if voice.call_id else None


def _on_his_line(line: Line, voice: VoiceRequest, answer: Answer) -> str:
    """Answer the caller's own line alone: an address for him does nothing on anybody else's."""
    call = _find(line, voice)
    if call is None or call.sid != voice.call_sid:
        log.warning("room_of_another", call_id=str(voice.call_id), line=voice.call_sid)
        return twiml.nothing()
    if voice.is_over:
        _note_message(line, voice)
        finish_call(call.pk, now=timezone.now())
        return twiml.nothing()
    if call.ended_at:
        log.warning("line_outlived_its_call", call_sid=call.sid)
    with speaking(language_named(call.language)):
        return answer(line, voice, call)


def _enter(line: Line, voice: VoiceRequest, call: Call) -> str:
    return _twiml(caller.wait_in_room(call, now=timezone.now(), words=speech("engineer_is_here")), call)


def _left(line: Line, voice: VoiceRequest, call: Call) -> str:
    return _twiml(caller.left_room(call, now=timezone.now()), call)


def _offer(line: Line, voice: VoiceRequest, call: Call) -> str:
    return _twiml(caller.offer(call, now=timezone.now()), call)


def _choice(line: Line, voice: VoiceRequest, call: Call) -> str:
    return _twiml(caller.choose(call, voice.digits, now=timezone.now()), call)


def _back(line: Line, voice: VoiceRequest, call: Call) -> str:
    return _twiml(caller.was_cut_off(call, voice.digits, now=timezone.now()), call)


def _message(line: Line, voice: VoiceRequest, call: Call) -> str:
    _note_message(line, voice)
    bridge = caller.bridge_of(call)
    return _twiml(caller.next_of(bridge, call), call) if bridge else twiml.goodbye(speech("message_kept"))


def _note_message(line: Line, voice: VoiceRequest) -> None:
    recording = note_recording(line, voice, now=timezone.now(), source=Recording.Source.MESSAGE)
    if recording:
        keep_message(recording, now=timezone.now())


def _twiml(what: Next, call: Call) -> str:
    match what.step:
        case Step.ROOM:
            return twiml.caller_room(what.words, call)
        case Step.ADD:
            return twiml.ask(what.words, turn=1 + call.turns.filter(speaker=Speaker.CALLER).count())
        case Step.OFFER:
            return twiml.offer(what.words, call)
        case Step.RECORD:
            unheard = speech("no_message", number=e164(call.from_number))
            return twiml.take_message(what.words, call, otherwise=unheard)
        case Step.CUT_OFF:
            return twiml.choose_or_end(what.words, action=twiml.room_url("back", call))
        case Step.GOODBYE:
            return twiml.goodbye(what.words)


def _wait(line: Line, voice: VoiceRequest) -> str:
    call = _find(line, voice)
    if call is None:
        return twiml.nothing()
    if voice.page:
        words = speech("page_wait_in_vain" if call.ended_at else "page_wait")
        return twiml.wait_on(words, again=twiml.room_url("wait", call, page=voice.page, n=voice.round + 1))
    with speaking(language_named(call.language)):
        words = _status(call, voice.round)
        return twiml.wait_on(words, again=twiml.room_url("wait", call, n=voice.round + 1))


def _status(call: Call, round_number: int) -> str:
    found = caller.status_of(call, now=timezone.now())
    if found is None:
        return speech("stays")
    bridge, is_over_limit = found
    escalation: Escalation = bridge.escalation
    return status_words(bridge, escalation, round_number=round_number, is_over_limit=is_over_limit)
