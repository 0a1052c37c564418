"""A call that reads a code out: its answer proves that somebody hears what is said on that number."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from calls.conversation.words import speech
from calls.threads import in_database
from calls.verification import GOOD_FOR, spoken_code
from calls.voice import twiml
from calls.voice.lines import Line
from calls.voice.request import VoiceRequest
from calls.voice.views import webhook
from tenants.models import NumberCode
from tenants.phone import e164

LATE = timedelta(seconds=30)


@webhook(ours="From")
async def read_code(line: Line, voice: VoiceRequest) -> str:
    """Read the code to the number that it was made for, and to no other."""
    return twiml.goodbye(await in_database(_words, line, voice))


def _words(line: Line, voice: VoiceRequest) -> str:
    fresh = NumberCode.objects.filter(tenant_id=line.tenant_id, sent_at__gt=timezone.now() - GOOD_FOR - LATE)
    code = fresh.select_related("tenant").filter(pk=voice.page, number=e164(voice.to_number) or "").first()
    return spoken_code(code) if code else speech("page_over")
