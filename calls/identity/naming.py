"""Which company a caller named: by letters and by sound, for "acne manufacturing" is Acme Manufacturing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import jellyfish
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

SURE = 98.0
LIKELY = 78.0
APART = 6.0  # points by which the best must lead
SOUND_WEIGHT = 0.95  # what only sounds alike is never sure
MOST_WORDS = 60
SHORTEST_HEAD = 3
SHORTEST_NEAR = 4  # letters of a name in which one may be wrong
LEGAL_FORMS = frozenset(
    {
        "the",
        "inc",
        "llc",
        "llp",
        "ltd",
        "limited",
        "corp",
        "corporation",
        "co",
        "company",
        "gmbh",
        "plc",
        "pllc",
        "pc",
    }
)
COURTESY = frozenset(
    "hi hello hey it its s is this that i m im am we we're re are from at with for of a an um uh er so sorry yes yeah "
    "my our name office calling call called here please thanks thank you okay ok in work".split()
)
"""Words around a name that tell of no trouble."""
CUE = re.compile(
    r"\b(?:from|at|with|for|company is|company's|this is|work for|office of|over at)\s+", re.IGNORECASE
)
WORDS_BEHIND_CUE = 6
_NOT_A_LETTER = re.compile(r"[^\w&]+|_")


class Named(NamedTuple):
    """The customer that was most likely named. Unless `is_sure`, the caller is asked whether it was heard right."""

    customer: int
    is_sure: bool
    is_all: bool
    """Whether nothing else was said that the triage should hear."""


def named_company(text: str, names: Mapping[int, Sequence[str]], *, was_asked: bool) -> Named | None:
    """Return which of the customers (id → name and aliases) a caller named, or None when that is unclear.

    Unless the caller `was_asked` for the company, only words behind "from", "at" and the like count: a customer may
    be called Summit, or First.
    """
    heard = words_of(text)[:MOST_WORDS] if was_asked else _behind_cues(text)
    if not heard:
        return None
    fits = sorted(
        (
            (_best_fit(heard, spoken_forms(own, names), was_asked=was_asked), key)
            for key, own in names.items()
        ),
        reverse=True,
    )
    best, customer = fits[0]
    second = fits[1][0].score if len(fits) > 1 else 0.0
    if best.score < LIKELY or best.score - second < APART:
        return None
    beside = heard[: best.start] + heard[best.end :]
    return Named(customer, best.score >= SURE, was_asked and only_courtesy(beside))


def only_courtesy(words: Sequence[str]) -> bool:
    return COURTESY.issuperset(words)


def words_of(text: str) -> list[str]:
    """Return the words that distinguish a name; letters that were spelt make one word again."""
    plain = _NOT_A_LETTER.sub(" ", text.casefold().replace("'s ", " ").replace("&", " and ")).split()
    return [word for word in _joined(plain) if word not in LEGAL_FORMS]


def spoken_forms(own: Sequence[str], names: Mapping[int, Sequence[str]]) -> list[list[str]]:
    """Return a company's names as words: in full, and by the first word alone where no other company shares it."""
    full = [words for words in map(words_of, own) if words]
    heads = [words[:1] for words in full if len(words) > 1 and len(words[0]) >= SHORTEST_HEAD]
    shared = [words_of(name)[:1] for other in names.values() if other is not own for name in other]
    return full + [head for head in heads if head not in shared]


class _Fit(NamedTuple):
    """How well a stretch of what was heard fits a name, 0 to 100."""

    score: float
    start: int = 0
    end: int = 0


def _best_fit(heard: Sequence[str], forms: Sequence[Sequence[str]], *, was_asked: bool) -> _Fit:
    fits = (
        _Fit(_likeness(heard[start:end], form, was_asked=was_asked), start, end)
        for form in forms
        for start, end in _stretches(len(heard), len(form))
    )
    return max(fits, default=_Fit(0.0))


def _likeness(heard: Sequence[str], form: Sequence[str], *, was_asked: bool) -> float:
    """Words are joined, so that "north wind" is Northwind. Who was asked for a name said one: a letter may be wrong."""
    said, meant = "".join(heard), "".join(form)
    by_sound = fuzz.ratio(jellyfish.metaphone(" ".join(heard)), jellyfish.metaphone(" ".join(form)))
    letters = fuzz.ratio(said, meant)
    likeness = max(letters, (by_sound + letters) / 2 * SOUND_WEIGHT)
    is_near = was_asked and len(meant) >= SHORTEST_NEAR and Levenshtein.distance(said, meant) == 1
    return max(likeness, LIKELY) if is_near else likeness


def _stretches(heard: int, length: int) -> Iterator[tuple[int, int]]:
    for size in {max(1, length - 1), length, length + 1}:
        for start in range(heard - size + 1):
            yield start, start + size


def _behind_cues(text: str) -> list[str]:
    found = [words_of(text[match.end() :])[:WORDS_BEHIND_CUE] for match in CUE.finditer(text)]
    return [word for words in found for word in words]


def _joined(words: Sequence[str]) -> Iterator[str]:
    """Join runs of single letters: "a c m e" was spelt."""
    spelt = ""
    for word in words:
        if len(word) == 1 and word.isalpha():
            spelt += word
            continue
        if spelt:
            yield spelt
        spelt = ""
        yield word
    if spelt:
        yield spelt
