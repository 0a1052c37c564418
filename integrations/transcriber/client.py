"""One request: a sound file in, its words out. The form is the one that OpenAI, Groq, faster-whisper and others take."""

from __future__ import annotations

from urllib.parse import urlsplit

import requests
from django.conf import settings

from integrations.errors import IntegrationError, retry_after
from tenants.psa_address import LOOPBACK

SECONDS = (3.0, 60.0)
LONGEST_TEXT = 5000


class TranscriberError(IntegrationError):
    """The words could not be had."""


def is_configured() -> bool:
    return bool(settings.TRANSCRIBER_URL)


def transcribe(sound: bytes, *, name: str, content_type: str) -> str:
    """Return what is said in a recording, "" when nothing is. Raise a TranscriberError when nobody can tell now."""
    headers = {"Authorization": f"Bearer {settings.TRANSCRIBER_KEY}"} if settings.TRANSCRIBER_KEY else {}
    try:
        with requests.Session() as session:
            session.trust_env = urlsplit(settings.TRANSCRIBER_URL).hostname not in LOOPBACK
            answer = session.post(
                settings.TRANSCRIBER_URL,
                files={"file": (name, sound, content_type)},
                data={"model": settings.TRANSCRIBER_MODEL, "response_format": "json"},
                headers=headers,
                timeout=SECONDS,
            )
        return _words(answer)
    except (requests.RequestException, ValueError) as exc:
        raise TranscriberError(
            f"The transcriber does not answer ({type(exc).__name__}).", permanent=False
        ) from exc


def _words(answer: requests.Response) -> str:
    if not answer.ok:
        heals = answer.status_code == 429 or answer.status_code >= 500
        raise TranscriberError(
            f"The transcriber answered {answer.status_code}: check TRANSCRIBER_URL and TRANSCRIBER_KEY.",
            permanent=not heals,
            retry_after=retry_after(answer.headers),
        )
    found = answer.json()
    text = found.get("text") if isinstance(found, dict) else None
    if not isinstance(text, str):
        raise ValueError("no text in the answer")
    return " ".join(text.split())[:LONGEST_TEXT]
