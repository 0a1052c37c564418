"""The telephone's webhooks. Every answer is TwiML with status 200; a request that Twilio did not sign is 403."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from calls.bridge.messages import keep_message
from calls.conversation.begin import greet
from calls.conversation.finish import finish_call
from calls.conversation.front_door import keep_message_of_the_door, let_in, let_through
from calls.conversation.greeted import until_stored
from calls.conversation.missed import take_up_missed
from calls.conversation.rescue import rescue
from calls.conversation.turn import take_turn
from calls.conversation.words import speech
from calls.models import Call, Recording
from calls.recordings import note_recording
from calls.threads import in_database
from calls.voice import twiml
from calls.voice.lines import Line, find_line
from calls.voice.refusals import refusals
from calls.voice.request import UNREADABLE, VoiceRequest, plain
from calls.voice.signers import who_signed
from tenants.scope import as_tenant

log = structlog.get_logger(__name__)

TURN_DEADLINE = 9.0  # seconds; Twilio gives up at 15
GREETING_DEADLINE = 3.0
Answer = Callable[[Line, VoiceRequest], Awaitable[str]]
Failing = Callable[[Line, VoiceRequest, str], Awaitable[str]]
View = Callable[[HttpRequest], Coroutine[Any, Any, HttpResponse]]


async def _to_a_human(line: Line, voice: VoiceRequest, why: str) -> str:
    return await rescue(line, voice, why=why)


def webhook(
    *, ours: str = "To", seconds: float = TURN_DEADLINE, failing: Failing = _to_a_human
) -> Callable[[Answer], View]:
    """Wrap an answer into a view that checks who asks, and that answers with a human when the answer fails.

    `seconds` is how long the answer may take before the caller gets a human instead. `ours` names the parameter that
    carries our own number: `To` on calls that come in, `From` on those we make. An address that we handed out may name
    it as `line`, for requests of Twilio's that carry neither. `failing` answers instead where no caller listens.
    """

    def wrap(answer: Answer) -> View:
        @csrf_exempt
        @require_POST
        @wraps(answer)
        async def view(request: HttpRequest) -> HttpResponse:
            try:
                voice = VoiceRequest.read(request)
            except UNREADABLE as exc:
                log.warning("webhook_unreadable", path=request.path, why=type(exc).__name__)
                return HttpResponse(status=400)
            token = await who_signed(request, voice.account_sid)
            if token is None:
                return await _refused(request, voice)
            named = request.GET.get("line", "")
            if not voice.call_sid and not named:
                return HttpResponse(status=400)
            line = await find_line(plain(named or request.POST.get(ours, ""))[:64])
            if not line.accepts(voice.account_sid, token):
                return await _refused(request, voice)
            structlog.contextvars.bind_contextvars(call_sid=voice.call_sid, tenant=line.tenant_name)
            if not line.is_sure:
                return _xml(await failing(line, voice, "the database is away"))
            if not line.is_known:
                log.warning("unknown_number", number=line.number)
                return _xml(twiml.goodbye(speech("apology_unknown_number")))
            with as_tenant(line.tenant_id):
                return _xml(await _in_time(answer, line, voice, seconds, failing))

        return view

    return wrap


async def _refused(request: HttpRequest, voice: VoiceRequest) -> HttpResponse:
    refusals.note(request.path, voice.account_sid)
    await refusals.wait()
    return HttpResponse(status=403)


async def _in_time(answer: Answer, line: Line, voice: VoiceRequest, seconds: float, failing: Failing) -> str:
    try:
        async with asyncio.timeout(seconds):
            await until_stored(line.tenant_id, voice.call_sid)
            return await answer(line, voice)
    except Exception as exc:
        log.exception("turn_failed", path=answer.__name__)
        return await failing(line, voice, type(exc).__name__)


def _xml(body: str) -> HttpResponse:
    return HttpResponse(body, content_type="text/xml")


@webhook(seconds=GREETING_DEADLINE)
async def incoming(line: Line, voice: VoiceRequest) -> str:
    """A call comes in: greet, and wait for nobody outside."""
    return await let_in(line, voice, now=timezone.now())


@webhook()
async def let_me_through(line: Line, voice: VoiceRequest) -> str:
    """A caller beyond the limit says by a key that it cannot wait."""
    return await in_database(let_through, line, voice, now=timezone.now())


@webhook()
async def turn(line: Line, voice: VoiceRequest) -> str:
    """The caller said something, pressed a key, or was silent. A call whose first webhook was lost begins here."""
    if not voice.speech and not voice.digits and voice.turn is None:
        greeting = await greet(line, voice, now=timezone.now())
        if greeting.is_first:
            return greeting.answer
    return await take_turn(line, voice)


async def _nothing(line: Line, voice: VoiceRequest, why: str) -> str:
    """Twilio only told us something: it needs no answer, and no caller hears one."""
    return twiml.nothing()


@webhook(failing=_nothing)
async def status(line: Line, voice: VoiceRequest) -> str:
    """The call's status changed; when it is over, it gets its end, and one that we never heard of its record."""
    if voice.is_over:
        await in_database(_end, line, voice)
    return twiml.nothing()


def _end(line: Line, voice: VoiceRequest) -> None:
    call = Call.objects.filter(tenant_id=line.tenant_id, sid=voice.call_sid).first()
    if call:
        finish_call(call.pk, now=timezone.now())
    else:
        take_up_missed(line, voice, now=timezone.now())


@webhook()
async def fallback(line: Line, voice: VoiceRequest) -> str:
    """Twilio could not use our answer: bring the caller to a human by the shortest way."""
    return await rescue(line, voice, why=f"Twilio error {voice.error_code or 'unknown'}")


@webhook()
async def recorded(line: Line, voice: VoiceRequest) -> str:
    """A message was left after the fallback found nobody."""
    await in_database(_keep, line, voice, Recording.Source.MESSAGE)
    await in_database(keep_message_of_the_door, line, voice, now=timezone.now())
    return twiml.goodbye(speech("message_kept"))


@webhook(failing=_nothing)
async def recording_status(line: Line, voice: VoiceRequest) -> str:
    """Twilio finished a recording: it is noted, so that it can be found and removed in time."""
    await in_database(_keep, line, voice, None)
    return twiml.nothing()


def _keep(line: Line, voice: VoiceRequest, source: Recording.Source | None) -> None:
    recording = note_recording(line, voice, now=timezone.now(), source=source)
    if recording and recording.source == Recording.Source.MESSAGE:
        keep_message(recording, now=timezone.now())
