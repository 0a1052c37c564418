"""A schedule as plain values: rotations of people, hours in which they count, overrides, holidays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from enum import StrEnum


class Unit(StrEnum):
    """What a turn is counted in. Days and weeks are those of the wall's clock, hours are sixty minutes."""

    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"


class Days(StrEnum):
    """On which days a rotation counts at all."""

    ALL = "all"
    WORKING = "working"
    HOLIDAYS = "holidays"


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of one weekday (0 is Monday). An end that is not after the start lies on the next day."""

    weekday: int
    start: time
    end: time

    @property
    def is_overnight(self) -> bool:
        return self.end <= self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """People who take turns, each `every` `unit` long, handed over at `handoff` from the day `begins` on.

    Without windows it counts at every hour. `until` is the day at whose handoff it ends.
    """

    name: str
    people: tuple[int, ...]
    begins: date
    handoff: time = time(9)
    every: int = 1
    unit: Unit = Unit.WEEKS
    windows: tuple[Window, ...] = ()
    days: Days = Days.ALL
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Somebody else from `start` to `end`; with `instead_of` only where that person would have been on call."""

    person: int
    start: datetime
    end: datetime
    instead_of: int | None = None
    name: str = "override"


def no_holidays(year: int) -> Mapping[date, str]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A schedule. The first rotation that covers a moment has it; overrides, newest first, come before all."""

    zone: tzinfo
    rotations: tuple[Rotation, ...] = ()
    overrides: tuple[Override, ...] = ()
    catch_all: int | None = None
    holidays: Callable[[int], Mapping[date, str]] = no_holidays

    def is_holiday(self, day: date) -> bool:
        return day in self.holidays(day.year)


@dataclass(frozen=True, slots=True)
class Duty:
    """Who has a moment, and why. `person` None is a gap."""

    person: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Span:
    """One duty from `start` to `end`."""

    start: datetime
    end: datetime
    duty: Duty
