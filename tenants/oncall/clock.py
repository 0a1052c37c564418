"""From what a clock on the wall reads to an instant, on the two days a year when that is not plain as well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def moment(day: date, at: time, zone: tzinfo) -> datetime:
    """Return the first instant, in UTC, at which the clocks of a zone read this time of that day or are past it.

    An hour that comes twice counts the first time; in an hour that is left out the instant of the jump counts.
    """
    wall = datetime.combine(day, at)
    found = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wall:
        return found
    return _jump(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), found, zone)


def _jump(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """Return the instant between two others at which the zone's clocks jump ahead. Zones change on whole seconds."""
    ahead = after.astimezone(zone).utcoffset()
    while after - before > SECOND:
        middle = before + (after - before) // 2
        middle -= timedelta(microseconds=middle.microsecond)
        if middle.astimezone(zone).utcoffset() == ahead:
            after = middle
        else:
            before = middle
    return after


def day_of(instant: datetime, zone: tzinfo) -> date:
    """Return the day that contains an instant, a day being what lies between two first midnights."""
    return next(
        day
        for day in days_around(instant, zone)
        if moment(day, time(), zone) <= instant < moment(day + DAY, time(), zone)
    )


def days_around(instant: datetime, zone: tzinfo) -> Iterator[date]:
    """The day of an instant and its neighbours: the wall's date may be one off where clocks change at midnight."""
    today = instant.astimezone(zone).date()
    return (today + timedelta(days=ahead) for ahead in (0, -1, 1))
