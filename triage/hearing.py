"""What the caller said, made ready to be judged: plain words, whose trouble it is, and whether it is happening now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from triage import patterns as p
from triage.lexicon.manners import SPANISH_ONLY, SPANISH_WORDS
from triage.lexicon.trouble import COUNTS
from triage.runbook import Runbook
from triage.types import Speaker, Turn
from triage.words import normalise, restore_names, tokens

MOST_TURNS_HEARD = 40
"""Beyond this the turn limit has long escalated the call."""


class Frame(StrEnum):
    """Whether what is told is happening now."""

    LIVE = "live"
    PAST = "past"
    PLANNED = "planned"
    DRILL = "drill"
    HYPOTHETICAL = "hypothetical"


class Scope(StrEnum):
    """Whom it hits."""

    UNKNOWN = "unknown"
    ONE = "one"
    SEVERAL = "several"
    EVERYBODY = "everybody"

    @property
    def is_many(self) -> bool:
        return self in {Scope.SEVERAL, Scope.EVERYBODY}


@dataclass(frozen=True, slots=True)
class Utterance:
    raw: str
    text: str
    frame: Frame
    live: str
    """The sentences that tell of now."""


@dataclass(frozen=True)
class Hearing:
    """All that the caller has said so far, in order."""

    utterances: tuple[Utterance, ...]
    turns_taken: int

    @cached_property
    def live(self) -> str:
        """What is told as happening now, one sentence mark between utterances."""
        return " . ".join(u.live for u in self.utterances if u.live)

    @cached_property
    def said(self) -> str:
        return " . ".join(u.text for u in self.utterances if u.text)

    @cached_property
    def latest(self) -> str:
        return self.utterances[-1].text if self.utterances else ""

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        return tuple(filter(None, (s.strip(" ,.") for s in self.live.split(" . "))))

    @cached_property
    def scope(self) -> Scope:
        """The last that was said about who is affected counts; being alone on shift says nothing."""
        return self.scope_from(0)

    def scope_from(self, place: int) -> Scope:
        """Return the scope that holds for a sentence and what follows it; a trifle told before it is over."""
        said = _told_scope(" . ".join(self.sentences[place:]))
        if said is not Scope.UNKNOWN:
            return said
        about = [
            s for s in self.sentences[place:] if p.HARD.search(s) or p.STOPPED_WORK.search(s)
        ] or self.sentences[place:]
        return Scope.ONE if about and all(p.OWN_THING.search(s) for s in about) else Scope.UNKNOWN

    @cached_property
    def people(self) -> int | None:
        """The largest number of people or machines that the caller named as affected."""
        numbers = [_number_in(hit.group()) for hit in p.SEVERAL.finditer(self.live)]
        return max((n for n in numbers if n), default=None)

    @cached_property
    def is_spanish(self) -> bool:
        return is_spanish(self.said)


def listen(turns: Sequence[Turn], runbook: Runbook) -> Hearing:
    """Hear the caller's turns, product names of the runbook put back where the recogniser broke them."""
    names = product_names(runbook)
    heard: list[Utterance] = []
    taken = 0
    for turn in turns:
        if turn.speaker is Speaker.AGENT:
            continue
        taken += 1
        if taken <= MOST_TURNS_HEARD:
            text = restore_names(normalise(turn.text), names)
            heard.append(Utterance(turn.text, text, frame_of(text), live_part(text)))
    return Hearing(tuple(heard), taken)


@lru_cache(maxsize=2_048)
def frame_of(text: str) -> Frame:
    """Tell whether an utterance speaks of now; any sign that it is going on makes it live."""
    if p.STAND_DOWN.search(text) or p.STILL_HAPPENING.search(text):
        return Frame.LIVE
    if p.DRILL.search(text) and not p.is_affirmed(p.LIFE, p.DRILL.sub(" ", text)):
        return Frame.DRILL
    if p.HYPOTHETICAL.search(text):
        return Frame.HYPOTHETICAL
    if p.ABOUT_THE_PAST.search(text) and p.PAST.search(text):
        return Frame.PAST
    if p.FINE_NOW.search(text) and not _BUT_NOT.search(text) and not p.JUST_ONE.search(text):
        return Frame.PAST
    if p.PLANNED.search(text) or (p.FUTURE.search(text) and p.PLANNED_COMING.search(text)):
        return Frame.PLANNED
    return Frame.LIVE


_BUT_NOT = p.compiled((r"(?:but|except) (?:\w+ ){0,6}(?:not|nobody|no one|nothing|still|dead|down|out)",))
_PRESENT = p.compiled((r"is|are|can not|will not|do not|does not|has|have|keeps?|says|nobody can|none of",))
_MARKS = (p.PAST, p.FINE_NOW, p.PLANNED, p.DRILL, p.HYPOTHETICAL, p.ABOUT_THE_PAST, p.FUTURE)


@lru_cache(maxsize=2_048)
def live_part(text: str) -> str:
    """Return what an utterance tells as happening now: all of it, or the sentences that leave its frame."""
    if frame_of(text) is Frame.LIVE:
        return text
    return " . ".join(sentence for sentence in text.split(" . ") if _stands_out(sentence))


def _stands_out(sentence: str) -> bool:
    if not p.HARD.search(sentence) or not _PRESENT.search(sentence):
        return False
    return not any(mark.search(sentence) for mark in _MARKS)


def _told_scope(text: str) -> Scope:
    own = p.OWN_THING.search(text) is not None
    everybody = (hit for hit in p.EVERYBODY.finditer(text) if not (own and _ABOUT_THINGS.match(hit.group())))
    found = [(hit.end(), Scope.EVERYBODY) for hit in everybody]
    found += [(hit.end(), Scope.SEVERAL) for hit in p.SEVERAL.finditer(text)]
    found += [(hit.end(), Scope.ONE) for hit in p.JUST_ONE.finditer(text)]
    if found:
        return max(found, key=lambda item: item[0])[1]
    return Scope.UNKNOWN


def scope_of(text: str) -> Scope:
    """Return whom a piece of live text says to be affected."""
    told = _told_scope(text)
    return Scope.ONE if told is Scope.UNKNOWN and p.OWN_THING.search(text) else told


_ABOUT_THINGS = re.compile(r"everything|all (?:of )?my|anything")
"""With a thing of one's own beside it ("everything on my laptop") this is no word about people."""
_DIGITS = re.compile(r"\d+")


def _number_in(text: str) -> int | None:
    numbers = [COUNTS[word] for word in text.split() if word in COUNTS]
    numbers += [int(digits) for digits in _DIGITS.findall(text) if len(digits) <= 4]
    return max(numbers, default=None)


def is_spanish(text: str) -> bool:
    """Tell whether the caller speaks Spanish: mostly its words, some of them only Spanish."""
    words = tokens(text)
    own = sum(word in SPANISH_ONLY for word in words)
    shared = sum(word in SPANISH_WORDS for word in words)
    return own >= 1 and shared + own >= 2 and shared * 3 >= len(words)


_NAME = re.compile(r"\b[A-Za-z]*[A-Z][A-Za-z]{4,}\b")
_COMPOUND = re.compile(r"\b([A-Z][a-z]{5,})([A-Z][A-Za-z]*)\b")
_EVERYDAY = frozenset(
    """phones internet email server servers office staff client clients patient patients production password printer
    monday tuesday wednesday thursday friday saturday sunday security suspected routine second waiting known badge
    vaccine donor clinical multiple multi nobody everyone laptop laptops music remote customer customers guest
    camera cameras main panel store stores microsoft windows thing there their please where which other""".split()
)


@lru_cache(maxsize=512)
def product_names(runbook: Runbook) -> dict[str, str]:
    """Return how the products in a runbook's systems, triggers and known issues may be called, in lower case."""
    texts = (
        *runbook.known_systems,
        *runbook.known_issues,
        *(rule.trigger for rule in runbook.escalation_rules),
    )
    names = {name.lower() for text in texts for name in _NAME.findall(text)}
    names |= {name.lower() for text in runbook.known_systems for name in re.findall(r"[A-Za-z]{5,}", text)}
    said = {name: name for name in sorted(names - _EVERYDAY)}
    for first, whole in (pair for text in texts for pair in _COMPOUND.findall(text)):
        if first.lower() not in _EVERYDAY:
            said.setdefault(first.lower(), (first + whole).lower())
    return said
