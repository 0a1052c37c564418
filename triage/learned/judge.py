"""The learned judge: how much a call resembles those that had to wake somebody."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from triage.hearing import Hearing
from triage.learned.ear import meaning, prepare
from triage.learned.features import features
from triage.learned.kinds import LIFE, SELF_HARM
from triage.learned.machine import Machine, Verdict
from triage.situation import Situation, beside_runbook
from triage.words import tokens

ARTEFACT = Path(__file__).with_name("judge.npz")
"""What the known calls taught; written by `python -m triage.tests.write_judge`, never by hand."""

SURE_OF_LAST_WORDS = 0.25
"""The last words alone count when they tell a matter of their own, not when they only answer a question."""


LIFE_LIKELY = 0.25
"""Naming 911 once too often costs a sentence."""


@cache
def machine() -> Machine:
    return Machine.load(ARTEFACT)


@lru_cache(maxsize=1_024)
def worry(situation: Situation) -> float:
    """Return about +1 for a call that sounds like one that must wake somebody, about -1 for one that can wait."""
    whole = verdict(situation).worry
    if len(situation.hearing.utterances) < 2:
        return whole
    last = last_words_alone(situation)
    alone = verdict(last).worry if tokens(last.hearing.said) else whole
    return max(whole, alone) if alone >= SURE_OF_LAST_WORDS else whole


@lru_cache(maxsize=1_024)
def verdict(situation: Situation) -> Verdict:
    """Return what the machine says of all that was told so far."""
    return machine().judge(features(situation, machine().axes))


def last_words_alone(situation: Situation) -> Situation:
    """What was said last may be a new matter, behind a trifle."""
    hearing = Hearing(situation.hearing.utterances[-1:], situation.hearing.turns_taken)
    return beside_runbook(hearing, situation.runbook, situation.threshold)


def numbers_to_dial(situation: Situation) -> tuple[str, ...]:
    """Return the emergency numbers that callers had to be told of in calls that sounded like this one."""
    likely = verdict(situation).kinds
    return tuple(
        number for kind, number in ((LIFE, "911"), (SELF_HARM, "988")) if likely[kind] >= LIFE_LIKELY
    )


def warm_up() -> None:
    """Load what the first caller would otherwise wait for: half a second, once per process."""
    prepare(machine().usual_pieces.tolist())
    meaning("hello")
