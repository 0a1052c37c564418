"""Texts that come in: an engineer takes a page or passes it on, by its code. Other words change nothing."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db.models import QuerySet
from django.utils import timezone

from calls.bridge import engineer
from calls.bridge.caller import is_on_the_line
from calls.bridge.engineer import Outcome, Result
from calls.conversation.words import speech
from calls.escalation.alarms import raise_alarm
from calls.escalation.codes import CODE_LIVES, Answer, Verb, read_answer, written
from calls.escalation.events import Kind, note
from calls.escalation.forward import call_forward
from calls.models import Escalation, Page
from calls.privacy.outward import outward, outward_number
from calls.threads import in_database
from calls.voice import twiml
from calls.voice.lines import Line
from calls.voice.request import VoiceRequest
from calls.voice.views import webhook
from tenants.phone import e164

log = structlog.get_logger(__name__)

OPEN = (Escalation.State.OPEN, Escalation.State.EXHAUSTED)


async def _nothing(line: Line, voice: VoiceRequest, why: str) -> str:
    return twiml.nothing()


@webhook(failing=_nothing)
async def sms(line: Line, voice: VoiceRequest) -> str:
    """A text comes in."""
    return twiml.text_reply(await in_database(_answer, line, voice))


def _answer(line: Line, voice: VoiceRequest) -> str:
    """Return what is texted back; "" where Twilio has answered by itself, or nobody should."""
    now, sender, answer = timezone.now(), e164(voice.from_number), read_answer(voice.text)
    if sender is None:
        return ""
    pages = _pages_of(line, sender, now)
    if answer.verb is Verb.STOP or voice.opt_out == "STOP":
        _stopped(line, sender, pages, now)
        return ""
    if answer.verb is Verb.TWILIOS or voice.opt_out == "HELP":
        return ""
    return _act(answer, pages, voice.call_sid, now)


def _pages_of(line: Line, sender: str, now: datetime) -> QuerySet[Page]:
    """What this phone was paged for lately by this tenant, newest first. Nobody else's page can be answered by it."""
    pages = Page.objects.filter(
        tenant_id=line.tenant_id,
        address=sender,
        sent_at__isnull=False,
        escalation__started_at__gt=now - CODE_LIVES,
    )
    return pages.select_related("escalation__call__tenant", "escalation__call__customer").order_by("-sent_at")


def _act(answer: Answer, pages: QuerySet[Page], message_sid: str, now: datetime) -> str:
    open_now = _open(pages)
    if answer.verb is Verb.UNCLEAR:
        return speech("sms_unclear", open=_told(open_now))
    page = _meant(answer, pages, open_now)
    if page is None and answer.code is not None:
        return _wrong_code(answer.code, pages, open_now, message_sid, now)
    if page is None:
        return speech("sms_which" if open_now else "sms_unclear", open=_told(open_now))
    if answer.verb is Verb.PASS:
        return _said(engineer.pass_on(page, now=now, provider_id=message_sid), page)
    return _said(engineer.take_from_afar(page, how="text message", now=now, provider_id=message_sid), page)


def _open(pages: QuerySet[Page]) -> list[Page]:
    """One page for each call that is still nobody's."""
    found = pages.filter(escalation__state__in=OPEN)
    return list({page.escalation_id: page for page in reversed(found)}.values())


def _meant(answer: Answer, pages: QuerySet[Page], open_now: list[Page]) -> Page | None:
    """The page that a text means: by its code, or the only one there is. A late answer means the last one."""
    if answer.code is not None and (open_now or pages.exclude(code=None).exists()):
        coded = pages.filter(code=answer.code).first()
        return coded or _uncoded(answer.code, open_now)
    if open_now:
        return open_now[0] if len(open_now) == 1 else None
    return pages.first()


def _uncoded(code: int, open_now: list[Page]) -> Page | None:
    """Whoever was rung, and has no text with a code, may still answer by the first key that comes to his mind."""
    return open_now[0] if code == 1 and len(open_now) == 1 and open_now[0].code is None else None


def _told(pages: list[Page]) -> list[dict[str, str]]:
    return [{"code": written(page.code or 1), "what": _what(page)} for page in pages]


def _what(page: Page) -> str:
    call = outward(page.escalation.call)
    customer = call.customer.name if call.customer else "an unknown customer"
    return f"{customer}: {call.first_words[:60]}" if call.first_words else customer


def _wrong_code(
    code: int, pages: QuerySet[Page], open_now: list[Page], message_sid: str, now: datetime
) -> str:
    for page in open_now:
        note(page.escalation, Kind.WRONG_CODE, now=now, page=page, provider_id=message_sid, detail=str(code))
    return speech("sms_wrong_code", code=written(code), open=_told(open_now))


def _said(result: Result, page: Page) -> str:
    call = page.escalation.call
    at = result.at.astimezone(call.tenant.zone).strftime("%H:%M") if result.at else ""
    number = outward_number(call)
    match result.outcome:
        case Outcome.TAKEN if result.is_new:
            return speech("sms_taken", rings=is_on_the_line(call), number=number)
        case Outcome.TAKEN:
            return speech("sms_yours", at=at, number=number)
        case Outcome.TAKEN_BEFORE:
            return speech("sms_taken_before", name=result.by, at=at)
        case Outcome.PASSED_ON:
            return speech("sms_passed_on")
        case Outcome.OVER:
            return speech("sms_over")


def _stopped(line: Line, sender: str, pages: QuerySet[Page], now: datetime) -> None:
    """No text reaches this phone any more: the next person is woken now, and those in charge hear of it."""
    log.warning("texts_stopped", tenant_id=str(line.tenant_id))
    for page in _open(pages):
        note(page.escalation, Kind.STOPPED, now=now, page=page)
        call_forward(page, now)
    name = pages.values_list("person_name", flat=True).first()
    if name:
        raise_alarm(
            line.tenant_id,
            key=f"stopped:{sender}:{now:%Y-%m-%d}",
            subject=f"{name} has stopped our texts",
            body=f"{name} answered STOP to {line.number}, so texts from it reach this phone no more. Ask for START "
            "to that number, or page by phone call.",
            now=now,
        )
