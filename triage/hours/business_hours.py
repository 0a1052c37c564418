"""Whether a customer's business is open: from the words of the runbook to yes or no.

Hours that are not understood count as closed, so the night rules apply.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from triage.hours.opening import BusinessHours
from triage.hours.parser import read_hours

__all__ = ["BusinessHours", "is_after_hours", "parse_hours"]

LONGEST_TEXT = 500
"""Business hours are a line; what is longer is something else."""


@lru_cache(maxsize=2048)
def parse_hours(text: str, *, default_zone: str | None = None) -> BusinessHours | None:
    """Understand hours such as `Mon-Fri 8a-6p CT`, or return None.

    A text without a time zone needs `default_zone`. None is also the answer to anything in doubt: hours that are
    read wrongly would be worse than hours that are asked for again.
    """
    return read_hours(text, default_zone) if len(text) <= LONGEST_TEXT else None


def is_after_hours(text: str | None, now: datetime, *, default_zone: str | None = None) -> bool:
    """Whether `now` (aware) lies outside the hours; no hours, or hours not understood, count as after hours."""
    hours = parse_hours(text, default_zone=default_zone) if text else None
    return hours is None or not hours.is_open(now)
