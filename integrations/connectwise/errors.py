"""ConnectWise's refusals, told in the words of the port."""

from __future__ import annotations

import re
from typing import Any

from requests import Response

from integrations.errors import retry_after
from integrations.psa import errors
from integrations.psa.errors import (
    Busy,
    Fault,
    KeysRefused,
    Misconfigured,
    NotAllowed,
    NotFound,
    PsaError,
    Refused,
    Unavailable,
    not_available,
)

NAME = "ConnectWise"


def no_answer(what: str, *, writing: bool) -> Unavailable:
    return errors.no_answer(NAME, what, writing=writing)


def error_from(response: Response, *, writing: bool) -> PsaError:
    """Turn a bad answer into the error that fits it; any body will do."""
    body = parse_json(response)
    faults = _faults(body)
    said = " ".join(dict.fromkeys(text for text, _ in faults if text)) or f"status {response.status_code}"
    if isinstance(body, dict) and body.get("code") == "Security":
        return Misconfigured(
            f'ConnectWise refuses this address: "{said}" Use the address that staff log in at.'
        )
    match response.status_code:
        case 400 | 422:
            return Refused(f"ConnectWise refused the data: {said}", permanent=True, faults=faults)
        case 401:
            return KeysRefused(
                "ConnectWise refused the keys: check company ID, public key and private key of the API member.",
                permanent=True,
            )
        case 403:
            return NotAllowed(
                f"ConnectWise forbids this: the API member's security role lacks a right. It said: {said}",
                permanent=True,
            )
        case 404:
            return NotFound(
                "ConnectWise finds nothing here. Wrong keys look the same: check company ID, keys and region.",
                permanent=True,
            )
        case 409 | 429:
            return Busy(
                f"ConnectWise is busy: {said}", permanent=False, retry_after=retry_after(response.headers)
            )
        case 405 | 415:
            return Refused(f"ConnectWise does not take this request: {said}", permanent=True)
        case status:
            return not_available(NAME, status, writing=writing, retry_after=retry_after(response.headers))


def parse_json(response: Response) -> Any:
    """Return the body as JSON, or None: proxies in front of ConnectWise answer with pages of their own."""
    try:
        return response.json()
    except ValueError:
        return None


def _faults(body: Any) -> tuple[Fault, ...]:
    """Collect the complaints of an error body, which may lack any of its parts or hold nulls."""
    if not isinstance(body, dict):
        return ()
    parts = [part for part in body.get("errors") or [] if isinstance(part, dict)]
    if parts:
        return tuple((_text(part), _blamed(part)) for part in parts)
    return ((_text(body), _words(_text(body))),)


def _text(part: dict[str, Any]) -> str:
    return str(part.get("message") or part.get("code") or "").strip()[:300]


def _blamed(part: dict[str, Any]) -> frozenset[str]:
    """The named field settles it; only without one do the words of the message count."""
    return _words(str(part.get("field") or "")) or _words(_text(part))


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", text.lower()))
