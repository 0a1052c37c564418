"""When a turn fails for whatever reason: escalate in the database if there is one, and ring the people on call."""

from __future__ import annotations

import asyncio
import contextlib
from functools import partial

import structlog
from django.db import Error as DatabaseError
from django.db import transaction
from django.utils import timezone

from calls.conversation.begin import begin_call
from calls.conversation.handover import hand_to_human
from calls.conversation.words import speech
from calls.models import Call
from calls.steps import run
from calls.threads import in_database
from calls.voice import twiml
from calls.voice.lines import Line
from calls.voice.request import VoiceRequest

log = structlog.get_logger(__name__)


_recordings = set[asyncio.Future[None]]()  # an event loop alone does not hold on to them
RECORD_SECONDS = 2.5  # Twilio gives up at 15 s, and the turn may have used most of them


async def rescue(line: Line, voice: VoiceRequest, *, why: str) -> str:
    """Return TwiML that brings the caller to a human. Needs neither the model nor the broker, nor the database."""
    recording = asyncio.ensure_future(in_database(_escalate, line, voice, why))
    _recordings.add(recording)
    recording.add_done_callback(partial(_recorded, voice.call_sid))
    with contextlib.suppress(DatabaseError, TimeoutError):
        async with asyncio.timeout(RECORD_SECONDS):
            await asyncio.shield(recording)  # it is written all the same when the caller waits no longer
    return twiml.connect(speech("apology_dial"), line.ring, caller_id=voice.to_number)


def _recorded(call_sid: str, recording: asyncio.Future[None]) -> None:
    _recordings.discard(recording)
    if not recording.cancelled() and (exc := recording.exception()):
        log.error("rescue_without_database", call_sid=call_sid, why=type(exc).__name__)


@transaction.atomic
def _escalate(line: Line, voice: VoiceRequest, why: str) -> None:
    if not line.is_known:
        return
    now = timezone.now()
    run(begin_call(line, voice, now=now))
    call = Call.objects.get(tenant_id=line.tenant_id, sid=voice.call_sid)
    hand_to_human(call, why=f"The desk could not answer: {why}.", now=now)
