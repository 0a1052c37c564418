"""Signed addresses: a page's link works at night without a login, for that call only and for some hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from calls.models import Page, Recording

PAGE_LIVES = timedelta(hours=12)
SOUND_LIVES = timedelta(minutes=5)
SIGNATURE_LENGTH = 32  # hexadecimal digits: 128 bits
LINK, SOUND = "calls.link", "calls.sound"


class Named(NamedTuple):
    """What a good address names: a row, and whose it is."""

    tenant_id: UUID
    pk: int


def link_to(page: Page) -> str:
    """Return the address of a page's briefing, always the same. Whoever opens it acts as the person who was paged."""
    until = page.escalation.started_at + PAGE_LIVES
    return f"{settings.PUBLIC_URL}/p/{_token(LINK, page.tenant_id, page.pk, until)}"


def sound_of(recording: Recording, *, now: datetime) -> str:
    """Return the path under which a recording can be heard for some minutes."""
    return f"/recordings/{_token(SOUND, recording.tenant_id, recording.pk, now + SOUND_LIVES)}"


def read_link(token: str, *, now: datetime) -> Named | None:
    return _read(LINK, token, now)


def read_sound(token: str, *, now: datetime) -> Named | None:
    return _read(SOUND, token, now)


def _token(purpose: str, tenant_id: UUID, pk: int, until: datetime) -> str:
    """Letters, digits and dots between them alone: telephones cut anything else off the end of a link in a text."""
    named = f"{tenant_id.hex}.{pk:x}.{int(until.timestamp()):x}"
    return f"{named}.{_signature(purpose, named)}"


def _signature(purpose: str, named: str) -> str:
    return salted_hmac(purpose, named, algorithm="sha256").hexdigest()[:SIGNATURE_LENGTH]


def _read(purpose: str, token: str, now: datetime) -> Named | None:
    """Return what a token names, None when it is forged or too old."""
    named, _, signature = token.rpartition(".")
    if not constant_time_compare(signature, _signature(purpose, named)):
        return None
    tenant, pk, until = named.split(".")
    return Named(UUID(tenant), int(pk, 16)) if int(until, 16) > now.timestamp() else None
