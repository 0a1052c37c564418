"""Lines that are open now: giving one something else to hear, stopping a phone that rings, asking whether one lives."""

from __future__ import annotations

from collections.abc import Callable

from integrations.twilio.accounts import credentials_for
from integrations.twilio.errors import TwilioError
from integrations.twilio.rest import attempt, client_for
from tenants.models import Tenant

NOT_THERE, NOT_IN_PROGRESS = 20404, 21220
OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})


def redirect_call(tenant: Tenant, sid: str, url: str) -> bool:
    """Have a live call ask `url` what to do next, whatever it was doing. False when the line is closed.

    Only this line changes: others in the same room go on behind their own Dial. Raise a TwilioError when it cannot
    be told.
    """
    client = client_for(credentials_for(tenant))
    return _while_it_lives(lambda: client.calls(sid).update(url=url, method="POST"))


def stop_ringing(tenant: Tenant, sid: str) -> bool:
    """Stop a phone that still rings; one that was answered is left alone. Return whether it was stopped."""
    client = client_for(credentials_for(tenant))
    stopped: list[str] = []
    _while_it_lives(lambda: stopped.append(str(client.calls(sid).update(status="canceled").status)))
    return stopped == ["canceled"]


def is_open(tenant: Tenant, sid: str) -> bool:
    """Whether a line is still open; one that Twilio does not know is closed."""
    client = client_for(credentials_for(tenant))
    try:
        return str(attempt(lambda: client.calls(sid).fetch().status)) not in OVER
    except TwilioError as exc:
        if exc.code == NOT_THERE:
            return False
        raise


def _while_it_lives(change: Callable[[], object]) -> bool:
    try:
        attempt(change)
    except TwilioError as exc:
        if exc.code in (NOT_THERE, NOT_IN_PROGRESS):
            return False
        raise
    return True
