"""Whether what a caller tells is happening now, or is over, planned, rehearsed or only imagined."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from triage import patterns as p


class Frame(StrEnum):
    LIVE = "live"
    PAST = "past"
    PLANNED = "planned"
    DRILL = "drill"
    HYPOTHETICAL = "hypothetical"


@lru_cache(maxsize=2_048)
def frame_of(text: str) -> Frame:
    """Tell whether an utterance speaks of now; any sign that it is going on makes it live."""
    if p.STAND_DOWN.search(text) or p.STILL_HAPPENING.search(text):
        return Frame.LIVE
    if p.DRILL.search(text) and not p.is_affirmed(p.LIFE, p.DRILL.sub(" ", text)):
        return Frame.DRILL
    if p.HYPOTHETICAL.search(text):
        return Frame.HYPOTHETICAL
    if _is_over(text):
        return Frame.PAST
    if p.PLANNED.search(text) or (p.FUTURE.search(text) and p.PLANNED_COMING.search(text)):
        return Frame.PLANNED
    return Frame.LIVE


def _is_over(text: str) -> bool:
    if p.ABOUT_THE_PAST.search(text) and p.PAST.search(text):
        return True
    fine = p.FINE_NOW.search(text) and not p.JUST_ONE.search(text)
    return bool(fine) and not _BUT_NOT.search(text)


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


_BUT_NOT = p.compiled((r"(?:but|except) (?:\w+ ){0,6}(?:not|nobody|no one|nothing|still|dead|down|out)",))
_PRESENT = p.compiled((r"is|are|can not|will not|do not|does not|has|have|keeps?|says|nobody can|none of",))
_MARKS = (p.PAST, p.FINE_NOW, p.PLANNED, p.DRILL, p.HYPOTHETICAL, p.ABOUT_THE_PAST, p.FUTURE)
