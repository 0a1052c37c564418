"""Twilio's webhook, of a call or a text, read once into plain values."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from tenants.privacy import NOWHERE, Place, place_from

LONGEST_SPEECH = 4000  # Twilio ends a Gather after 60 s of audio; nobody speaks more than this
UNREADABLE = (
    BadRequest,
    SuspiciousOperation,
    MultiPartParserError,
    UnreadablePostError,
    LookupError,
    ValueError,
)
"""What reading a form can end in: too many fields, a broken part, an encoding that is none."""
UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
VOUCHED_FOR = "TN-Validation-Passed-A"
OVER = {"completed", "busy", "failed", "no-answer", "canceled"}


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRequest:
    """What Twilio told us.

    `turn`, `page`, `call_id` and `round` come from the address that we handed out; `key` tells a repeat from a new
    request. `dialled` is how a dialled number ended, `event` what happened in a conference.
    """

    call_sid: str
    account_sid: str
    from_number: str
    to_number: str
    speech: str = ""
    digits: str = ""
    status: str = ""
    turn: int | None = None
    page: int = 0
    text: str = ""
    key: str = ""
    error_code: str = ""
    place: Place = NOWHERE
    recording_sid: str = ""
    recording_seconds: int = 0
    recording_source: str = ""
    call_id: UUID | None = None
    round: int = 1
    dialled: str = ""
    event: str = ""
    opt_out: str = ""
    is_vouched_for: bool = False
    """Whether the carrier that the call began at attests that the number is the caller's own (STIR/SHAKEN, level A)."""

    @classmethod
    def read(cls, request: HttpRequest) -> VoiceRequest:
        form = {name: plain(value) for name, value in request.POST.items() if isinstance(value, str)}
        return cls(
            call_sid=(form.get("CallSid") or form.get("MessageSid", ""))[:64],
            account_sid=form.get("AccountSid", "")[:64],
            from_number=form.get("From", "")[:64],
            to_number=form.get("To", "")[:64],
            speech=" ".join(form.get("SpeechResult", "").split())[:LONGEST_SPEECH],
            digits=form.get("Digits", "")[:32],
            status=form.get("MessageStatus") or form.get("CallStatus", ""),
            turn=_number(request.GET.get("turn", ""), digits=3),
            page=_number(request.GET.get("page", ""), digits=18) or 0,
            text=form.get("Body", "")[:1600],
            key=_key(request),
            error_code=form.get("ErrorCode", "")[:20],
            place=place_from(form.get("FromCountry", ""), form.get("FromState", "")),
            recording_sid=_recording_sid(form),
            recording_seconds=_number(form.get("RecordingDuration", ""), digits=6) or 0,
            recording_source=form.get("RecordingSource", "")[:40],
            call_id=_uuid(request.GET.get("call", "")),
            round=_number(request.GET.get("n", ""), digits=5) or 1,
            dialled=form.get("DialCallStatus", "")[:20],
            event=form.get("StatusCallbackEvent", "")[:40],
            opt_out=form.get("OptOutType", "")[:10],
            is_vouched_for=form.get("StirVerstat", "").startswith(VOUCHED_FOR),
        )

    @property
    def is_over(self) -> bool:
        return self.status in OVER


def plain(text: str) -> str:
    """Leave out what neither Postgres nor TwiML, which is XML 1.0, can carry."""
    return UNWRITABLE.sub("", text)


def _number(text: str, *, digits: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _recording_sid(form: dict[str, str]) -> str:
    """The Record verb tells the recording's address alone, which ends with its id; a status callback tells both."""
    told = form.get("RecordingSid") or form.get("RecordingUrl", "").rstrip("/").rpartition("/")[2]
    return told.partition(".")[0][:64] if told.startswith("RE") else ""


def _key(request: HttpRequest) -> str:
    """Twilio sends one token for all tries of a request; without it the form itself tells a repeat."""
    token = request.headers.get("I-Twilio-Idempotency-Token", "")
    material = token or f"{request.get_full_path()} {sorted(request.POST.items())}"
    return hashlib.sha256(material.encode()).hexdigest()[:32]
