"""When of the year it is: a customer's p1_threshold may hold for a season only ("during tax season …")."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"), ("feb", "february"), ("mar", "march"), ("apr", "april"), ("may",), ("jun", "june"),
            ("jul", "july"), ("aug", "august"), ("sep", "sept", "september"), ("oct", "october"),
            ("nov", "november"), ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip


class Span(NamedTuple):
    """First and last day as (month, day); a span may reach across New Year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: date) -> bool:
        today = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= today <= self.last
        return today >= self.first or today <= self.last


SEASONS: dict[str, tuple[Span, ...]] = {
    "tax": (Span((1, 15), (4, 18)),),
    "extension": (Span((9, 1), (9, 16)), Span((10, 1), (10, 16))),
    "holiday": (Span((11, 20), (1, 2)),),
    "christmas": (Span((11, 20), (12, 26)),),
    "harvest": (Span((8, 15), (11, 15)),),
    "planting": (Span((3, 15), (6, 15)),),
    "crush": (Span((8, 15), (11, 1)),),
    "open enrollment": (Span((11, 1), (1, 15)),),
    "flu": (Span((10, 1), (3, 31)),),
    "ski": (Span((11, 15), (4, 15)),),
    "wedding": (Span((5, 1), (10, 15)),),
    "summer": (Span((6, 1), (8, 31)),),
    "winter": (Span((12, 1), (3, 1)),),
    "back to school": (Span((8, 1), (9, 15)),),
    "registration": (Span((8, 1), (9, 15)), Span((1, 2), (2, 1))),
    "heating": (Span((10, 15), (4, 15)),),
}

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATES = re.compile(
    rf"\b({_MONTH})\.? ?(\d{{1,2}})?\s*(?:-|–|to|through|until)\s*({_MONTH})\.? ?(\d{{1,2}})?\b"
)
_MONTH_END = re.compile(r"month[ -]end|(?:end|last days?|close) of (?:the )?month|quarter[ -]end|year[ -]end")


@lru_cache(maxsize=2_048)
def named_spans(text: str) -> tuple[Span, ...]:
    """Return the seasons and date ranges that a text names."""
    plain = text.lower()
    spans = [
        span
        for name, known in SEASONS.items()
        if re.search(rf"\b{name} season|during {name}\b", plain)
        for span in known
    ]
    if spans and (dated := _dates(plain)):
        return dated
    return tuple(spans) or _dates(plain)


def _dates(plain: str) -> tuple[Span, ...]:
    return tuple(
        Span((MONTHS[first], int(day or 1)), (MONTHS[last], int(last_day or 31)))
        for first, day, last, last_day in _DATES.findall(plain)
    )


def is_in_season(text: str, today: date) -> bool | None:
    """Tell whether a season that the text names is on; None when it names none."""
    if _MONTH_END.search(text.lower()):
        return today.day >= 28 or today.day <= 3
    spans = named_spans(text)
    return any(span.holds(today) for span in spans) if spans else None
