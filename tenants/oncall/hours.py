"""The hours of a rotation as people write them: `Mon-Fri 18:00-08:00, Sat, Sun`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from functools import lru_cache

from tenants.oncall.plan import Window

NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EXAMPLE = "write hours such as Mon-Fri 18:00-08:00, Sat, Sun"
ENTRY = re.compile(
    r"(?P<first>[a-z]+)(?:\s*-\s*(?P<last>[a-z]+))?"
    r"(?:\s+(?P<opens>\d{1,2}(?::\d{2})?)\s*-\s*(?P<closes>\d{1,2}(?::\d{2})?))?"
)


class HoursError(ValueError):
    """Hours that cannot be read; the message says what would be right."""


@lru_cache(maxsize=1024)
def parse_hours(text: str) -> tuple[Window, ...]:
    """Return the windows of a text; none, which means every hour, for an empty one. Raise HoursError."""
    entries = [entry for part in re.split(r"[,;\n]", text) if (entry := part.strip().lower())]
    return tuple(window for entry in entries for window in _entry(entry))


def _entry(entry: str) -> Iterator[Window]:
    found = ENTRY.fullmatch(entry.replace("–", "-"))
    if found is None:
        raise HoursError(f"{entry!r} is not understood; {EXAMPLE}")
    opens, closes = _clock(found["opens"] or "00:00"), _clock(found["closes"] or "24:00")
    for weekday in _weekdays(found["first"], found["last"]):
        yield Window(weekday, opens, closes)


def _weekdays(first: str, last: str | None) -> Iterator[int]:
    if first in ("daily", "everyday") and last is None:
        yield from range(7)
        return
    start, end = _weekday(first), _weekday(last or first)
    day = start
    yield day
    while day != end:
        day = (day + 1) % 7
        yield day


def _weekday(name: str) -> int:
    short = name[:3]
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    if short not in NAMES or not full[NAMES.index(short)].startswith(name.rstrip("s") or name):
        raise HoursError(f"{name!r} is no day of the week; {EXAMPLE}")
    return NAMES.index(short)


def _clock(text: str) -> time:
    hour, _, minute = text.partition(":")
    if (int(hour), int(minute or 0)) == (24, 0):
        return time()
    try:
        return time(int(hour), int(minute or 0))
    except ValueError as exc:
        raise HoursError(f"{text!r} is no time of day; {EXAMPLE}") from exc
