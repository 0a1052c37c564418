"""The vocabulary compiled once: each name here is a lexicon list as one regular expression."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from triage.lexicon import danger, manners, quiet, tone, trouble

REMEMBERED = 256
"""Texts for which an expression remembers what it found."""


class Pattern:
    """One expression. Several checks ask it about the same sentence, and so does the next turn: it remembers."""

    __slots__ = ("finditer", "match", "search", "sub")

    def __init__(self, expression: str) -> None:
        compiled = re.compile(expression)
        self.search: Callable[[str], re.Match[str] | None] = lru_cache(maxsize=REMEMBERED)(compiled.search)
        self.match: Callable[[str], re.Match[str] | None] = compiled.match
        self.finditer: Callable[[str], Iterator[re.Match[str]]] = compiled.finditer
        self.sub: Callable[[str, str], str] = compiled.sub


_NEGATION = re.compile(r"\b(?:no|not|never|without|nobody|sin|ningun|ninguna)(?: \w+){0,2} ?$")
_SENTENCE_END = re.compile(r"[.,]")


def compiled(fragments: tuple[str, ...]) -> Pattern:
    """Join fragments into one expression on whole words; a gap between words may hold a comma, never a full stop."""
    joined = "|".join(fragments).replace(r"(?:\w+ ){", r"(?:[\w,]+ ){")
    return Pattern(rf"\b(?:{joined})(?!\w)")


def affirmed(pattern: Pattern, text: str) -> Iterator[re.Match[str]]:
    """Yield the hits that no "no" or "not" stands right before, in the same breath."""
    if not pattern.search(text):
        return
    for hit in pattern.finditer(text):
        before = _SENTENCE_END.split(text[: hit.start()])[-1]
        if not _NEGATION.search(before):
            yield hit


def is_affirmed(pattern: Pattern, text: str) -> bool:
    """Whether a pattern is met without a "no" before it. No pattern reaches over the mark between sentences."""
    return any(_is_affirmed_in(pattern, sentence) for sentence in text.split(" . "))


@lru_cache(maxsize=16_384)
def _is_affirmed_in(pattern: Pattern, sentence: str) -> bool:
    """One sentence, judged once: the next turn of the same call hears it again."""
    return next(affirmed(pattern, sentence), None) is not None


SELF_HARM = compiled(danger.SELF_HARM)
LIFE = compiled(danger.LIFE)
FIRE = compiled(danger.FIRE)
WATER = compiled(danger.WATER)
HEAT = compiled(danger.HEAT)
SAFETY = compiled(danger.SAFETY)
CLIMATE = compiled(danger.CLIMATE)
DOORS = compiled(danger.DOORS)
IMPOSTOR = compiled(danger.IMPOSTOR)
SECURITY = compiled(danger.SECURITY)
SECURITY_PLAIN = compiled(danger.SECURITY_PLAIN)
DATA_LOSS = compiled(danger.DATA_LOSS)

EVERYBODY = compiled(trouble.EVERYBODY)
SEVERAL = compiled(trouble.SEVERAL)
JUST_ONE = compiled(trouble.JUST_ONE)
OWN_THING = compiled(trouble.OWN_THING)
HARD = compiled(trouble.HARD)
SITE_SYSTEMS = compiled(trouble.SITE_SYSTEMS)
BUSINESS_SYSTEMS = compiled(trouble.BUSINESS_SYSTEMS)
CONSEQUENCE = compiled(trouble.CONSEQUENCE)
STOPPED_WORK = compiled(trouble.STOPPED_WORK)
DEADLINE_EVENT = compiled(trouble.DEADLINE_EVENT)
DEADLINE_SOON = compiled(trouble.DEADLINE_SOON)
CRITICAL_ROLE = compiled(trouble.CRITICAL_ROLE)

PAST = compiled(quiet.PAST)
FINE_NOW = compiled(quiet.FINE_NOW)
ABOUT_THE_PAST = compiled(quiet.ABOUT_THE_PAST)
PLANNED = compiled(quiet.PLANNED)
FUTURE = compiled(quiet.FUTURE)
PLANNED_COMING = compiled(quiet.PLANNED_COMING)
DRILL = compiled(quiet.DRILL)
HYPOTHETICAL = compiled(quiet.HYPOTHETICAL)
STILL_HAPPENING = compiled(quiet.STILL_HAPPENING)
STAND_DOWN = compiled(quiet.STAND_DOWN)
REQUEST = compiled(quiet.REQUEST)
TRIVIAL_THING = compiled(quiet.TRIVIAL_THING)
PERSONAL_THING = compiled(quiet.PERSONAL_THING)
NUISANCE = compiled(quiet.NUISANCE)
SALES = compiled(quiet.SALES)
OUT_OF_SCOPE = compiled(quiet.OUT_OF_SCOPE)
MISDIAL = compiled(quiet.MISDIAL)
ROBOCALL = compiled(quiet.ROBOCALL)
MORE_TO_COME = compiled(quiet.MORE_TO_COME)
NOT_FALLEN_FOR = compiled(quiet.NOT_FALLEN_FOR)

WANTS_HUMAN = compiled(manners.WANTS_HUMAN)
NO_HUMAN_NEEDED = compiled(manners.NO_HUMAN_NEEDED)
CONFIRMS_FIX = compiled(manners.CONFIRMS_FIX)
NOT_FIXED = compiled(manners.NOT_FIXED)
WILL_TRY = compiled(manners.WILL_TRY)
CLOSING = compiled(manners.CLOSING)

WE = compiled(tone.WE)
LACK = compiled(tone.LACK)
OTHERS = compiled(tone.OTHERS)
UNEASE = compiled(tone.UNEASE)
HURRY = compiled(tone.HURRY)
CAN_WAIT = compiled(tone.CAN_WAIT)
IMPORTANT_THINGS = compiled(tone.IMPORTANT_THINGS)
MORE_THAN_KNOWN = compiled(quiet.MORE_THAN_KNOWN)
GRAVE_SECURITY = compiled(danger.GRAVE_SECURITY)
DOWN_NEAR = compiled(trouble.DOWN_NEAR)
SITE_LOST = compiled(trouble.SITE_LOST)
NOT_THE_SITE = compiled(trouble.NOT_THE_SITE)
CORE_DOWN = compiled(trouble.CORE_DOWN)
HARD_DEADLINE = compiled(trouble.HARD_DEADLINE)
CRITICAL_WORK = compiled(trouble.CRITICAL_WORK)
INSISTS = compiled(manners.INSISTS)
