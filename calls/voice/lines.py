"""Whose number was dialled: the tenant, its keys, and whom to ring when all else fails. Remembered for seconds."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, tzinfo
from uuid import UUID

from django.conf import settings
from django.db import Error as DatabaseError

from calls.threads import in_database
from tenants.models import OnCallStep, PhoneNumber, Tenant, TwilioAccount

REMEMBER_SECONDS = 10.0
MOST_REMEMBERED = 10_000
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A number of ours, or of nobody we know (`tenant_id` NOBODY), with the tokens that may sign for it."""

    number: str
    tokens: tuple[str, ...]
    number_id: int | None = None
    tenant_id: UUID = NOBODY
    tenant_name: str = ""
    customer_id: int | None = None
    customer_name: str = ""
    account_sid: str = ""
    ring: tuple[str, ...] = ()
    zone: tzinfo = UTC

    @property
    def is_known(self) -> bool:
        return self.tenant_id != NOBODY

    def accepts(self, account_sid: str) -> bool:
        """Whether this account may speak for this number; a deployment without an account takes any that signs."""
        return not self.account_sid or self.account_sid == account_sid


_remembered: dict[tuple[str, str], tuple[float, Line]] = {}


async def find_line(number: str, account_sid: str) -> Line:
    """Return the line behind a number. When the database is away, what was remembered serves on."""
    key = (number, account_sid)
    known = _remembered.get(key)
    now = time.monotonic()
    if known and now - known[0] < REMEMBER_SECONDS:
        return known[1]
    try:
        line = await in_database(_load, number, account_sid)
    except DatabaseError:
        return known[1] if known else Line(number=number, tokens=_platform_tokens())
    if len(_remembered) >= MOST_REMEMBERED:
        _remembered.clear()
    _remembered[key] = (now, line)
    return line


def forget_lines() -> None:
    _remembered.clear()


def _platform_tokens() -> tuple[str, ...]:
    return (settings.TWILIO_AUTH_TOKEN, settings.TWILIO_AUTH_TOKEN_PREVIOUS)


def _load(number: str, account_sid: str) -> Line:
    row = (
        PhoneNumber.objects.select_related("tenant", "tenant__twilio", "customer")
        .filter(number=number)
        .first()
    )
    if row is None:
        return Line(
            number=number, tokens=_tokens(TwilioAccount.objects.filter(account_sid=account_sid).first())
        )
    account = getattr(row.tenant, "twilio", None)
    return Line(
        number=number,
        tokens=_tokens(account),
        number_id=row.pk,
        tenant_id=row.tenant_id,
        tenant_name=row.tenant.name,
        customer_id=row.customer_id,
        customer_name=row.customer.name if row.customer else "",
        account_sid=account.account_sid if account else settings.TWILIO_ACCOUNT_SID,
        ring=_phones_on_call(row.tenant),
        zone=row.tenant.zone,
    )


def _tokens(account: TwilioAccount | None) -> tuple[str, ...]:
    return (account.auth_token, account.previous_token) if account else _platform_tokens()


def _phones_on_call(tenant: Tenant) -> tuple[str, ...]:
    steps = OnCallStep.objects.filter(tenant=tenant).select_related("person")
    return tuple(
        dict.fromkeys(
            step.person.voice or step.person.sms for step in steps if step.person.voice or step.person.sms
        )
    )
