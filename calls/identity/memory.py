"""What is remembered of a number: its earlier calls. Nothing is stored twice, so erasing a call erases the memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import NamedTuple

LONGEST = 160


class Earlier(NamedTuple):
    """A call that came from the same number. `reach`: the name and numbers that the caller gave."""

    started_at: datetime
    first_words: str
    disposition: str
    category: str = ""
    language: str = ""
    reach: str = ""


def remembered(calls: Sequence[Earlier], number: str, zone: tzinfo) -> tuple[str, ...]:
    """Return the memory in lines: what the calls of a number were and became, newest first, then what the caller prefers."""
    return (*(_line(call, zone) for call in calls), *_preferred(calls, number))


def _line(call: Earlier, zone: tzinfo) -> str:
    """When it was, in the tenant's time, what was said first and what became of it."""
    day = f"{call.started_at.astimezone(zone):%A %Y-%m-%d}"
    said = call.first_words[:LONGEST] or "said nothing"
    return f"called on {day}: {said} ({call.disposition.replace('_', ' ')})"


def _preferred(calls: Sequence[Earlier], number: str) -> list[str]:
    """The newest word on each counts: people change numbers."""
    language = next((call.language for call in calls if call.language), "")
    told = ([part for part in call.reach.split(", ") if part not in ("", number)] for call in calls)
    reach = ", ".join(next(filter(None, told), []))
    lines = [f"spoke {language} when he called before"] if language else []
    return lines + ([f"gave as name and number for calling back: {reach[:LONGEST]}"] if reach else [])
