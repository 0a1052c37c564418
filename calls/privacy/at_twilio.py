"""What Twilio keeps of a call, removed there before it is forgotten here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from calls.models import Alarm, Call, Page, Recording
from integrations.twilio import recordings as twilio
from integrations.twilio.errors import TwilioError
from tenants.models.people import Method

Remove = Callable[[], bool]


def remove_recording(recording: Recording) -> str:
    """Delete a recording at Twilio. Return "" when it is gone, or why it stays for good; a fault that heals is raised."""
    return _removed(
        lambda: twilio.delete_recording(
            recording.tenant, account_sid=recording.account_sid, sid=recording.sid
        )
    )


def remove_all(call: Call) -> list[str]:
    """Delete all that Twilio keeps of a call: recordings, also those nobody told us of, texts, its own record.

    Return what stays there for good, each with the reason; a TwilioError that heals is raised.
    """
    return [f"{name}: {why}" for name, remove in _kept(call) if (why := _removed(remove))]


def _kept(call: Call) -> Iterator[tuple[str, Remove]]:
    tenant, account = call.tenant, call.account_sid
    known = {recording.sid: recording.account_sid for recording in call.recordings.filter(removed_at=None)}
    for sid in _recordings_at(call):
        known.setdefault(sid, account)
    for sid, holder in known.items():
        yield (
            f"recording {sid}",
            lambda sid=sid, holder=holder: twilio.delete_recording(tenant, account_sid=holder, sid=sid),  # type: ignore[misc]
        )
    for sid in _texts_of(call):
        yield f"text {sid}", lambda sid=sid: twilio.delete_text(tenant, account_sid=account, sid=sid)  # type: ignore[misc]
    if call.sid.startswith("CA"):
        yield f"call {call.sid}", lambda: twilio.delete_call(tenant, account_sid=account, sid=call.sid)


def _recordings_at(call: Call) -> list[str]:
    try:
        found = twilio.recordings_of(call.tenant, account_sid=call.account_sid, call_sid=call.sid)
    except TwilioError as exc:
        if not exc.permanent:
            raise
        return []
    return [recording.sid for recording in found]


def _texts_of(call: Call) -> list[str]:
    """Texts to engineers and alarm contacts tell who called about what."""
    pages = Page.objects.filter(escalation__call=call, method=Method.SMS).exclude(provider_id="")
    alarms = Alarm.objects.filter(call=call, method=Method.SMS).exclude(provider_id="")
    return [*pages.values_list("provider_id", flat=True), *alarms.values_list("provider_id", flat=True)]


def _removed(remove: Remove) -> str:
    try:
        remove()
    except TwilioError as exc:
        if not exc.permanent:
            raise
        return str(exc)
    return ""
