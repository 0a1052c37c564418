"""Spans of wall-clock time as people write them: `8a-6p`, `9-5`, `08:00-18:00`, `8 a.m. to noon`, `10p-6a`."""

from __future__ import annotations

import re
from dataclasses import dataclass

DAY = 24 * 60
NOON = 12 * 60
EARLIEST_GUESSED_START = 6
"""`8-5` begins in the morning; `1-5` or `5-9` could be either, and a guess would be wrong by half a day."""

LONGEST_GUESSED_SPAN = 18 * 60
"""`08:00-05:00` is a slip for 17:00 rather than a day of 21 hours."""

TIME = (
    r"(?:noon|midday|midnight|\d{4}h?(?![\d:])|\d{1,2}(?:[:.]\d{2})?(?:\s*[ap]\.?m\.?|[ap]|h)?(?![a-z\d:]))"
)
SPAN = rf"{TIME}\s*(?:-|to|until|till?|thru|through)\s*{TIME}"

_PARTS = re.compile(rf"({TIME})\s*(?:-|to|until|till?|thru|through)\s*({TIME})", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap])?\.?m?\.?h?", re.IGNORECASE)
_WORDS = {"noon": "p", "midday": "p", "midnight": "a"}


@dataclass(frozen=True, slots=True)
class _Clock:
    """One written time; `half` is a or p, or None when it was not written."""

    hour: int
    minute: int
    half: str | None
    is_24h: bool = False

    def minutes(self, half: str | None = None) -> int:
        half = self.half or half
        hour = self.hour if half is None else self.hour % 12 + (12 if half == "p" else 0)
        return hour * 60 + self.minute


def read_span(written: str) -> tuple[int, int] | None:
    """Start and end in minutes, the end past 1440 when it is on the next day; None when in doubt."""
    found = _PARTS.fullmatch(written.strip())
    start, end = (_clock(found[1]), _clock(found[2])) if found else (None, None)
    if start is None or end is None:
        return None
    if start.half and end.half:
        return _forward(start.minutes(), end.minutes())
    if start.half or end.half:
        return _shortest_span(start, end)
    if start.is_24h or end.is_24h:
        return _day_clock_span(start, end)
    return _office_span(start, end)


def _clock(written: str) -> _Clock | None:
    text = written.lower().strip()
    if text in _WORDS:
        return _Clock(12, 0, _WORDS[text])
    if re.fullmatch(r"\d{4}h?", text):
        return _checked(_Clock(int(text[:2]), int(text[2:4]), None, is_24h=True))
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    is_24h = half is None and (hour > 12 or text.startswith("0") or text.endswith("h"))
    return _checked(_Clock(hour, minute, half, is_24h))


def _checked(clock: _Clock) -> _Clock | None:
    hours = range(1, 13) if clock.half else range(25)
    fits = clock.hour in hours and clock.minute < 60 and clock.hour * 60 + clock.minute <= DAY
    return clock if fits else None


def _forward(start: int, end: int) -> tuple[int, int]:
    """An end that is not after the start is on the next day; the same time twice is a whole day."""
    return start, end if end > start else end + DAY


def _day_clock_span(start: _Clock, end: _Clock) -> tuple[int, int] | None:
    """The 24-hour clock: `08:00-18:00`, `8-18`, `22:00-06:00`."""
    first, last = _forward(start.minutes(), end.minutes())
    is_slip = last > DAY and last % DAY != first and last - first > LONGEST_GUESSED_SPAN
    return None if is_slip else (first, last)


def _office_span(start: _Clock, end: _Clock) -> tuple[int, int] | None:
    """Nothing says which half of the day: `8-5`, `9:00-5:30`, `9 to 12`."""
    first, last = start.minutes(), end.minutes()
    if start.hour < EARLIEST_GUESSED_START:
        return None
    if start.hour == 12 or last <= first:
        last = last % NOON + NOON
    return (first, last) if last > first else None


def _shortest_span(start: _Clock, end: _Clock) -> tuple[int, int]:
    """One half is written, the other is the one that makes the shorter span: `9-5pm`, `3-11p`, `8a-5`."""
    starts = [start.minutes(half) for half in _halves(start)]
    ends = [end.minutes(half) for half in _halves(end)]
    spans = [_forward(first, last) for first in starts for last in ends]
    return min(spans, key=lambda span: span[1] - span[0])


def _halves(clock: _Clock) -> tuple[str | None, ...]:
    return (None,) if clock.half or clock.is_24h else ("a", "p")
