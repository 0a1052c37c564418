"""A night as people mean it: from noon to noon, on the tenant's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

NOON = time(12)


@dataclass(frozen=True, slots=True)
class Night:
    """From noon of `day` until noon of the next one, in instants."""

    day: date
    begin: datetime
    end: datetime


def night_of(day: date, zone: tzinfo) -> Night:
    """Return the night that begins on a day; with the clocks changed it has 23 or 25 hours."""
    noon = datetime.combine(day, NOON, zone)
    return Night(day, noon, datetime.combine(day + timedelta(days=1), NOON, zone))


def latest_night(now: datetime, zone: tzinfo) -> date:
    """Return the day on which the present night began; in the morning that is yesterday."""
    return (now.astimezone(zone) - timedelta(hours=12)).date()
