"""From the rows of a schedule to the plan that the resolver reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet

from tenants.models import ClosedDay, OnCallSchedule, Override, Rotation, RotationMember
from tenants.oncall import plan
from tenants.oncall.calendars import with_own_days
from tenants.oncall.hours import parse_hours


def with_rows(schedules: QuerySet[OnCallSchedule], *, since: datetime) -> QuerySet[OnCallSchedule]:
    """Add what `plan_of` reads; overrides that ended before `since` are left out."""
    members = RotationMember.objects.select_related("person")
    overrides = Override.objects.filter(ends_at__gt=since).select_related("person", "instead_of")
    return schedules.select_related("tenant", "customer", "catch_all").prefetch_related(
        Prefetch("rotations", Rotation.objects.prefetch_related(Prefetch("members", members))),
        Prefetch("overrides", overrides),
    )


def plan_of(schedule: OnCallSchedule) -> plan.Plan:
    """Return a schedule as the resolver reads it. Costs queries unless it was read by `with_rows`."""
    rotations = [rotation_of(rotation) for rotation in schedule.rotations.all()]
    keeps_holidays = any(rotation.days is not plan.Days.ALL for rotation in rotations)
    return plan.Plan(
        zone=schedule.zone,
        rotations=tuple(rotations),
        overrides=tuple(_override(override) for override in schedule.overrides.all()),
        catch_all=schedule.catch_all_id,
        holidays=holidays_of(schedule) if keeps_holidays else plan.no_holidays,
    )


def holidays_of(schedule: OnCallSchedule) -> Callable[[int], Mapping[date, str]]:
    """Return the holidays by year that a schedule keeps: its public calendar and the tenant's own days."""
    own = ClosedDay.objects.filter(tenant_id=schedule.tenant_id).values_list("day", "name")
    return with_own_days(schedule.holidays, dict(own))


def rotation_of(row: Rotation) -> plan.Rotation:
    return plan.Rotation(
        name=row.name,
        people=tuple(member.person_id for member in row.members.all()),
        begins=row.begins,
        handoff=row.handoff,
        every=row.every,
        unit=plan.Unit(row.unit),
        windows=parse_hours(row.hours),
        days=plan.Days(row.days),
        until=row.until,
    )


def _override(row: Override) -> plan.Override:
    return plan.Override(
        person=row.person_id,
        start=row.starts_at,
        end=row.ends_at,
        instead_of=row.instead_of_id,
        name="swap" if row.instead_of_id else "override",
    )
