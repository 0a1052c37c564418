"""What Twilio itself keeps of a call, looked up, fetched and deleted: recordings, texts, the call's own record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

import requests
from django.conf import settings
from twilio.rest import Client

from integrations.twilio.accounts import credentials_of
from integrations.twilio.errors import TwilioError, error_for
from integrations.twilio.rest import attempt, client_for
from tenants.models import Tenant
from tenants.psa_address import LOOPBACK

NOT_THERE = 20404
SOUND_SECONDS = (3.0, 20.0)  # to connect, and between two pieces
LARGEST_SOUND = 20_000_000  # bytes; three minutes as WAV are three million
MOST_OF_A_CALL = 100  # recordings; a call has one, and one more for a message


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """A recording at Twilio. `seconds` is 0 until it is complete."""

    sid: str
    status: str
    source: str
    started_at: datetime | None
    seconds: int


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording's bytes, and what they are."""

    content: bytes
    content_type: str


def recordings_of(tenant: Tenant, *, account_sid: str, call_sid: str) -> list[RecordingFacts]:
    """Return the recordings of a call that Twilio still has. Raise a TwilioError when it cannot be asked."""
    client = _client(tenant, account_sid)
    found = attempt(lambda: client.recordings.list(call_sid=call_sid, limit=MOST_OF_A_CALL))
    return [
        RecordingFacts(str(r.sid), str(r.status), str(r.source), r.start_time, _seconds(r.duration))
        for r in found
    ]


def delete_recording(tenant: Tenant, *, account_sid: str, sid: str) -> bool:
    """Delete a recording with its audio. False when it was gone already; a TwilioError otherwise."""
    client = _client(tenant, account_sid)
    return _deleted(lambda: client.recordings(sid).delete())


def delete_text(tenant: Tenant, *, account_sid: str, sid: str) -> bool:
    """Delete a text message with its body. False when it was gone already; a TwilioError otherwise."""
    client = _client(tenant, account_sid)
    return _deleted(lambda: client.messages(sid).delete())


def delete_call(tenant: Tenant, *, account_sid: str, sid: str) -> bool:
    """Delete Twilio's record of a call, with both numbers. False when it was gone already; a TwilioError otherwise."""
    client = _client(tenant, account_sid)
    return _deleted(lambda: client.calls(sid).delete())


def _client(tenant: Tenant, account_sid: str) -> Client:
    return client_for(credentials_of(tenant, account_sid))


def _deleted(delete: Callable[[], bool]) -> bool:
    try:
        return attempt(delete)
    except TwilioError as exc:
        if exc.code == NOT_THERE:
            return False
        raise


def _seconds(duration: object) -> int:
    text = str(duration or "0")
    return int(text) if text.isdigit() else 0


def fetch_sound(tenant: Tenant, *, account_sid: str, sid: str) -> Sound | None:
    """Fetch a recording with our login. None when Twilio has it no more, or not yet; a TwilioError otherwise."""
    login = credentials_of(tenant, account_sid)
    address = f"{settings.TWILIO_API_URL}/2010-04-01/Accounts/{login.account_sid}/Recordings/{quote(sid, safe='')}.wav"
    with requests.Session() as session:
        session.trust_env = urlsplit(address).hostname not in LOOPBACK
        answer = attempt(
            lambda: session.get(
                address, auth=(login.account_sid, login.auth_token), timeout=SOUND_SECONDS, stream=True
            )
        )
        if answer.status_code == requests.codes.not_found:
            return None
        if not answer.ok:
            raise error_for(answer.status_code, None, f"The recording cannot be had ({answer.status_code}).")
        return attempt(lambda: _read(answer))


def _read(answer: requests.Response) -> Sound:
    content = bytearray()
    for chunk in answer.iter_content(65_536):
        content += chunk
        if len(content) > LARGEST_SOUND:
            raise error_for(413, None, "The recording is larger than any message we take.")
    return Sound(bytes(content), answer.headers.get("Content-Type", "audio/x-wav"))
