"""The public holidays on which an office in a country is closed, without anybody writing them down."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

US_CLOSING_DAYS = (
    "New Year's Day",
    "Memorial Day",
    "Independence Day",
    "Labor Day",
    "Thanksgiving",
    "Christmas Day",
)
"""The six that nearly every private office in the US keeps. On the other five federal holidays most are open,
and an office that is not writes it down as `closed`."""


@lru_cache(maxsize=256)
def closing_days(country: str, year: int) -> frozenset[date]:
    """The days of a year on which offices are closed, observed days included; none for an unknown country."""
    # Imported late: a kernel without business hours, or asked about a country never, starts without it.
    import holidays

    try:
        calendar = holidays.country_holidays(country, years=year)
    except (NotImplementedError, KeyError):
        return frozenset()
    return frozenset(
        day for day, name in calendar.items() if country != "US" or name.startswith(US_CLOSING_DAYS)
    )
