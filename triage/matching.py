"""Which phrases of a runbook the conversation meets, by meaning: inflection, synonyms and word order do not matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from triage import patterns as p
from triage.lexicon.concepts import CONCEPTS, SCOPE_WORDS, STATE_WORDS
from triage.runbook import EscalationRule, Runbook, trigger_phrases
from triage.words import normalise, stem, tokens

ENOUGH = 0.6
"""Share of a phrase's own words, by weight, that must be met."""

_CONCEPTS = {name: re.compile(rf"\b(?:{words})(?!\w)") for name, words in CONCEPTS.items()}
_SCOPE_WORDS = re.compile(rf"\b(?:{SCOPE_WORDS})(?!\w)")
_AND = re.compile(r"\bAND\b|\band the deadline\b")
_ASIDE = re.compile(r"\s[-–—]+\s|[;:(–—]|,? but | \. ")
_STATE_STEMS = frozenset(stem(word) for word in STATE_WORDS) | STATE_WORDS


@dataclass(frozen=True, slots=True)
class Meaning:
    """A phrase taken apart: what it is about, and whether it asks for more than one person."""

    subjects: frozenset[str]
    asks_for_many: bool
    asks_for_trouble: bool


@lru_cache(maxsize=4_096)
def concepts_in(text: str) -> frozenset[str]:
    return frozenset(name for name, words in _CONCEPTS.items() if words.search(text))


@lru_cache(maxsize=4_096)
def stems_in(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in tokens(text))


@lru_cache(maxsize=4_096)
def meaning_of(phrase: str) -> Meaning:
    text = normalise(phrase)
    words = [word for word in tokens(text) if word not in STATE_WORDS and stem(word) not in _STATE_STEMS]
    subjects = {_subject(word) for word in words if len(word) > 1}
    subjects |= concepts_in(text) - {"security"} if not words else set()
    return Meaning(
        subjects=frozenset(subjects),
        asks_for_many=_SCOPE_WORDS.search(text) is not None,
        asks_for_trouble=bool(p.HARD.search(text)) or any(word in STATE_WORDS for word in tokens(text)),
    )


def _subject(word: str) -> str:
    for name, words in _CONCEPTS.items():
        if words.fullmatch(word):
            return name
    return stem(word)


def share_met(phrase: str, text: str) -> float:
    """Return how much of a phrase's subject the text speaks of, between 0 and 1."""
    subjects = meaning_of(phrase).subjects
    if not subjects:
        return 0.0
    return len(subjects & spoken_of(text)) / len(subjects)


@lru_cache(maxsize=4_096)
def spoken_of(text: str) -> frozenset[str]:
    """Return what a text is about: the stems of its words, and the concepts behind them."""
    return concepts_in(text) | stems_in(text)


@lru_cache(maxsize=4_096)
def phrase_scores(rule: EscalationRule, text: str) -> tuple[tuple[float, str], ...]:
    """Return each phrase of a rule's trigger with the share of it that the text meets."""
    return tuple(
        (min(share_met(part, text) for part in _AND.split(phrase)), phrase)
        for phrase in trigger_phrases(rule.trigger)
    )


def best_phrase(rule: EscalationRule, text: str) -> tuple[float, str]:
    return max(phrase_scores(rule, text), default=(0.0, ""), key=lambda scored: (scored[0], len(scored[1])))


@lru_cache(maxsize=4_096)
def matched_rule(
    rules: tuple[EscalationRule, ...], text: str, *, enough: float = ENOUGH
) -> tuple[EscalationRule, str] | None:
    """Return the rule that the text meets best, with the phrase it meets."""
    scored = [(*best_phrase(rule, text), rule) for rule in rules]
    met = [
        (score, len(meaning_of(phrase).subjects), phrase, rule)
        for score, phrase, rule in scored
        if score >= enough
    ]
    if not met:
        return None
    _, _, phrase, rule = max(met, key=lambda item: (item[0], item[1]))
    return rule, phrase


@lru_cache(maxsize=512)
def waking_rules(runbook: Runbook) -> tuple[EscalationRule, ...]:
    return tuple(rule for rule in runbook.escalation_rules if rule.wakes)


@lru_cache(maxsize=512)
def quiet_rules(runbook: Runbook) -> tuple[EscalationRule, ...]:
    return tuple(rule for rule in runbook.escalation_rules if not rule.wakes)


_KIND_CONCEPTS: dict[str, tuple[str, ...]] = {
    "security": ("security", "money", "loss"),
    "fire": ("fire", "heat", "server", "power", "alarm", "production"),
    "water": ("water", "server", "production", "power"),
    "heat": ("heat", "server", "cold", "alarm", "power"),
    "climate": ("cold", "alarm", "heat"),
    "doors": ("door", "camera", "alarm"),
    "safety": ("production", "nursecall", "alarm", "phones", "dispatch", "injury", "door"),
    "life": ("injury", "fire", "production", "security", "server"),
    "data_loss": ("loss", "files", "server", "schedule", "ehr"),
    "deadline": ("deadline", "court", "payroll", "tax"),
}
"""What a rule speaks of when it means this kind of incident, most telling first."""


def fitness(rule: EscalationRule, text: str, kinds: Sequence[str]) -> float:
    """Return how well a waking rule fits by its words: what was told, and the kinds of the findings in it."""
    trigger = normalise(rule.trigger)
    about = concepts_in(trigger)
    score = max((share for share, _ in phrase_scores(rule, text)), default=0.0)
    score += 0.25 * len(about & concepts_in(text) - {"security"}) / max(1, len(about))
    for kind in kinds:
        telling = _KIND_CONCEPTS.get(kind, ())
        weights = [1.5 / (1 + place) for place, concept in enumerate(telling) if concept in about]
        score += max(weights, default=0.0)
        if kind == "outage" and about & {"server", "production", "login", "internet"}:
            score += 0.1
        if kind == "security" and "security" not in about:
            score -= 0.6
    if (
        "security" in about
        and not {"security", "unclear"} & set(kinds)
        and not about & {"alarm", "door", "camera"}
    ):
        score -= 0.8
    return score


def known_issue_met(runbook: Runbook, text: str) -> str | None:
    """Return the known issue that the text speaks of, if any."""
    for issue in runbook.known_issues:
        symptom = normalise(_ASIDE.split(issue)[0])
        subjects = meaning_of(symptom).subjects
        present = spoken_of(text)
        met = len(subjects & present)
        if subjects and (met >= 3 or (met >= min(2, len(subjects)) and met / len(subjects) >= 0.45)):
            return issue
    return None


def out_of_scope_met(runbook: Runbook, text: str) -> str | None:
    """Return the runbook's out-of-scope phrase that the text contains in substance, if any."""
    for phrase in runbook.out_of_scope_phrases:
        wanted = [word for word in tokens(normalise(phrase)) if word not in _FILLERS]
        present = stems_in(text)
        if wanted and all(stem(word) in present for word in wanted):
            return phrase
    return None


_FILLERS = frozenset(
    "i want to a an the is what for my need would like we us our your you me please of can in on some".split()
)
