"""What an MSP's telephone cost in a day, estimated, and the limits on it.

A limit tells and holds back what can wait, such as a code to verify a number. It never holds back a page or an alarm:
a night that wakes many people is exactly the night on which they must be woken.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import Q

from calls.conversation.words import text
from calls.escalation.alarms import raise_alarm
from calls.models import Alarm, Page
from calls.voice.crowd import count_crowd
from tenants.models import Limits, NumberCode, Tenant
from tenants.models.people import Method
from tenants.scope import as_tenant, as_watchdog

log = structlog.get_logger(__name__)

A_DAY = timedelta(days=1)
LOOK_EVERY = timedelta(minutes=5)
NEAR = 80  # per cent of a limit at which it is told
# US list prices in dollars, rounded up, carriers' fees among them. A guard needs no cents.
A_TEXT = Decimal("0.036")  # three segments
A_RING = Decimal("0.03")  # a paging call: dialled for a minute, listened to for another
A_MINUTE = Decimal("0.03")  # a caller on the line, understood and answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What was used in the last 24 hours beside what may be."""

    texts: int
    rings: int
    minutes: int
    limits: Limits

    @property
    def dollars(self) -> Decimal:
        cost = self.texts * A_TEXT + self.rings * A_RING + self.minutes * A_MINUTE
        return cost.quantize(Decimal("0.01"))

    @property
    def per_cent(self) -> int:
        """How much of the tighter limit is used."""
        shares = (
            _share(self.texts, self.limits.texts_a_day),
            _share(self.dollars, self.limits.dollars_a_day),
            _share(self.minutes, self.limits.minutes_a_day),
        )
        return int(100 * max(shares))

    @property
    def is_over(self) -> bool:
        return self.per_cent >= 100


def _share(used: int | Decimal, limit: int) -> Decimal:
    """0 is no limit."""
    return Decimal(used) / limit if limit else Decimal(0)


def usage_of(tenant_id: UUID, *, now: datetime) -> Usage:
    """Count what left and what came in during the last 24 hours."""
    limits = Limits.objects.filter(tenant_id=tenant_id).first() or Limits()
    since = Q(tenant_id=tenant_id, sent_at__gt=now - A_DAY)
    texts = sum(
        model._default_manager.filter(since, method=Method.SMS).count() for model in (Page, Alarm, NumberCode)
    )
    rings = sum(
        model._default_manager.filter(since, method=Method.VOICE).count() for model in (Page, NumberCode)
    )
    return Usage(texts=texts, rings=rings, minutes=count_crowd(tenant_id, limits).minutes, limits=limits)


def tell_when_near(tenant_id: UUID, *, now: datetime) -> bool:
    """Tell those in charge, by mail and once a day, that a limit is near or reached."""
    usage = usage_of(tenant_id, now=now)
    if usage.per_cent < NEAR:
        return False
    facts = {"usage": usage, "link": f"{settings.PUBLIC_URL}/dashboard/limits"}
    raise_alarm(
        tenant_id,
        key=f"spending:{now:%Y-%m-%d}:{'over' if usage.is_over else 'near'}",
        subject=text("alarms/spending_subject", **facts),
        body=text("alarms/spending", **facts),
        now=now,
        by_mail_alone=True,
    )
    return True


class Purse:
    """The watchdog's look at what everybody spends, every few minutes."""

    def __init__(self) -> None:
        self._next_look: datetime | None = None

    def look(self, now: datetime) -> None:
        if self._next_look and now < self._next_look:
            return
        self._next_look = now + LOOK_EVERY
        with as_watchdog():
            tenants = list(Tenant.objects.order_by("pk").values_list("pk", flat=True))
        for tenant_id in tenants:
            with as_tenant(tenant_id):
                tell_when_near(tenant_id, now=now)
