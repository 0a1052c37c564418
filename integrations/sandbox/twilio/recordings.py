"""The stand-in's recordings: begun, completed with a signed callback, listed, played as a tone, deleted."""

from __future__ import annotations

import io
import math
import struct
import wave

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from integrations.sandbox import background
from integrations.sandbox.models import Recording
from integrations.sandbox.twilio import answers, webhooks
from integrations.sandbox.twilio.accounts import new_sid
from integrations.sandbox.twilio.answers import Refusal

RATE, PITCH, LOUDNESS = 8000, 440, 9000
LONGEST_TONE = 5  # seconds; whoever listens has understood by then
SHORTEST = 1


def begin(
    account: str, call_sid: str, *, source: str, callback_url: str = "", channels: int = 1
) -> Recording:
    """Start to record a call. Calls that came in are no rows of the stand-in, so any CallSid will do."""
    return Recording.objects.create(
        sid=new_sid("RE"),
        account_sid=account,
        call_sid=call_sid,
        source=source,
        channels=channels,
        callback_url=callback_url,
    )


def complete(recording: Recording, seconds: int | None = None) -> None:
    """End a recording once, and tell the callback as Twilio does when the file is there."""
    length = seconds or max(SHORTEST, round((timezone.now() - recording.created_at).total_seconds()))
    taken = Recording.objects.filter(pk=recording.pk, status="in-progress").update(
        status="completed", seconds=length
    )
    if not taken:
        return
    recording.refresh_from_db()
    background.later(
        lambda: webhooks.notify(recording.callback_url, facts(recording), account_sid=recording.account_sid)
    )


def facts(recording: Recording) -> dict[str, str]:
    """What a recording's status callback says."""
    address = answers.recording(recording)["media_url"]
    return {
        "CallSid": recording.call_sid,
        "RecordingSid": recording.sid,
        "RecordingUrl": str(address),
        "RecordingStatus": recording.status,
        "RecordingDuration": str(recording.seconds),
        "RecordingChannels": str(recording.channels),
        "RecordingSource": recording.source,
    }


def of_call(request: HttpRequest, account: str, sid: str) -> answers.Json:
    return _page(request, Recording.objects.filter(account_sid=account, call_sid=sid))


def of_account(request: HttpRequest, account: str) -> answers.Json:
    rows = Recording.objects.filter(account_sid=account)
    if call_sid := request.GET.get("CallSid"):
        rows = rows.filter(call_sid=call_sid)
    return _page(request, rows)


def start(request: HttpRequest, account: str, sid: str) -> answers.Json:
    made = begin(
        account,
        sid,
        source="StartCallRecordingAPI",
        callback_url=request.POST.get("RecordingStatusCallback", ""),
        channels=2 if request.POST.get("RecordingChannels") == "dual" else 1,
    )
    return answers.recording(made)


def change(request: HttpRequest, account: str, call: str, sid: str) -> answers.Json:
    """Twilio stops a recording that is told `stopped`; here that completes it."""
    recording = _recording(account, sid)
    if recording.call_sid != call:
        raise _missing(sid)
    if request.POST.get("Status") != "stopped":
        raise Refusal(400, 20001, "Status must be stopped.")
    complete(recording)
    return answers.recording(_recording(account, sid))


def read(request: HttpRequest, account: str, sid: str) -> answers.Json:
    return answers.recording(_recording(account, sid))


def delete(request: HttpRequest, account: str, sid: str) -> HttpResponse:
    _recording(account, sid).delete()
    return HttpResponse(status=204)


def play(request: HttpRequest, account: str, sid: str) -> HttpResponse:
    recording = _recording(account, sid)
    if recording.status != "completed":
        raise _missing(sid)
    return HttpResponse(_tone(min(recording.seconds, LONGEST_TONE)), content_type="audio/x-wav")


def _recording(account: str, sid: str) -> Recording:
    found = Recording.objects.filter(account_sid=account, sid=sid).first()
    if found is None:
        raise _missing(sid)
    return found


def _missing(sid: str) -> Refusal:
    return Refusal(404, 20404, f"The requested resource /Recordings/{sid} was not found")


def _page(request: HttpRequest, rows: QuerySet[Recording]) -> answers.Json:
    size = request.GET.get("PageSize", "50")
    return answers.page(
        "recordings",
        [answers.recording(row) for row in rows],
        int(size) if size.isdecimal() else 50,
    )


def _tone(seconds: int) -> bytes:
    wav = io.BytesIO()
    with wave.open(wav, "wb") as sound:
        sound.setparams((1, 2, RATE, 0, "NONE", "not compressed"))
        wave_of = (round(LOUDNESS * math.sin(2 * math.pi * PITCH * n / RATE)) for n in range(RATE * seconds))
        sound.writeframes(b"".join(struct.pack("<h", value) for value in wave_of))
    return wav.getvalue()
