"""Who has the duty for a customer at an instant, by the schedules that answer for him."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from tenants.models import OnCallSchedule
from tenants.oncall.load import plan_of, with_rows
from tenants.oncall.plan import Duty
from tenants.oncall.resolver import who


@dataclass(frozen=True, slots=True)
class OnCall:
    """A person who is on call, and what put him there: schedule and rotation."""

    person_id: int
    why: str


@dataclass(slots=True)
class Duties:
    """Who is on call, in the order of the schedules; `notes` tells of the schedules that had nobody."""

    on_call: list[OnCall] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def duties(tenant_id: UUID, customer_id: int | None, at: datetime) -> Duties:
    """Return who is on call for a customer: by his own schedules, and where they have nobody, by those for everybody."""
    rows = list(with_rows(OnCallSchedule.objects.filter(tenant_id=tenant_id), since=at))
    found = Duties()
    for customer in dict.fromkeys((customer_id, None)):
        for schedule in sorted(rows, key=lambda row: (row.position, row.pk)):
            if schedule.customer_id == customer:
                _ask(schedule, at, found)
        if found.on_call:
            break
    return found


def _ask(schedule: OnCallSchedule, at: datetime, found: Duties) -> None:
    duty: Duty = who(plan_of(schedule), at)
    if duty.person is None:
        found.notes.append(f"{schedule.name} has nobody at this time")
    else:
        found.on_call.append(OnCall(duty.person, f"{schedule.name}: {duty.why}"))
