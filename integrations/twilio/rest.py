"""Texts and calls through Twilio's REST API, one attempt each. Twilio has no idempotency key: see `find_sent`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from integrations.errors import never_left, retry_after
from integrations.twilio.accounts import TwilioCredentials, credentials_for
from integrations.twilio.errors import BadDestination, Unavailable, error_for
from tenants.models import Tenant
from tenants.models.people import Method
from tenants.phone import costly
from tenants.psa_address import LOOPBACK

T = TypeVar("T")

REQUEST_SECONDS = 6.0  # an attempt is two requests at most, and has to end before its lease
RING_SECONDS = 25  # a mobile's voicemail takes over at 20 to 30
CALL_EVENTS = ["initiated", "ringing", "answered", "completed"]
BODY_LENGTH = 1600
RECENT = 50
CLOCK_SKEW = timedelta(seconds=5)  # Twilio's clock and ours; its times are whole seconds


def send_sms(tenant: Tenant, *, to: str, sender: str, body: str, callback_url: str) -> str:
    """Send a text and return Twilio's id for it. Raise a TwilioError otherwise."""
    _refuse_costly(to)
    client = client_for(credentials_for(tenant))
    return attempt(
        lambda: str(
            client.messages.create(
                to=to, from_=sender, body=body[:BODY_LENGTH], status_callback=callback_url
            ).sid
        )
    )


def place_call(
    tenant: Tenant, *, to: str, sender: str, url: str, callback_url: str, timeout: int = RING_SECONDS
) -> str:
    """Ring a phone and return Twilio's id for the call; when it is answered, Twilio asks `url` what to say."""
    _refuse_costly(to)
    client = client_for(credentials_for(tenant))
    return attempt(
        lambda: str(
            client.calls.create(
                to=to,
                from_=sender,
                url=url,
                method="POST",
                status_callback=callback_url,
                status_callback_method="POST",
                status_callback_event=CALL_EVENTS,
                timeout=timeout,
            ).sid
        )
    )


def _refuse_costly(number: str) -> None:
    """The last guard: whatever went wrong before, a premium or satellite number is not dialled at our cost."""
    if why := costly(number):
        raise BadDestination(f"{number} is not reached at our cost: {why}.", code=None)


def find_sent(
    tenant: Tenant, kind: str, *, to: str, since: datetime, marker: str, besides: Collection[str] = ()
) -> str | None:
    """Return the id of a text or call that an attempt without an answer did send after all, or None.

    A text is ours when it holds `marker`, which must be unique to it. A call shows no content in Twilio's list, so
    the first one placed to this number after `since` counts. `besides`: ids that belong to other attempts.
    """
    client = client_for(credentials_for(tenant))
    earliest = since - CLOCK_SKEW
    if Method(kind) is Method.VOICE:
        calls = attempt(lambda: client.calls.list(to=to, limit=RECENT))
        return _first(calls, earliest, besides, lambda call: str(call.direction) == "outbound-api")
    texts = attempt(lambda: client.messages.list(to=to, limit=RECENT))
    return _first(texts, earliest, besides, lambda text: marker in str(text.body or ""))


def status_of(tenant: Tenant, kind: str, sid: str) -> str:
    """Return what Twilio says of a text or call that it took: one of its statuses."""
    client = client_for(credentials_for(tenant))
    if Method(kind) is Method.VOICE:
        return str(attempt(lambda: client.calls(sid).fetch()).status)
    return str(attempt(lambda: client.messages(sid).fetch()).status)


def _first(
    items: Iterable[Any], earliest: datetime, besides: Collection[str], ours: Callable[[Any], bool]
) -> str | None:
    """Of the matching items the oldest: the one our attempt made."""
    fresh = (item for item in items if item.date_created and item.date_created >= earliest)
    found = [item for item in fresh if ours(item) and item.sid not in besides]
    return str(min(found, key=lambda item: item.date_created).sid) if found else None


def attempt(action: Callable[[], T]) -> T:
    """Run one request and translate what goes wrong."""
    try:
        return action()
    except TwilioRestException as exc:
        raise error_for(exc.status, exc.code or None, str(exc.msg)) from exc
    except requests.RequestException as exc:
        raise _no_answer(uncertain=not never_left(exc)) from exc
    except (TwilioException, ValueError, KeyError) as exc:
        raise _no_answer(uncertain=True) from exc


def _no_answer(*, uncertain: bool) -> Unavailable:
    return Unavailable("Twilio does not answer.", code=None, permanent=False, uncertain=uncertain)


def client_for(credentials: TwilioCredentials) -> Client:
    """Everything is passed: the SDK would read missing parts from the environment, which is not the tenant's."""
    return Client(
        credentials.account_sid,
        credentials.auth_token,
        credentials.account_sid,
        http_client=_HttpClient(settings.TWILIO_API_URL),
        environment={"NIGHTDESK": "1"},
    )


class _HttpClient(TwilioHttpClient):
    """The SDK's transport with a time limit, no repetition, and the address of TWILIO_API_URL."""

    def __init__(self, base: str) -> None:
        super().__init__(pool_connections=False, timeout=REQUEST_SECONDS)
        self._base = base.rstrip("/")
        self.session = requests.Session()
        self.session.mount("http://", HTTPAdapter(max_retries=0))
        self.session.mount("https://", HTTPAdapter(max_retries=0))
        self.session.trust_env = urlsplit(base).hostname not in LOOPBACK

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        parts = urlsplit(url)
        there = f"{self._base}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        response = super().request(method, there, *args, **kwargs)
        if response.status_code == 429 or response.status_code >= 500:
            raise error_for(response.status_code, None, "busy", retry_after(response.headers or {}))
        return response
