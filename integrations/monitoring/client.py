"""Telling the outside, in one attempt each: an alarm as JSON, and that all is well.

MonitoringError      nobody took it; heals by trying again
"""

from __future__ import annotations

from urllib.parse import urlsplit

import requests

from integrations.errors import IntegrationError
from tenants.psa_address import LOOPBACK

SECONDS = 5.0


class MonitoringError(IntegrationError):
    """The outside did not take our word."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=False)


def post_alarm(url: str, *, key: str, subject: str, body: str, tenant: str = "") -> None:
    """Hand an alarm to a webhook. `text` is what chat tools show; the other fields are for machines."""
    said = f"NightDesk: {subject}\n{body}"
    _ask(
        "POST",
        url,
        json={"text": said, "key": key, "subject": subject, "body": body, "tenant": tenant, "loud": True},
    )


def ping(url: str) -> None:
    """Tell a dead man's switch that all is well."""
    _ask("POST", url)


def _ask(method: str, url: str, **kwargs: object) -> None:
    host = urlsplit(url).hostname
    try:
        with requests.Session() as session:
            session.trust_env = host not in LOOPBACK
            answer = session.request(method, url, timeout=SECONDS, allow_redirects=False, **kwargs)  # type: ignore[arg-type]
    except requests.RequestException as exc:
        raise MonitoringError(f"{host} does not answer ({type(exc).__name__}).") from exc
    if not answer.ok or answer.is_redirect:
        raise MonitoringError(f"{host} answered {answer.status_code}.")
