"""Requests that Twilio makes to us: form-encoded and signed over the public address."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

import requests
import structlog
from django.conf import settings

from integrations.errors import never_left
from integrations.sandbox import background
from integrations.sandbox.models import Fault
from integrations.sandbox.twilio.accounts import token_of
from integrations.twilio.signature import sign

log = structlog.get_logger(__name__)

ANSWER_SECONDS = 15.0  # Twilio gives up after as long
LATE_SECONDS = 20.0
REPEATED_AFTER = (1.0, 3.0)
API_VERSION = "2010-04-01"


class WebhookFailed(Exception):
    """Our own webhook did not answer as Twilio needs it."""


def post(url: str, params: dict[str, str], *, account_sid: str) -> str:
    """Post a webhook and return the body of the answer.

    The signature covers the public address; the request itself goes to this machine, where that address may lead
    nowhere. Addresses outside PUBLIC_URL are refused: the sandbox speaks to NightDesk alone.
    """
    url = url.partition("#")[0]
    if not url.startswith(f"{settings.PUBLIC_URL}/"):
        raise WebhookFailed(f"{url} does not lie under {settings.PUBLIC_URL}")
    data = {"AccountSid": account_sid, "ApiVersion": API_VERSION, **params}
    headers = {
        "X-Twilio-Signature": sign(url, data, token_of(account_sid)),
        "I-Twilio-Idempotency-Token": secrets.token_hex(16),
    }
    if settings.PUBLIC_URL.startswith("https://"):
        headers["X-Forwarded-Proto"] = "https"
    there = _here() + url.removeprefix(settings.PUBLIC_URL)
    try:
        answer = _ask(there, data, headers)
    except requests.RequestException as exc:
        raise WebhookFailed(f"{url} did not answer ({type(exc).__name__})") from exc
    if not answer.ok or answer.is_redirect:
        raise WebhookFailed(f"{url} answered {answer.status_code}")
    return answer.text


def _ask(url: str, data: dict[str, str], headers: dict[str, str]) -> requests.Response:
    """Twilio tries once more, and only when no connection came about."""
    with requests.Session() as session:
        session.trust_env = False
        for may_try_again in (True, False):
            try:
                return session.post(
                    url, data=data, headers=headers, timeout=ANSWER_SECONDS, allow_redirects=False
                )
            except requests.ConnectionError as exc:
                if not (may_try_again and never_left(exc)):
                    raise
    raise AssertionError("unreachable")


def notify(url: str, params: dict[str, str], *, account_sid: str) -> None:
    """Post a status callback; nobody hears when it fails, as with Twilio."""
    if not url or Fault.is_on(Fault.Kind.TWILIO_MUTE, account_sid):
        return

    def tell() -> None:
        try:
            post(url, params, account_sid=account_sid)
        except WebhookFailed as exc:
            log.warning("sandbox_callback_failed", why=str(exc))

    if Fault.is_on(Fault.Kind.TWILIO_LATE, account_sid):
        background.after(LATE_SECONDS, tell)
        return
    tell()
    if Fault.is_on(Fault.Kind.TWILIO_REPEATS, account_sid):
        for seconds in REPEATED_AFTER:
            background.after(seconds, tell)


def _here() -> str:
    parts = urlsplit(settings.SANDBOX_DESK_URL or settings.SANDBOX_URL)
    return f"{parts.scheme}://{parts.netloc}"
