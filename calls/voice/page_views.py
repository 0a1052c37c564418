"""The engineer's side of the telephone: the page that is read out, and the keys with which he takes it or passes it on."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.utils import timezone

from calls.bridge import engineer
from calls.bridge.caller import is_on_the_line
from calls.bridge.engineer import Outcome
from calls.conversation.words import speech
from calls.escalation.acknowledge import note_progress
from calls.escalation.briefing import briefing_of
from calls.escalation.callers import mute_is_offered
from calls.escalation.events import Kind, note
from calls.escalation.pages import TAKE_IT, adopt
from calls.models import Escalation, Page
from calls.threads import in_database
from calls.voice import twiml
from calls.voice.lines import Line
from calls.voice.request import VoiceRequest
from calls.voice.views import webhook

log = structlog.get_logger(__name__)

MUTE = "5"
PASS_ON = "9"  # noqa: S105 - a key on the telephone
RANG = {"busy", "no-answer"}
LOST = {"busy", "failed", "no-answer", "canceled", "undelivered"}
DELIVERED = {"delivered", "in-progress"}
Answer = Callable[[VoiceRequest, Page], str]


async def _ask_again(line: Line, voice: VoiceRequest, why: str) -> str:
    """When we cannot note an engineer's key, he is asked for it again: nobody else picked up this phone."""
    return twiml.ask_key(speech("page_trouble"), action=f"/twilio/voice/page/key?page={voice.page}")


async def _nothing(line: Line, voice: VoiceRequest, why: str) -> str:
    return twiml.nothing()


@webhook(ours="From", failing=_ask_again)
async def page(line: Line, voice: VoiceRequest) -> str:
    """The engineer picked up: who, what, how bad, and a key to take it. A voicemail box cannot press it."""
    return await in_database(_on_his_line, line, voice, _brief)


@webhook(ours="From", failing=_ask_again)
async def page_key(line: Line, voice: VoiceRequest) -> str:
    """The engineer pressed a key on the page."""
    return await in_database(_on_his_line, line, voice, _take_key)


@webhook(ours="From", failing=_ask_again)
async def page_call(line: Line, voice: VoiceRequest) -> str:
    """The engineer wants to be connected with a caller who has hung up."""
    return await in_database(_on_his_line, line, voice, _call_caller)


@webhook(ours="From", failing=_ask_again)
async def page_called(line: Line, voice: VoiceRequest) -> str:
    """The call to the caller, on the engineer's line, is over."""
    return await in_database(_on_his_line, line, voice, _called)


@webhook(ours="From", failing=_ask_again)
async def page_after(line: Line, voice: VoiceRequest) -> str:
    """The engineer is out of the caller's room and still on the line."""
    return await in_database(_on_his_line, line, voice, _after)


@webhook(ours="From", failing=_nothing)
async def page_status(line: Line, voice: VoiceRequest) -> str:
    """How a paging call or text went. `completed` without a key is not an answer: the chain goes on."""
    await in_database(_note, line, voice)
    return twiml.nothing()


def _page(line: Line, voice: VoiceRequest) -> Page | None:
    pages = Page.objects.select_related("escalation__call__customer", "escalation__call__tenant")
    return pages.filter(tenant_id=line.tenant_id, pk=voice.page).first()


def _on_his_line(line: Line, voice: VoiceRequest, answer: Answer) -> str:
    """Answer on a line to the engineer's phone alone: the caller's own cannot press his key, nor any that is closed."""
    found = _page(line, voice)
    if found is None or voice.call_sid == found.escalation.call.sid:
        log.warning("page_of_another", page=voice.page, line=voice.call_sid)
        return twiml.goodbye(speech("page_over"))
    return answer(voice, found)


def _brief(voice: VoiceRequest, page: Page) -> str:
    escalation = page.escalation
    key = f"/twilio/voice/page/key?page={page.pk}"
    if escalation.state == Escalation.State.ACKNOWLEDGED:
        if escalation.acknowledged_by != page.person_name:
            return twiml.goodbye(speech("page_taken_before", name=escalation.acknowledged_by))
        return _brief_again(page, key)
    brief = briefing_of(page)
    return twiml.ask_key(speech("page", brief=brief.spoken(), can_mute=brief.can_mute), action=key)


def _brief_again(page: Page, key: str) -> str:
    """It is his already: he is connected by one key, or the caller, who has hung up, is dialled for him."""
    call = page.escalation.call
    waits = is_on_the_line(call)
    words = speech("page_yours", waits=waits, customer=call.customer.name if call.customer else "")
    if waits or engineer.number_to_call(call) is None:
        return twiml.ask_key(words, action=key)
    return twiml.ask_key(words, action=f"/twilio/voice/page/call?page={page.pk}")


def _take_key(voice: VoiceRequest, page: Page) -> str:
    now = timezone.now()
    if voice.digits == PASS_ON:
        result = engineer.pass_on(page, now=now, provider_id=voice.call_sid)
        words = speech("page_taken_before", name=result.by) if result.by else speech("page_passed_on")
        return twiml.goodbye(words)
    mutes = voice.digits == MUTE and mute_is_offered(page.escalation)
    if voice.digits != TAKE_IT and not mutes:
        return twiml.ask_key(speech("page_again"), action=f"/twilio/voice/page/key?page={page.pk}")
    takes = engineer.mute if mutes else engineer.take
    result = takes(page, how="key pressed on the call", now=now, provider_id=voice.call_sid)
    match result.outcome:
        case Outcome.TAKEN:
            return _bring_together(voice, page)
        case Outcome.TAKEN_BEFORE:
            return twiml.goodbye(speech("page_taken_before", name=result.by))
        case Outcome.OVER | Outcome.PASSED_ON:
            return twiml.goodbye(speech("page_over"))


def _bring_together(voice: VoiceRequest, page: Page) -> str:
    """He has it: into the caller's room, or, when the caller is gone, a key to call him."""
    call = page.escalation.call
    if engineer.join(page, voice.call_sid, now=timezone.now()):
        return twiml.engineer_room(speech("page_joining"), call, page=page.pk)
    number = engineer.number_to_call(call)
    if number is None:
        return twiml.goodbye(speech("page_taken", number=""))
    return twiml.choose_or_end(
        speech("page_taken", number=spelled(number)),
        action=twiml.public(f"/twilio/voice/page/call?page={page.pk}"),
    )


def _call_caller(voice: VoiceRequest, page: Page) -> str:
    """He pressed the key to call: only who has the call may, and only the caller's own number is dialled."""
    if voice.digits == PASS_ON:
        return _take_key(voice, page)
    escalation, number = page.escalation, engineer.number_to_call(page.escalation.call)
    if voice.digits != TAKE_IT or number is None or escalation.acknowledged_by != page.person_name:
        return twiml.goodbye(speech("page_over"))
    return twiml.ring_caller(
        speech("page_calling"), number, page=page.pk, caller_id=escalation.call.to_number
    )


def _called(voice: VoiceRequest, page: Page) -> str:
    note(
        page.escalation,
        Kind.CALLED_BACK,
        now=timezone.now(),
        page=page,
        provider_id=voice.call_sid,
        detail=voice.dialled,
    )
    if voice.is_over or voice.dialled in ("completed", "answered"):
        return twiml.nothing()
    again = twiml.public(f"/twilio/voice/page/call?page={page.pk}")
    return twiml.choose_or_end(speech("page_not_reached"), action=again)


def _after(voice: VoiceRequest, page: Page) -> str:
    engineer.left(page, voice.call_sid, now=timezone.now(), line_closed=False)
    if voice.is_over:
        return twiml.nothing()
    page.escalation.refresh_from_db()
    is_his = page.escalation.acknowledged_by == page.person_name
    return twiml.choose_or_end(
        speech("page_after", is_his=is_his), action=twiml.public(f"/twilio/voice/page/key?page={page.pk}")
    )


def spelled(number: str) -> str:
    """A number as it is read out: digit by digit, an American one without its country code."""
    digits = number.removeprefix("+1") if number.startswith("+1") and len(number) == 12 else number[1:]
    groups = [digits[:3], digits[3:6], digits[6:]] if len(digits) == 10 else [digits]
    return ", ".join(" ".join(group) for group in groups)


def _note(line: Line, voice: VoiceRequest) -> None:
    found = _page(line, voice)
    if found is None:
        return
    now = timezone.now()
    adopt(found.pk, voice.call_sid, now=now)
    found.refresh_from_db(fields=["provider_id"])
    if voice.status == "completed":
        engineer.left(found, voice.call_sid, now=now, line_closed=True)
    elif voice.call_sid != found.provider_id and found.provider_id:
        return  # a line that we opened besides, to connect him: it says nothing about the page
    elif voice.status in DELIVERED:
        note_progress(found.pk, Page.State.DELIVERED, now=now)
    elif voice.status in LOST:
        note_progress(
            found.pk,
            Page.State.FAILED,
            now=now,
            error=f"The carrier says: {voice.status}.",
            rang=voice.status in RANG,
        )
