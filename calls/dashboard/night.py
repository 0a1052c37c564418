"""The headline: how the night went, in words and figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from calls.models import Call, Delivery, Escalation, Page
from calls.nights import BEGINS_AT, night_began
from tenants.models import Tenant

MORNING = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """The calls since the office closed, and what is still owed however old it is."""

    since: datetime
    is_over: bool
    calls: int
    woke: int
    unanswered: int
    owed: int
    stuck: int

    @property
    def slept(self) -> int:
        return self.calls - self.woke

    @property
    def title(self) -> str:
        return "Last night" if self.is_over else "Tonight so far"

    @property
    def words(self) -> str:
        """The night in one sentence or two, as one would tell it on the way in."""
        if not self.calls:
            return "Quiet. Nobody has called."
        told = [f"{counted(self.calls, 'call')} answered."]
        told.append(f"{counted(self.woke, 'call')} woke somebody." if self.woke else "Everybody slept.")
        if self.unanswered:
            told.append(f"{counted(self.unanswered, 'call')} reached nobody.")
        return " ".join(told)


def night_of(tenant: Tenant, now: datetime) -> Night:
    """Count the night that is on, or the one that is just over, in the tenant's own zone."""
    local = now.astimezone(tenant.zone)
    since = night_began(local)
    # A text that was sent woke somebody, whether or not it was answered.
    sent = Page.objects.filter(escalation__call=OuterRef("pk")).exclude(sent_at=None, acknowledged_at=None)
    exhausted = Escalation.objects.filter(call=OuterRef("pk"), state=Escalation.State.EXHAUSTED)
    figures = Call.objects.filter(tenant=tenant, started_at__gte=since).aggregate(
        calls=Count("pk"),
        woke=Count("pk", filter=Exists(sent)),
        unanswered=Count("pk", filter=Exists(exhausted)),
    )
    is_over = MORNING <= local.hour < BEGINS_AT
    return Night(since=since, is_over=is_over, **figures, **_tickets(tenant))


def _tickets(tenant: Tenant) -> dict[str, int]:
    stuck = Q(state=Delivery.State.STUCK)
    rows = Delivery.objects.filter(tenant=tenant, kind=Delivery.Kind.TICKET).exclude(
        state=Delivery.State.DONE
    )
    return rows.aggregate(owed=Count("pk", filter=~stuck), stuck=Count("pk", filter=stuck))


def counted(number: int, noun: str) -> str:
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
    amount = words[number] if number < len(words) else str(number)
    return f"{amount} {noun}" if number == 1 else f"{amount} {noun}s"
