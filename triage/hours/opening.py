"""Business hours as values: shifts in a week, seasons that change them, days that close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from triage.hours.closing_days import closing_days
from triage.hours.zones import country_of

DAY = 24 * 60
EVERY_DAY = frozenset(range(7))
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shift:
    """Open on these weekdays (Monday is 0) from `start` to `end`, in minutes of the wall clock.

    An `end` past 1440 belongs to the next morning.
    """

    days: frozenset[int]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Season:
    """A stretch of every year, first and last day included; it may run over New Year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: date) -> bool:
        today = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= today <= self.last
        return today >= self.first or today <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """The week of one office or area. In a season its shifts replace the usual ones on the weekdays it names."""

    zone: str
    shifts: tuple[Shift, ...]
    seasons: tuple[tuple[Season, tuple[Shift, ...]], ...] = ()
    closed_dates: tuple[Season, ...] = ()
    open_on_holidays: bool = False

    def is_open(self, moment: datetime) -> bool:
        local = moment.astimezone(ZoneInfo(self.zone))
        today, minute = local.date(), local.hour * 60 + local.minute
        return self._covers(today, minute) or self._covers(today - ONE_DAY, minute + DAY)

    def _covers(self, day: date, minute: int) -> bool:
        """Whether a shift that began on `day` runs at this minute, counted from that day's midnight."""
        shifts = self._shifts_on(day)
        return any(shift.start <= minute < shift.end for shift in shifts) and not self._is_closed_on(day)

    def _shifts_on(self, day: date) -> list[Shift]:
        weekday = day.weekday()
        for season, shifts in self.seasons:
            if season.holds(day) and (seasonal := [shift for shift in shifts if weekday in shift.days]):
                return seasonal
        return [shift for shift in self.shifts if weekday in shift.days]

    def _is_closed_on(self, day: date) -> bool:
        if any(dates.holds(day) for dates in self.closed_dates):
            return True
        country = None if self.open_on_holidays else country_of(self.zone)
        return country is not None and day in closing_days(country, day.year)


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """When a customer's business is open. Without timetables it never closes (`24/7`)."""

    timetables: tuple[Timetable, ...] = ()

    def is_open(self, moment: datetime) -> bool:
        """Whether any part of the business is open at an aware moment, by the clock on its own wall."""
        if moment.utcoffset() is None:
            raise ValueError("business hours need a moment with a time zone")
        return not self.timetables or any(timetable.is_open(moment) for timetable in self.timetables)
