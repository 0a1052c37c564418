"""Whose number was dialled: the tenant, its keys, and whom to ring when all else fails. Remembered for seconds."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from uuid import UUID

from django.conf import settings
from django.db import Error as DatabaseError
from django.db.models import Q, QuerySet
from django.utils import timezone

from calls.threads import in_database
from calls.voice.crowd import Crowd, count_crowd
from calls.voice.signers import platform_tokens, read_accounts
from tenants.callers import CallerList
from tenants.doors import tenant_ids, tenant_of_number
from tenants.models import CallerRule, Limits, OnCallStep, Person, PhoneNumber, Tenant, TwilioAccount
from tenants.oncall.duty import duties
from tenants.phone import costly
from tenants.privacy import Disclosure
from tenants.scope import as_tenant

REMEMBER_SECONDS = 10.0
LOOK_UP_SECONDS = 2.0
MOST_REMEMBERED = 10_000
NOBODY = UUID(int=0)
BY_DEFAULT = Disclosure()
NO_RULES = CallerList()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A number of ours with the tokens that may sign for it, or a number of nobody we know (`tenant_id` NOBODY).

    `is_sure` is False when the database could not be asked: whoever calls then gets a human, not a refusal.
    """

    number: str
    tokens: tuple[str, ...] = field(repr=False)
    number_id: int | None = None
    tenant_id: UUID = NOBODY
    tenant_name: str = ""
    customer_id: int | None = None
    customer_name: str = ""
    account_sid: str = ""
    ring: tuple[str, ...] = ()
    zone: tzinfo = UTC
    region: str = "US"
    has_psa: bool = False
    disclosure: Disclosure = BY_DEFAULT
    callers: CallerList = NO_RULES
    crowd: Crowd = field(default_factory=lambda: Crowd(Limits()), repr=False, compare=False)
    is_sure: bool = True

    @property
    def is_known(self) -> bool:
        return self.tenant_id != NOBODY

    def accepts(self, account_sid: str, token: str) -> bool:
        """Whether this account, which signed with this token, may speak for this number.

        A deployment without an account takes any that signs; a number of nobody's is anybody's to ask for.
        """
        if not self.is_known:
            return True
        return token in self.tokens and self.account_sid in ("", account_sid)


_remembered: OrderedDict[str, tuple[float, Line]] = OrderedDict()
"""Numbers of ours alone. What somebody else dials, or says that he dialled, takes no place here."""


async def find_line(number: str) -> Line:
    """Return the line behind a number. When the database is away, what was remembered serves on."""
    known = _remembered.get(number)
    now = time.monotonic()
    if known and now - known[0] < REMEMBER_SECONDS:
        return known[1]
    if known and now - known[0] < 2 * REMEMBER_SECONDS:  # one reads it anew, the others go on with it
        _remember(known[1], now - REMEMBER_SECONDS + LOOK_UP_SECONDS)
    try:
        async with asyncio.timeout(LOOK_UP_SECONDS):
            line = await in_database(_load, number)
    except (DatabaseError, TimeoutError):
        return known[1] if known else Line(number=number, tokens=(), is_sure=False)
    _remember(line, now)
    return line


def remember_all() -> None:
    """Read every line and account once, so that each can still be answered when the database goes away."""
    read_accounts()
    long_ago = time.monotonic() - REMEMBER_SECONDS
    for tenant_id in tenant_ids():
        with as_tenant(tenant_id):
            for row in _rows():
                _remember(_line(row), long_ago)


def _remember(line: Line, at: float) -> None:
    """A number that was given up is forgotten; when there are too many, the one that rested longest is."""
    _remembered.pop(line.number, None)
    if line.is_known:
        _remembered[line.number] = (at, line)
    if len(_remembered) > MOST_REMEMBERED:
        _remembered.popitem(last=False)


def forget_lines() -> None:
    _remembered.clear()


def _rows() -> QuerySet[PhoneNumber]:
    return PhoneNumber.objects.select_related(
        "tenant",
        "tenant__twilio",
        "tenant__connectwise",
        "tenant__halo",
        "tenant__privacy",
        "tenant__limits",
        "customer",
    )


def _load(number: str) -> Line:
    tenant_id = tenant_of_number(number)
    if tenant_id is None:
        return Line(number=number, tokens=())
    with as_tenant(tenant_id):
        row = _rows().filter(number=number).first()
        return _line(row) if row else Line(number=number, tokens=())


def _line(row: PhoneNumber) -> Line:
    account = getattr(row.tenant, "twilio", None)
    return Line(
        number=row.number,
        tokens=_tokens(account),
        number_id=row.pk,
        tenant_id=row.tenant_id,
        tenant_name=row.tenant.name,
        customer_id=row.customer_id,
        customer_name=row.customer.name if row.customer else "",
        account_sid=account.account_sid if account else settings.TWILIO_ACCOUNT_SID,
        ring=_phones_on_call(row.tenant, row.customer_id),
        zone=row.tenant.zone,
        region=row.tenant.phone_region,
        has_psa=row.tenant.has_psa,
        disclosure=Disclosure.read(getattr(row.tenant, "privacy", None)),
        callers=_callers(row.tenant),
        crowd=count_crowd(row.tenant_id, getattr(row.tenant, "limits", None) or Limits()),
    )


def _callers(tenant: Tenant) -> CallerList:
    in_force = Q(until=None) | Q(until__gt=timezone.now())
    kinds = (CallerRule.Kind.ALLOW, CallerRule.Kind.BLOCK)
    return CallerList.of(CallerRule.objects.filter(in_force, tenant=tenant, kind__in=kinds))


def _tokens(account: TwilioAccount | None) -> tuple[str, ...]:
    return (account.auth_token, account.previous_token) if account else platform_tokens()


def _phones_on_call(tenant: Tenant, customer_id: int | None) -> tuple[str, ...]:
    """Who is rung when all else fails: whoever is on call now, then the tenant's own order."""
    on_call = duties(tenant.pk, customer_id, timezone.now()).on_call
    on_duty = (
        Person.objects.filter(tenant=tenant).in_bulk([duty.person_id for duty in on_call]) if on_call else {}
    )
    steps = OnCallStep.objects.filter(tenant=tenant).select_related("person")
    people = [*(on_duty[duty.person_id] for duty in on_call), *(step.person for step in steps)]
    phones = (person.voice or person.sms for person in people)
    return tuple(dict.fromkeys(phone for phone in phones if phone and not costly(phone)))
