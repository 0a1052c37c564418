"""What Twilio itself keeps of a call, looked up and deleted: recordings, texts, the call's own record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from twilio.rest import Client

from integrations.twilio.accounts import credentials_of
from integrations.twilio.errors import TwilioError
from integrations.twilio.rest import attempt, client_for
from tenants.models import Tenant

NOT_THERE = 20404
MOST_OF_A_CALL = 100  # recordings; a call has one, and one more for a message


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """A recording at Twilio. `seconds` is 0 until it is complete."""

    sid: str
    status: str
    source: str
    started_at: datetime | None
    seconds: int


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
