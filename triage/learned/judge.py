"""The learned judge: how much a call resembles those that had to wake somebody."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from triage.learned.ear import meaning, prepare
from triage.learned.features import features
from triage.learned.machine import Machine, Verdict
from triage.situation import Situation

ARTEFACT = Path(__file__).with_name("judge.npz")
"""What the known calls taught; written by `python -m triage.tests.write_judge`, never by hand."""

LIFE_LIKELY = -0.7
"""Naming 911 once too often costs a sentence."""


@cache
def machine() -> Machine:
    return Machine.load(ARTEFACT)


def worry(situation: Situation) -> float:
    """Return about +1 for a call that sounds like one that must wake somebody, about -1 for one that can wait."""
    return verdict(situation).worry


@lru_cache(maxsize=1_024)
def verdict(situation: Situation) -> Verdict:
    """Return what the machine says of all that was told so far."""
    return machine().judge(features(situation, machine().axes))


def numbers_to_dial(situation: Situation) -> tuple[str, ...]:
    """Return the emergency numbers that callers had to be told of in calls that sounded like this one."""
    told = verdict(situation)
    return tuple(
        number for number, likely in (("911", told.life), ("988", told.self_harm)) if likely >= LIFE_LIKELY
    )


def warm_up() -> None:
    """Load what the first caller would otherwise wait for: half a second, once per process."""
    prepare(machine().usual_pieces.tolist())
    meaning("hello")
