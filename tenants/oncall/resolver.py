"""Who is on call at an instant, and from when to when. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from tenants.oncall.clock import DAY, day_of, days_around, moment
from tenants.oncall.plan import Days, Duty, Plan, Rotation, Span, Unit, Window

GAP = Duty(None, "nobody")


def who(plan: Plan, at: datetime) -> Duty:
    """Return who is on call at an instant: an override, else the first rotation that covers it, else the catch-all."""
    planned = next(_covering(plan, at), None) or (
        Duty(plan.catch_all, "catch-all") if plan.catch_all is not None else GAP
    )
    for override in plan.overrides:
        if override.start <= at < override.end and override.instead_of in (None, planned.person):
            return Duty(override.person, override.name)
    return planned


def spans(plan: Plan, start: datetime, end: datetime) -> list[Span]:
    """Return the duties from `start` to `end`, without a gap or an overlap; a time that nobody has is a span too."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    edges = sorted({start, *(edge for edge in _edges(plan, start, end) if start < edge < end), end})
    found: list[Span] = []
    for begins, ends in pairwise(edges):
        duty = who(plan, begins)
        if found and found[-1].duty == duty:
            found[-1] = Span(found[-1].start, ends, duty)
        else:
            found.append(Span(begins, ends, duty))
    return found


def gaps(plan: Plan, start: datetime, end: datetime) -> list[Span]:
    """Return the times that nobody has."""
    return [span for span in spans(plan, start, end) if span.duty.person is None]


def _covering(plan: Plan, at: datetime) -> Iterator[Duty]:
    for rotation in plan.rotations:
        turn = turn_at(rotation, at, plan.zone)
        if turn is not None and _counts(rotation, at, plan):
            yield Duty(rotation.people[turn % len(rotation.people)], rotation.name)


def turn_at(rotation: Rotation, at: datetime, zone: tzinfo) -> int | None:
    """Return the number of the turn, from 0, that an instant falls into; None before the first and after the last."""
    if not rotation.people or at < moment(rotation.begins, rotation.handoff, zone):
        return None
    if rotation.until and at >= moment(rotation.until, rotation.handoff, zone):
        return None
    if rotation.unit is Unit.HOURS:
        return (at - moment(rotation.begins, rotation.handoff, zone)) // timedelta(hours=rotation.every)
    turn = (at.astimezone(zone).date() - rotation.begins) // _turn_length(rotation)
    while at < turn_starts(rotation, turn, zone):
        turn -= 1
    while at >= turn_starts(rotation, turn + 1, zone):
        turn += 1
    return turn


def turn_starts(rotation: Rotation, turn: int, zone: tzinfo) -> datetime:
    """Return the instant at which a turn begins."""
    if rotation.unit is Unit.HOURS:
        first = moment(rotation.begins, rotation.handoff, zone)
        return first + turn * timedelta(hours=rotation.every)
    return moment(rotation.begins + turn * _turn_length(rotation), rotation.handoff, zone)


def _turn_length(rotation: Rotation) -> timedelta:
    return timedelta(days=rotation.every * (7 if rotation.unit is Unit.WEEKS else 1))


def _counts(rotation: Rotation, at: datetime, plan: Plan) -> bool:
    """Whether a rotation is meant for the day and the hour of an instant."""
    if rotation.days is not Days.ALL:
        is_holiday = plan.is_holiday(day_of(at, plan.zone))
        if is_holiday is not (rotation.days is Days.HOLIDAYS):
            return False
    if not rotation.windows:
        return True
    return any(
        opens <= at < closes
        for day in days_around(at, plan.zone)
        for opens, closes in _hours_of(rotation, day, plan.zone)
    )


def _hours_of(rotation: Rotation, day: date, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    for window in rotation.windows:
        if window.weekday == day.weekday():
            yield _opening(window, day, zone)


def _opening(window: Window, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    last = day + DAY if window.is_overnight else day
    return moment(day, window.start, zone), moment(last, window.end, zone)


def _edges(plan: Plan, start: datetime, end: datetime) -> Iterator[datetime]:
    """Every instant at which the duty may change."""
    for override in plan.overrides:
        yield from (override.start.astimezone(UTC), override.end.astimezone(UTC))
    for rotation in plan.rotations:
        yield from _turns(rotation, start, end, plan.zone)
    for day in _days(start, end, plan.zone):
        yield from _midnights(plan, day)
        for rotation in plan.rotations:
            for opening in _hours_of(rotation, day, plan.zone):
                yield from opening


def _turns(rotation: Rotation, start: datetime, end: datetime, zone: tzinfo) -> Iterator[datetime]:
    yield moment(rotation.begins, rotation.handoff, zone)
    if rotation.until:
        yield moment(rotation.until, rotation.handoff, zone)
    turn = turn_at(rotation, start, zone) or 0
    while (edge := turn_starts(rotation, turn, zone)) < end:
        yield edge
        turn += 1


def _midnights(plan: Plan, day: date) -> Iterator[datetime]:
    if any(rotation.days is not Days.ALL for rotation in plan.rotations) and plan.is_holiday(day):
        yield from (moment(day, time(), plan.zone), moment(day + DAY, time(), plan.zone))


def _days(start: datetime, end: datetime, zone: tzinfo) -> Iterator[date]:
    day, last = start.astimezone(zone).date() - DAY, end.astimezone(zone).date() + DAY
    while day <= last:
        yield day
        day += DAY
