"""The engineer's side of the telephone: the page that is read out, the key he presses, the text he answers."""

from __future__ import annotations

from django.utils import timezone

from calls.conversation.words import speech
from calls.escalation.acknowledge import acknowledge, note_progress
from calls.escalation.forward import pass_over
from calls.escalation.pages import TAKE_IT, adopt
from calls.models import Escalation, Page
from calls.privacy.outward import outward
from calls.threads import in_database
from calls.voice import twiml
from calls.voice.lines import Line
from calls.voice.request import VoiceRequest
from calls.voice.views import webhook
from tenants.phone import e164

PASS_ON = "9"  # noqa: S105 - a key on the telephone
YES = {TAKE_IT, "ok", "ack", "yes", "on it"}
RANG = {"busy", "no-answer"}
LOST = {"busy", "failed", "no-answer", "canceled", "undelivered"}
DELIVERED = {"delivered", "in-progress"}


@webhook(ours="From")
async def page(line: Line, voice: VoiceRequest) -> str:
    """The engineer picked up: who, what, how bad, and a key to take it. A voicemail box cannot press it."""
    found = await in_database(_page, line, voice)
    if found is None:
        return twiml.goodbye(speech("page_over"))
    words = await in_database(_briefing, found)
    return twiml.ask_key(words, action=f"/twilio/voice/page/key?page={found.pk}")


@webhook(ours="From")
async def page_key(line: Line, voice: VoiceRequest) -> str:
    """The engineer pressed a key on the page."""
    found = await in_database(_page, line, voice)
    if found is None:
        return twiml.goodbye(speech("page_over"))
    return await in_database(_take_key, found, voice.digits)


@webhook(ours="From")
async def page_status(line: Line, voice: VoiceRequest) -> str:
    """How a paging call or text went. `completed` without a key is not an answer: the chain goes on."""
    await in_database(_note, line, voice)
    return twiml.nothing()


@webhook()
async def sms(line: Line, voice: VoiceRequest) -> str:
    """A text comes in: an engineer takes a page."""
    return twiml.text_reply(await in_database(_take_text, line, voice))


def _page(line: Line, voice: VoiceRequest) -> Page | None:
    pages = Page.objects.select_related("escalation__call__customer")
    return pages.filter(tenant_id=line.tenant_id, pk=voice.page).first()


def _briefing(found: Page) -> str:
    return speech("page", summary=outward(found.escalation.call).summary or "A call needs you.")


def _take_key(found: Page, digits: str) -> str:
    if digits == PASS_ON:
        pass_over(found, timezone.now())
        return twiml.goodbye(speech("page_passed_on"))
    if digits != TAKE_IT:
        return twiml.ask_key(speech("page_again"), action=f"/twilio/voice/page/key?page={found.pk}")
    return twiml.goodbye(_take(found, "key pressed on the call"))


def _take(found: Page, how: str) -> str:
    if acknowledge(found, how=how, now=timezone.now()):
        return speech("page_taken", number=found.escalation.call.from_number)
    other = Escalation.objects.get(pk=found.escalation_id)
    return speech("page_taken_before", name=other.acknowledged_by)


def _take_text(line: Line, voice: VoiceRequest) -> str:
    """A text acknowledges the newest page that this number got. Other words change nothing."""
    sender = e164(voice.from_number)
    if voice.text.strip().casefold().rstrip("!.") not in YES or sender is None:
        return speech("sms_unclear")
    mine = Page.objects.filter(tenant_id=line.tenant_id, address=sender, sent_at__isnull=False)
    found = mine.select_related("escalation__call").order_by("-sent_at").first()
    return _take(found, "text message") if found else speech("sms_unclear")


def _note(line: Line, voice: VoiceRequest) -> None:
    if not Page.objects.filter(tenant_id=line.tenant_id, pk=voice.page).exists():
        return
    adopt(voice.page, voice.call_sid, now=timezone.now())
    if voice.status in DELIVERED:
        note_progress(voice.page, Page.State.DELIVERED, now=timezone.now())
    elif voice.status in LOST:
        note_progress(
            voice.page,
            Page.State.FAILED,
            now=timezone.now(),
            error=f"The carrier says: {voice.status}.",
            rang=voice.status in RANG,
        )
