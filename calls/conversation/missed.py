"""A call that we first hear of when it is over: the desk was away, and Twilio's fallback served the caller as well as it could."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction

from calls.conversation.begin import begin_at_the_door
from calls.conversation.finish import finish_call
from calls.conversation.handover import hand_to_human
from calls.models import Call
from calls.steps import run
from calls.voice.lines import Line
from calls.voice.request import VoiceRequest

log = structlog.get_logger(__name__)
WHY = "The desk was away during this call, and nobody here knows whether Twilio's fallback reached a human."


@transaction.atomic
def take_up_missed(line: Line, voice: VoiceRequest, *, now: datetime) -> None:
    """Give it its record, its page and its ticket, once: what was said is known to nobody, so doubt decides."""
    log.error("call_missed", call_sid=voice.call_sid, tenant=line.tenant_name)
    run(begin_at_the_door(line, voice, words="", answer="", now=now))
    call = Call.objects.get(tenant_id=line.tenant_id, sid=voice.call_sid)
    hand_to_human(call, why=WHY, now=now)
    finish_call(call.pk, now=now)
