"""What a customer's `p1_threshold` asks for: how many people, and in which season even one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from triage.lexicon.trouble import COUNTS
from triage.seasons import is_in_season

DEFAULT_PEOPLE = 2
"""Without a number in the runbook, two people who cannot work are several."""

_NUMBER = r"(\d+|one|" + "|".join(COUNTS) + ")"
_MORE_THAN = re.compile(rf"\b(?:more than|over|greater than|exceeding) {_NUMBER}\b")
_OR_MORE = re.compile(rf"\b(?:{_NUMBER} or more|at least {_NUMBER}|{_NUMBER}\+)")
_ANYONE = re.compile(
    r"\bany (?:\w+ ){0,2}?(?:member|person|user|employee|staff|attorney|provider|one|preparer|nurse)|\banyone\b|\bone person\b|\ba single (?:person|user)"
)
_CLAUSES = re.compile(r";|,? otherwise,?|,? or else|\. ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Threshold:
    """`people` is how many must be stopped; `anyone` says that one person is enough now."""

    people: int = DEFAULT_PEOPLE
    anyone: bool = False


def read_threshold(text: str | None, now: datetime) -> Threshold:
    """Read the threshold as it stands on this day; a clause whose season is over does not count."""
    return _on_day(text or "", now.date())


@lru_cache(maxsize=1_024)
def _on_day(text: str, today: date) -> Threshold:
    people: int | None = None
    anyone = False
    for clause in _CLAUSES.split(text.lower()):
        season = is_in_season(clause, today)
        if season is False:
            continue
        if season and _ANYONE.search(clause):
            anyone = True
        people = people or _people(clause)
    return Threshold(people or DEFAULT_PEOPLE, anyone)


def _people(clause: str) -> int | None:
    if hit := _MORE_THAN.search(clause):
        return _as_number(hit[1]) + 1
    if hit := _OR_MORE.search(clause):
        return _as_number(next(group for group in hit.groups() if group))
    return None


def _as_number(word: str) -> int:
    return int(word) if word.isdigit() else COUNTS.get(word, 1)
