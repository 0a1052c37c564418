"""Who may sign a webhook: the tokens of every Twilio account we know, read as a whole and kept in memory.

A stranger chooses the account that he claims to be. So a signature that nothing in memory made leads to one look at
the database a second at most, however many there are, and nothing that he sends is remembered.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import structlog
from django.conf import settings
from django.db import Error as DatabaseError
from django.http import HttpRequest

from calls.threads import in_database
from integrations.twilio.signature import signing_token
from tenants.doors import sealed_accounts
from tenants.sealing import SealError, unseal

log = structlog.get_logger(__name__)

LOOK_AGAIN_SECONDS = 1.0
LOOK_UP_SECONDS = 2.0

Tokens = tuple[str, ...]


@dataclass(slots=True)
class Directory:
    """Tokens by account SID. Two tenants may share an account; which of them is meant, the line tells."""

    tokens: dict[str, Tokens] = field(default_factory=dict, repr=False)
    opened: dict[str, str] = field(
        default_factory=dict, repr=False
    )  # sealed → plain: unsealing is the slow part
    looked_at: float = float("-inf")
    looking: asyncio.Lock = field(default_factory=asyncio.Lock)


_directory = Directory()


async def who_signed(request: HttpRequest, account_sid: str) -> str | None:
    """Return the token that made this request's signature, None for a forgery.

    The address is ours as configured, never as the Host header claims.
    """
    address = f"{settings.PUBLIC_URL}{request.get_full_path()}"
    signature = request.headers.get("X-Twilio-Signature", "")
    if not signature:
        return None
    found = signing_token(address, request.POST, signature, _candidates(account_sid))
    if found is None and await _looked_again():
        found = signing_token(address, request.POST, signature, _candidates(account_sid))
    return found


def platform_tokens() -> Tokens:
    return (settings.TWILIO_AUTH_TOKEN, settings.TWILIO_AUTH_TOKEN_PREVIOUS)


def read_accounts() -> None:
    """Read every account. One whose key is lost must not silence the others."""
    tokens: dict[str, Tokens] = {}
    opened: dict[str, str] = {}
    for tenant_id, account_sid, *both in sealed_accounts():
        try:
            for sealed in both:
                opened[sealed] = _directory.opened.get(sealed) or unseal(tenant_id, sealed)
                tokens[account_sid] = (*tokens.get(account_sid, ()), opened[sealed])
        except SealError as exc:
            log.error("account_unreadable", tenant_id=str(tenant_id), why=str(exc))
    _directory.tokens, _directory.opened = tokens, opened


def forget_accounts() -> None:
    global _directory
    _directory = Directory()


def _candidates(account_sid: str) -> Tokens:
    """A deployment that names no account of its own takes the platform's token under any SID."""
    shared = platform_tokens() if settings.TWILIO_ACCOUNT_SID in ("", account_sid) else ()
    return (*_directory.tokens.get(account_sid, ()), *shared)


async def _looked_again() -> bool:
    """Read the accounts anew unless that was done within the last second. Return whether they are newer now."""
    here = _directory
    async with here.looking:
        if time.monotonic() - here.looked_at < LOOK_AGAIN_SECONDS:
            return False
        here.looked_at = time.monotonic()
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS):
                await in_database(read_accounts)
        except (DatabaseError, TimeoutError) as exc:
            log.warning("accounts_not_read", why=type(exc).__name__)
            return False
    return True
