"""What the caller said, made ready to be judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from triage import patterns as p
from triage.frames import Frame, frame_of, live_part
from triage.lexicon.manners import SPANISH_ONLY, SPANISH_WORDS
from triage.product_names import product_names
from triage.runbook import Runbook
from triage.scope import Scope, people_in, told_scope
from triage.types import Speaker, Turn
from triage.words import normalise, restore_names, tokens

MOST_TURNS_HEARD = 40
"""Beyond this the turn limit has long escalated the call."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One thing the caller said: as written, as plain words, and the part of it that tells of now."""

    raw: str
    text: str
    frame: Frame
    live: str


@dataclass(frozen=True)
class Hearing:
    """All that the caller has said so far, in order."""

    utterances: tuple[Utterance, ...]
    turns_taken: int

    @cached_property
    def live(self) -> str:
        """What is told as happening now, a sentence mark between utterances."""
        return " . ".join(u.live for u in self.utterances if u.live)

    @cached_property
    def said(self) -> str:
        return " . ".join(u.text for u in self.utterances if u.text)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences that tell of now."""
        return tuple(filter(None, (s.strip(" ,.") for s in self.live.split(" . "))))

    @cached_property
    def scope(self) -> Scope:
        """Whom it hits, by the last that was said about it; being alone on shift says nothing."""
        return self.scope_from(0)

    def scope_from(self, place: int) -> Scope:
        """Return the scope that holds for a sentence and what follows it; a trifle told before it is over."""
        rest = self.sentences[place:]
        told = told_scope(" . ".join(rest))
        if told is not Scope.UNKNOWN:
            return told
        about = [s for s in rest if p.HARD.search(s) or p.STOPPED_WORK.search(s)] or rest
        return Scope.ONE if about and all(p.OWN_THING.search(s) for s in about) else Scope.UNKNOWN

    @cached_property
    def people(self) -> int | None:
        return people_in(self.live)

    @cached_property
    def is_spanish(self) -> bool:
        return is_spanish(self.said)


def listen(turns: Sequence[Turn], runbook: Runbook) -> Hearing:
    """Hear the caller's turns, product names of the runbook put back where the recogniser broke them."""
    said = [turn.text for turn in turns if turn.speaker is Speaker.CALLER]
    return Hearing(tuple(_heard(text, runbook) for text in said[:MOST_TURNS_HEARD]), len(said))


@lru_cache(maxsize=4_096)
def _heard(raw: str, runbook: Runbook) -> Utterance:
    """Hear one utterance; the next turn of the same call hears it again."""
    text = restore_names(normalise(raw), product_names(runbook))
    return Utterance(raw, text, frame_of(text), live_part(text))


def is_spanish(text: str) -> bool:
    """Tell whether the caller speaks Spanish: a third of its words at least, and one that only Spanish has."""
    words = tokens(text)
    own = sum(word in SPANISH_ONLY for word in words)
    shared = sum(word in SPANISH_WORDS for word in words)
    return own >= 1 and shared + own >= 2 and shared * 3 >= len(words)
