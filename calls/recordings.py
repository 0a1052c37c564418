"""Recordings as Twilio tells of them, each noted once."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from calls.models import Call, Recording
from calls.voice.lines import Line
from calls.voice.request import VoiceRequest

log = structlog.get_logger(__name__)
SOURCES = {"RecordVerb": Recording.Source.MESSAGE, "Conference": Recording.Source.BRIDGE}


def note_recording(
    line: Line, voice: VoiceRequest, *, now: datetime, source: Recording.Source | None = None
) -> Recording | None:
    """Write down that Twilio keeps a recording of this call; None when there is none to speak of.

    The verb's own webhook and the status callback both tell of a message: the first one makes the row, a later one
    may only know its length better.
    """
    if not voice.recording_sid:
        return None
    call = Call.objects.filter(tenant_id=line.tenant_id, sid=voice.call_sid).first()
    if call is None:
        log.warning("recording_of_no_call", call_sid=voice.call_sid, recording=voice.recording_sid)
        return None
    recording, made = Recording.objects.get_or_create(
        tenant_id=line.tenant_id,
        sid=voice.recording_sid,
        defaults={
            "call": call,
            "account_sid": voice.account_sid,
            "source": source or SOURCES.get(voice.recording_source, Recording.Source.CALL),
            "seconds": voice.recording_seconds,
            "recorded_at": now - timedelta(seconds=voice.recording_seconds),
        },
    )
    if not made and voice.recording_seconds > recording.seconds:
        Recording.objects.filter(pk=recording.pk).update(seconds=voice.recording_seconds)
    return recording
