"""Who has the coming days by each schedule, with names, and which of those hours nobody has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tenants.models import OnCallSchedule, Person
from tenants.oncall.load import plan_of, with_rows
from tenants.oncall.resolver import spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One person's time, or with no person a gap."""

    start: datetime
    end: datetime
    person_id: int | None
    name: str
    why: str

    @property
    def is_gap(self) -> bool:
        return self.person_id is None


@dataclass(frozen=True, slots=True)
class Coming:
    """A schedule and its turns, without a hole: what nobody has is a turn too."""

    schedule: OnCallSchedule
    turns: tuple[Turn, ...]

    def at(self, instant: datetime) -> Turn | None:
        return next((turn for turn in self.turns if turn.start <= instant < turn.end), None)

    def after(self, instant: datetime) -> Turn | None:
        return next((turn for turn in self.turns if turn.start > instant), None)

    @property
    def gaps(self) -> list[Turn]:
        return [turn for turn in self.turns if turn.is_gap]


def coming(tenant_id: UUID, start: datetime, end: datetime) -> list[Coming]:
    """Return every schedule of a tenant with its turns from `start` to `end`, those for everybody first."""
    rows = with_rows(OnCallSchedule.objects.filter(tenant_id=tenant_id), since=start)
    names = dict(Person.objects.filter(tenant_id=tenant_id).values_list("pk", "name"))
    found = [Coming(row, tuple(turns_of(row, names, start, end))) for row in rows]
    return sorted(found, key=_place)


def turns_of(
    schedule: OnCallSchedule, names: dict[int, str], start: datetime, end: datetime
) -> Iterator[Turn]:
    for span in spans(plan_of(schedule), start, end):
        person = span.duty.person
        name = "Nobody" if person is None else names.get(person, "")
        yield Turn(start=span.start, end=span.end, person_id=person, name=name, why=span.duty.why)


def _place(one: Coming) -> tuple[bool, str, int]:
    customer = one.schedule.customer
    return customer is not None, customer.name if customer else "", one.schedule.position
