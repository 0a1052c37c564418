"""A call as the learned judge sees it: what its utterances mean, which signs are there, which words were used."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from triage.dispositions import confirms_fix, is_no_call_for_us, is_out_of_scope, will_try
from triage.learned.ear import SIZE, meaning, meanings
from triage.learned.signs import SIGNS
from triage.matching import best_phrase, known_issue_met, quiet_rules, waking_rules
from triage.runbook import EscalationRule, Runbook, trigger_phrases
from triage.words import stem

if TYPE_CHECKING:
    from triage.learned.ear import Vector
    from triage.situation import Situation

ALL_OF_IT, LAST_WORDS, FIRST_WORDS, LATER, SIGN, BESIDE, LIKENESS = 1.1, 1.1, 0.7, 0.6, 0.28, 0.33, 1.1
"""How much each group of features counts in the distance between two calls.

The floor's findings are not among them: their words grew with the known calls, on which they are nearly always right,
and a judge that learned to trust them would second them where they err.
"""
FIRST_AXES = 32
"""Directions of meaning in which the first words are looked at: what a call began as is told in fewer."""
MOST_LATER = 2
"""Things said after the first that are told apart: more of them say no more."""


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """`meanings` and `marks` span the space in which calls are near or far; `grams` are words and short phrases."""

    meanings: Vector
    marks: Vector
    grams: frozenset[str]

    @property
    def point(self) -> Vector:
        return np.concatenate([self.meanings, self.marks])


def meanings_of(situation: Situation) -> list[Vector]:
    """Return the meaning of each thing the caller said; of silence it is nought."""
    heard = [meaning(utterance.raw) for utterance in situation.hearing.utterances if utterance.text]
    return heard or [np.zeros(SIZE, dtype=np.float32)]


def features(situation: Situation, axes: Vector) -> Features:
    """Return what the judge weighs of a call.

    `axes` are the directions, a column each, in which the meanings of known calls differ most.
    """
    heard = np.array(meanings_of(situation))
    return Features(
        meanings=np.concatenate(
            [
                heard.max(axis=0) @ axes * ALL_OF_IT,
                heard[-1] @ axes * LAST_WORDS,
                heard[0] @ axes[:, :FIRST_AXES] * FIRST_WORDS,
            ]
        ),
        marks=np.array(
            [
                LATER * min(len(heard) - 1, MOST_LATER),
                *(SIGN * is_there(situation) for _, is_there in SIGNS),
                *(BESIDE * value for value in _beside_the_runbook(situation)),
                *(LIKENESS * value for value in _likeness(situation, heard.mean(axis=0))),
            ],
            dtype=np.float32,
        ),
        grams=grams(situation.hearing.said),
    )


def _beside_the_runbook(situation: Situation) -> tuple[float, ...]:
    hearing, runbook = situation.hearing, situation.runbook
    return (
        situation.known_issue is not None,
        known_issue_met(runbook, hearing.live) is not None,
        is_out_of_scope(hearing, runbook) is not None,
        confirms_fix(hearing),
        will_try(hearing),
        is_no_call_for_us(hearing),
        situation.threshold.anyone,
        max((best_phrase(rule, hearing.live)[0] for rule in waking_rules(runbook)), default=0.0),
        max((best_phrase(rule, hearing.live)[0] for rule in quiet_rules(runbook)), default=0.0),
    )


def _likeness(situation: Situation, heard: Vector) -> tuple[float, ...]:
    """Return how near the call is to the runbook's waking rules, quiet rules, known issues and what is out of scope."""
    runbook = situation.runbook
    _read(runbook)
    return (
        _nearest(heard, phrases_of(waking_rules(runbook))),
        _nearest(heard, phrases_of(quiet_rules(runbook))),
        _nearest(heard, runbook.known_issues),
        _nearest(heard, runbook.out_of_scope_phrases),
    )


@lru_cache(maxsize=512)
def phrases_of(rules: tuple[EscalationRule, ...]) -> tuple[str, ...]:
    return tuple(phrase for rule in rules for phrase in trigger_phrases(rule.trigger))


@lru_cache(maxsize=512)
def _read(runbook: Runbook) -> None:
    """Work out together what every call is held against: rules, known issues, what is out of scope; it is remembered."""
    rules = runbook.escalation_rules
    meanings(
        [
            *(rule.trigger for rule in rules),
            *phrases_of(rules),
            *runbook.known_issues,
            *runbook.out_of_scope_phrases,
        ]
    )


def _nearest(heard: Vector, texts: Sequence[str]) -> float:
    return float((matrix_of(tuple(texts)) @ heard).max()) if texts else 0.0


@lru_cache(maxsize=1_024)
def matrix_of(texts: tuple[str, ...]) -> Vector:
    """The runbook's own words, encoded once."""
    return np.array(meanings(texts))


@lru_cache(maxsize=2_048)
def grams(text: str) -> frozenset[str]:
    """Return the stems of a text, alone, in pairs and in threes, across no pause."""
    words = [stem(word) for word in text.split() if word != ","]
    pairs = (" ".join(pair) for pair in itertools.pairwise(words))
    threes = (" ".join(three) for three in zip(words, words[1:], words[2:], strict=False))
    return frozenset((*words, *pairs, *threes))
