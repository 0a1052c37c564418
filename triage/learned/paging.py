"""Whom to wake: the rule of the runbook that fits best what the caller told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from triage.learned.ear import SIZE, meaning
from triage.learned.features import grams, matrix_of
from triage.learned.judge import machine, verdict
from triage.learned.kinds import KINDS, kinds_of
from triage.matching import best_phrase, fitness, waking_rules
from triage.runbook import EscalationRule, trigger_phrases

if TYPE_CHECKING:
    from triage.learned.ear import Vector
    from triage.learned.machine import Machine
    from triage.situation import Situation

SUBJECTS = 32
"""Directions of meaning by which calls and rules are paired."""
FITS = 6 + 2 * len(KINDS)
"""Features that tell how a rule fits as it stands; the others pair what was told with what the rule is about."""
RULE_ALONE = 0.5
A_HINT = 0.02
"""What the decider's own proposal is worth: it breaks a tie, no more."""


def rule_to_page(
    situation: Situation, kinds: Sequence[str], hint: str | None = None
) -> EscalationRule | None:
    """Return the waking rule that fits best; None when the runbook has none, or when the call is about none of them.

    `kinds` are those of the floor's findings; `hint` is the target that the decider proposed.
    """
    rules = waking_rules(situation.runbook)
    if not rules:
        return None
    if not kinds and not _touches_one(situation, rules):
        return None
    pointed = machine().pointed_at(grams(situation.hearing.said))
    beside = rule_features(situation, rules, kinds, verdict(situation).kinds, pointed, machine())
    worth = beside @ machine().paging
    worth += [A_HINT * (rule.target == hint) for rule in rules]
    return rules[int(np.argmax(worth))]


def _touches_one(situation: Situation, rules: Sequence[EscalationRule]) -> bool:
    return any(fitness(rule, situation.hearing.live, ()) > 0 for rule in rules)


def rule_features(
    situation: Situation,
    rules: Sequence[EscalationRule],
    kinds: Sequence[str],
    sorts: Mapping[str, float],
    pointed: Vector,
    taught: Machine,
) -> Vector:
    """Return a row for each rule: how it fits by words, by meaning, by the kind of incident and by what the caller's
    phrases point at, then which sort of call meets which sort of rule in it: "can't check a book out" and
    "circulation down" share no word. `sorts` tells how likely each of KINDS is for the call.
    """
    live = situation.hearing.live
    heard = [meaning(utterance.raw) for utterance in situation.hearing.utterances if utterance.text]
    whole = np.mean(heard, axis=0) if heard else np.zeros(SIZE, dtype=np.float32)
    asked = _direction(whole @ taught.axes[:, :SUBJECTS])
    likely = np.clip([sorts[kind] for kind in KINDS], -0.5, 1.5)
    written, subjects = _written(tuple(rules), taught)
    by_words = [(fitness(rule, live, kinds), best_phrase(rule, live)[0]) for rule in rules]
    by_meaning = [_likeness(rule, whole, heard) for rule in rules]
    paired = asked[None, :, None] * subjects[:, None, :]
    return np.hstack(
        [
            (subjects @ pointed)[:, None],
            by_words,
            by_meaning,
            (2 * likely - 1) * (2 * written - 1),
            likely * written,
            RULE_ALONE * subjects,
            paired.reshape(len(rules), -1),
        ]
    ).astype(np.float32)


@lru_cache(maxsize=512)
def _written(rules: tuple[EscalationRule, ...], taught: Machine) -> tuple[Vector, Vector]:
    """Return of which kinds rules are and what they are about, a row each: worked out once for a runbook."""
    kinds = np.array([kinds_of(rule.trigger) for rule in rules], dtype=np.float32)
    return kinds, np.array([subject_of(rule, taught.subjects) for rule in rules], dtype=np.float32)


def subject_of(rule: EscalationRule, subjects: Vector) -> Vector:
    """Return what a rule is about: its direction among the subjects of rules."""
    return _direction(meaning(rule.trigger) @ subjects)


def _direction(vector: Vector) -> Vector:
    turned: Vector = vector / (np.linalg.norm(vector) + 1e-6)
    return turned


def _likeness(rule: EscalationRule, whole: Vector, heard: Sequence[Vector]) -> tuple[float, float, float]:
    """Return how near the rule is to the whole call, to its nearest utterance, and as a whole to the whole."""
    if not heard:
        return 0.0, 0.0, 0.0
    as_one = float(meaning(rule.trigger) @ whole)
    phrases = trigger_phrases(rule.trigger)
    if not phrases:  # a trigger of signs, or of nothing but OR
        return as_one, as_one, as_one
    apart = matrix_of(phrases)
    return float((apart @ whole).max()), max(float((apart @ one).max()) for one in heard), as_one
