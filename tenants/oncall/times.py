"""A time as people type it, on the clock of a place: `02:10`, `2026-12-25 02:10`, `now`, or with its offset."""

from __future__ import annotations

from datetime import datetime, time, tzinfo

EXAMPLE = 'write it like "2026-12-25 02:10", 02:10 for today, or now'


def parse_time(text: str, *, zone: tzinfo, now: datetime) -> datetime:
    """Return the instant that was meant; without an offset the clock of `zone` counts. Raise ValueError."""
    written = text.strip()
    if written.lower() in ("", "now"):
        return now
    try:
        found = _on_the_clock(written, now.astimezone(zone))
    except ValueError as exc:
        raise ValueError(f"{text!r} is no time; {EXAMPLE}") from exc
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _on_the_clock(written: str, today: datetime) -> datetime:
    if len(written) <= 5:
        return datetime.combine(today.date(), time.fromisoformat(written.rjust(5, "0")))
    return datetime.fromisoformat(written)
