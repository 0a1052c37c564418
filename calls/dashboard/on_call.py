"""What the on-call page shows: who is awake, the coming two weeks, what is wrong, who would be woken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from calls.dashboard.weeks import DayBar, colours_of, first_moment, last_moment, weeks
from calls.escalation.chain import plan_chain
from calls.escalation.reach import Phonebook
from tenants.models import CallerRule, OnCallStep, Override, Person, Tenant
from tenants.numbers import Unproved, unproved
from tenants.oncall.coming import Coming, Turn, coming
from tenants.oncall.feed import feed_key
from tenants.oncall.load import holidays_of
from triage import Action, Decision

GAPS_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rota:
    """One schedule as the page shows it."""

    coming: Coming
    now: Turn | None
    next: Turn | None
    days: list[DayBar]
    gaps: list[Turn]
    feed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCallPage:
    rotas: list[Rota]
    legend: list[tuple[str, str]]
    awake: list[str]
    chain: list[OnCallStep]
    people: list[Person]
    overrides: list[Override]
    unproved: list[Unproved]
    unreachable: list[str]
    muted: list[CallerRule]

    @property
    def gaps(self) -> list[tuple[str, Turn]]:
        found = [(rota.coming.schedule.name, gap) for rota in self.rotas for gap in rota.gaps]
        return sorted(found, key=lambda gap: gap[1].start)[:GAPS_SHOWN]


def on_call_page(tenant: Tenant, *, now: datetime) -> OnCallPage:
    """Read everything that the page shows, from one tenant."""
    start, end = first_moment(now, tenant.zone), last_moment(now, tenant.zone)
    people = list(Person.objects.filter(tenant=tenant).prefetch_related("methods"))
    colours = colours_of([person.pk for person in people])
    rotas = [_rota(one, colours, now, tenant) for one in coming(tenant.pk, start, end)]
    shown = {turn.person_id for rota in rotas for turn in rota.coming.turns}
    steps = plan_chain(tenant.pk, Decision(action=Action.ESCALATE, speech=""), at=now)
    rules = CallerRule.objects.filter(tenant=tenant, kind=CallerRule.Kind.MUTE, until__gt=now)
    return OnCallPage(
        rotas=rotas,
        legend=[(person.name, f"who-{colours[person.pk]}") for person in people if person.pk in shown],
        awake=list(dict.fromkeys(step.person_name for step in steps)),
        chain=list(OnCallStep.objects.filter(tenant=tenant).select_related("person")),
        people=people,
        overrides=overrides_of(tenant, now=now),
        unproved=unproved(tenant),
        unreachable=_unreachable(tenant, people),
        muted=list(rules),
    )


def overrides_of(tenant: Tenant, *, now: datetime) -> list[Override]:
    """The overrides that are not over yet."""
    rows = Override.objects.filter(tenant=tenant, ends_at__gt=now).select_related(
        "schedule", "person", "instead_of"
    )
    return list(rows.order_by("starts_at", "pk"))


def feed_address(coming_: Coming) -> str:
    path = reverse("dashboard:on-call-feed", args=[feed_key(coming_.schedule)])
    return f"{settings.PUBLIC_URL}{path}"


def _rota(one: Coming, colours: dict[int, int], now: datetime, tenant: Tenant) -> Rota:
    return Rota(
        coming=one,
        now=one.at(now),
        next=one.after(now),
        days=weeks(one, colours, now=now, holidays=_holidays(one, now), zone=tenant.zone),
        gaps=[gap for gap in one.gaps if gap.end > now],
        feed=feed_address(one),
    )


def _holidays(one: Coming, now: datetime) -> dict[date, str]:
    by_year = holidays_of(one.schedule)
    return {**by_year(now.year - 1), **by_year(now.year), **by_year(now.year + 1)}


def _unreachable(tenant: Tenant, people: list[Person]) -> list[str]:
    """Who stands in a chain or a schedule and has no way to be woken; in the words of the chain itself."""
    book = Phonebook.of(tenant.pk)
    for person in people:
        list(book.in_order(person, ""))
    return book.notes
