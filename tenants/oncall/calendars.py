"""Public holidays of a country or of a part of it, by the name that people write: US, US-TX, DE-BY."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache


@lru_cache(maxsize=512)
def calendar_of(code: str, year: int) -> Mapping[date, str]:
    """Return the public holidays of a year with their names; none for an empty code.

    Raise ValueError, in words for an owner, for a country or a part of one that is not known.
    """
    if not code:
        return {}
    # Imported late: the library is large, and most tenants never name a calendar.
    import holidays

    country, _, part = code.upper().partition("-")
    try:
        return dict(holidays.country_holidays(country, subdiv=part or None, years=year, language="en_US"))
    except NotImplementedError as exc:
        raise ValueError(
            f"{code!r} is no calendar that we know; write a country such as US, or with its state, US-TX"
        ) from exc


def with_own_days(code: str, own: Mapping[date, str]) -> Callable[[int], Mapping[date, str]]:
    """Return the holidays by year: those of the public calendar, and the days that are one's own."""

    def holidays_of(year: int) -> Mapping[date, str]:
        return {**calendar_of(code, year), **{day: name for day, name in own.items() if day.year == year}}

    return lru_cache(maxsize=8)(holidays_of)
