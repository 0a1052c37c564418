"""Whom a trouble hits, and how many."""

from __future__ import annotations

import re
from enum import StrEnum

from triage import patterns as p
from triage.lexicon.trouble import COUNTS


class Scope(StrEnum):
    UNKNOWN = "unknown"
    ONE = "one"
    SEVERAL = "several"
    EVERYBODY = "everybody"

    @property
    def is_many(self) -> bool:
        return self in {Scope.SEVERAL, Scope.EVERYBODY}


def told_scope(text: str) -> Scope:
    """Return whom the caller says in so many words to be affected; the last word counts."""
    own = p.OWN_THING.search(text) is not None
    everybody = (hit for hit in p.EVERYBODY.finditer(text) if not (own and _ABOUT_THINGS.match(hit.group())))
    found = [(hit.end(), Scope.EVERYBODY) for hit in everybody]
    found += [(hit.end(), Scope.SEVERAL) for hit in p.SEVERAL.finditer(text)]
    found += [(hit.end(), Scope.ONE) for hit in p.JUST_ONE.finditer(text)]
    return max(found, key=lambda item: item[0])[1] if found else Scope.UNKNOWN


def scope_of(text: str) -> Scope:
    """Return whom a piece of text says to be affected; a thing of one's own is one person's."""
    told = told_scope(text)
    return Scope.ONE if told is Scope.UNKNOWN and p.OWN_THING.search(text) else told


def people_in(text: str) -> int | None:
    """Return the largest number of people or machines that the text names as affected."""
    numbers = [number for hit in p.SEVERAL.finditer(text) for number in _numbers(hit.group())]
    return max(numbers, default=None)


def _numbers(text: str) -> list[int]:
    words = [COUNTS[word] for word in text.split() if word in COUNTS]
    return words + [int(digits) for digits in _DIGITS.findall(text) if len(digits) <= 4]


_ABOUT_THINGS = re.compile(r"everything|all (?:of )?my|anything")
"""With a thing of one's own beside it ("everything on my laptop") this is no word about people."""
_DIGITS = re.compile(r"\d+")
