"""Whom to wake: the rule of the runbook that fits best what the caller told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from triage.learned.ear import meaning
from triage.learned.features import matrix_of, meanings_of
from triage.learned.judge import machine, verdict
from triage.learned.kinds import KINDS, kinds_of
from triage.matching import ENOUGH, best_phrase, fitness, meaning_of, spoken_of, stems_in, waking_rules
from triage.product_names import systems_named
from triage.runbook import EscalationRule, trigger_phrases
from triage.seasons import is_in_season
from triage.words import normalise

if TYPE_CHECKING:
    from triage.learned.ear import Vector
    from triage.learned.machine import Machine
    from triage.situation import Situation

_ALONE = 3
"""The feature that tells whether a rule is met in full, and no other nearly so."""
IN_FULL = 0.99
"""Share of a phrase's words at which it is met."""
SUBJECTS = 32
"""Directions of meaning in which what rules are about differs."""
A_HINT = 1.0
"""What the proposal of the decider is worth: it decides between rules that fit nearly as well, no more."""
MET_ALONE = 0.8
"""What it is worth, beside what was learned of it, that a rule is met in full and no other nearly so: few known calls
are as short, or told in another language, where there is little else to go by.
"""
OUT_OF_SEASON = 1.0
"""What it costs a rule that the season it names is over; no more, for owners write seasons in many ways."""


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
    told = verdict(situation)
    beside = rule_features(situation, rules, kinds, told.kinds, told.pointed, machine())
    worth = beside @ machine().paging + MET_ALONE * beside[:, _ALONE]
    worth += [A_HINT * (rule.target == hint) - _cost_of_season(rule, situation.today) for rule in rules]
    return rules[int(np.argmax(worth))]


@lru_cache(maxsize=2_048)
def _cost_of_season(rule: EscalationRule, today: date) -> float:
    """A trigger of alternatives names the season of one of them, and not which: that costs nothing."""
    if " OR " in rule.trigger:
        return 0.0
    return OUT_OF_SEASON if is_in_season(rule.trigger, today) is False else 0.0


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
    """Return a row for each rule: how it fits by words, by meaning, by the systems that were named, by the kind of
    incident and by what such calls were mostly about: "can't check a book out" and "circulation down" share no word.
    `sorts` and `pointed` are what the machine says of the call (see `Verdict`).
    """
    heard = _heard(situation)
    likely = np.clip([sorts[kind] for kind in KINDS], -0.5, 1.5)
    written = np.array([kinds_of(rule.trigger) for rule in rules], dtype=np.float32)
    subjects = np.array([subject_of(rule, taught) for rule in rules], dtype=np.float32)
    shares = [best_phrase(rule, heard.live)[0] for rule in rules]
    return np.hstack(
        [
            (subjects @ pointed)[:, None],
            [(fitness(rule, heard.live, kinds),) for rule in rules],
            [_shares_of(shares, place) for place in range(len(rules))],
            [_rare_words_shared(rule, heard.live, taught) for rule in rules],
            [_by_meaning(rule, heard) for rule in rules],
            [_by_systems(rule, heard.systems) for rule in rules],
            (2 * likely - 1) * (2 * written - 1),
            likely * written,
            subjects,
        ]
    ).astype(np.float32)


class _Heard(NamedTuple):
    """What was said, as rules are held against it."""

    live: str
    meanings: Sequence[Vector]
    whole: Vector
    systems: tuple[str, ...]


def _heard(situation: Situation) -> _Heard:
    hearing = situation.hearing
    meanings = meanings_of(situation)
    return _Heard(
        live=hearing.live,
        meanings=meanings,
        whole=np.mean(meanings, axis=0),
        systems=systems_named(situation.runbook, hearing.said),
    )


def _shares_of(shares: Sequence[float], place: int) -> tuple[float, float]:
    """Return which share of the rule's best phrase is met, and whether it is met in full and no other rule nearly so."""
    others = max((share for other, share in enumerate(shares) if other != place), default=0.0)
    return shares[place], float(shares[place] >= IN_FULL and others < ENOUGH)


def _rare_words_shared(rule: EscalationRule, text: str, taught: Machine) -> tuple[float, float]:
    """Return how rare the words are, together, that a phrase of the rule has in common with the text: as they stand,
    and by what they mean (a synonym, another language).
    """
    said, about = stems_in(text), spoken_of(text)
    phrases = _phrases_of(rule.trigger)
    return (
        max((_rarity(words & said, taught) for words, _ in phrases), default=0.0),
        max((_rarity(subjects & about, taught) for _, subjects in phrases), default=0.0),
    )


def _rarity(words: frozenset[str], taught: Machine) -> float:
    return sum(map(taught.rarity_of, sorted(words)))


@lru_cache(maxsize=2_048)
def _phrases_of(trigger: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Return for each phrase of a trigger its stems, and what it is about."""
    phrases = trigger_phrases(trigger)
    return tuple((stems_in(normalise(phrase)), meaning_of(phrase).subjects) for phrase in phrases)


def _by_meaning(rule: EscalationRule, heard: _Heard) -> tuple[float, ...]:
    """Return how near the rule is to the whole call, to its nearest and its last utterance, and as a whole to the whole."""
    as_one = float(meaning(rule.trigger) @ heard.whole)
    phrases = trigger_phrases(rule.trigger)
    if not phrases:  # a trigger of signs, or of nothing but OR
        return (as_one,) * 4
    apart = matrix_of(phrases)
    each = [float((apart @ one).max()) for one in heard.meanings]
    return float((apart @ heard.whole).max()), max(each), each[-1], as_one


@lru_cache(maxsize=2_048)
def _by_systems(rule: EscalationRule, systems: tuple[str, ...]) -> tuple[float, float]:
    """Return how near the rule is to the systems that were named: "Core banking (Symitar)" tells what Symitar is."""
    phrases = trigger_phrases(rule.trigger)
    if not systems or not phrases:
        return 0.0, 0.0
    return (
        max(best_phrase(rule, normalise(system))[0] for system in systems),
        float((matrix_of(phrases) @ matrix_of(systems).T).max()),
    )


@lru_cache(maxsize=2_048)
def subject_of(rule: EscalationRule, taught: Machine) -> Vector:
    """Return what a rule is about: its direction among the subjects of rules, of length 1."""
    return direction_of(rule.trigger, taught.subjects)


def direction_of(trigger: str, subjects: Vector) -> Vector:
    """Return a trigger's direction among the subjects, which are given a column each."""
    turned = meaning(trigger) @ subjects
    told: Vector = turned / (np.linalg.norm(turned) + 1e-6)
    return told
