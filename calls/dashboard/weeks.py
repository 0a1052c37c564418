"""Two weeks of a schedule as a picture: a bar for each day, a block for each turn, red where nobody is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from tenants.oncall.clock import moment
from tenants.oncall.coming import Coming, Turn

DAYS = 14
COLOURS = 8
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A turn's part of one day. `left` and `width` are per cent of the day, which may have 23 or 25 hours."""

    left: str
    width: str
    name: str
    hours: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBar:
    day: date
    blocks: tuple[Block, ...]
    now: str
    has_gap: bool
    holiday: str = ""


def first_moment(now: datetime, zone: tzinfo) -> datetime:
    return moment(now.astimezone(zone).date(), time(), zone)


def last_moment(now: datetime, zone: tzinfo) -> datetime:
    return moment(now.astimezone(zone).date() + DAYS * DAY, time(), zone)


def weeks(
    coming: Coming, colours: Mapping[int, int], *, now: datetime, holidays: Mapping[date, str], zone: tzinfo
) -> list[DayBar]:
    """Draw the two weeks from today on by the clock of `zone`."""
    today = now.astimezone(zone).date()
    days = [today + ahead * DAY for ahead in range(DAYS)]
    return [_bar(coming, colours, day, now, zone, holidays.get(day, "")) for day in days]


def colours_of(people: list[int]) -> dict[int, int]:
    """Give each person a colour that stays his as long as nobody before him leaves."""
    return {person: place % COLOURS for place, person in enumerate(sorted(people))}


def _bar(
    coming: Coming, colours: Mapping[int, int], day: date, now: datetime, zone: tzinfo, holiday: str
) -> DayBar:
    start, end = moment(day, time(), zone), moment(day + DAY, time(), zone)
    turns = [turn for turn in coming.turns if turn.start < end and turn.end > start]
    return DayBar(
        day=day,
        blocks=tuple(_blocks(turns, colours, start, end, zone)),
        now=_share(now - start, end - start) if start <= now < end else "",
        has_gap=any(turn.is_gap for turn in turns),
        holiday=holiday,
    )


def _blocks(
    turns: list[Turn], colours: Mapping[int, int], start: datetime, end: datetime, zone: tzinfo
) -> Iterator[Block]:
    for turn in turns:
        begins, ends = max(turn.start, start), min(turn.end, end)
        until = f"{ends.astimezone(zone):%H:%M}"
        yield Block(
            left=_share(begins - start, end - start),
            width=_share(ends - begins, end - start),
            name=turn.name,
            hours=f"{begins.astimezone(zone):%H:%M}–{'24:00' if ends == end else until}",
            colour="gap" if turn.person_id is None else f"who-{colours.get(turn.person_id, 0)}",
        )


def _share(part: timedelta, whole: timedelta) -> str:
    return f"{100 * (part / whole):.3f}%"
