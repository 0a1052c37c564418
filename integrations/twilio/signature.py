"""Twilio's signature: HMAC-SHA1 over the address it called and every parameter, with the account's auth token."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.http import QueryDict
from twilio.request_validator import RequestValidator


@lru_cache(maxsize=1024)
def _validator(token: str) -> RequestValidator:
    return RequestValidator(token)


def is_signed(url: str, params: Mapping[str, str] | QueryDict, signature: str, tokens: Iterable[str]) -> bool:
    """Whether any of the tokens made this signature. During a rotation the previous token still signs."""
    return signing_token(url, params, signature, tokens) is not None


def signing_token(
    url: str, params: Mapping[str, str] | QueryDict, signature: str, tokens: Iterable[str]
) -> str | None:
    """Return the token that made this signature, or None."""
    made = (token for token in tokens if token and signature)
    return next((token for token in made if _validator(token).validate(url, params, signature)), None)


def sign(url: str, params: Mapping[str, str], token: str) -> str:
    """Return the signature that Twilio would send."""
    return str(_validator(token).compute_signature(url, params))
