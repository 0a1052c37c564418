"""How much a call worries when nothing plain was said: small signs added up, each worth what the table says,
and everyday words, each worth what known calls taught."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from triage import patterns as p
from triage.frames import Frame
from triage.hearing import Hearing
from triage.lexicon.weights import WORD_WEIGHTS
from triage.matching import concepts_in, matched_rule, meaning_of, quiet_rules, waking_rules
from triage.offline.learning import word_features
from triage.runbook import trigger_phrases
from triage.scope import Scope
from triage.situation import Situation
from triage.words import tokens

WORDS_COUNT = 1.5
"""How much the learned words count beside the signs."""

Sign = Callable[[Situation], bool]


def _heard(pattern: p.Pattern) -> Sign:
    return lambda situation: pattern.search(situation.hearing.live) is not None


def _fails(situation: Situation) -> bool:
    """Whether something fails, other than a trap that nobody opened."""
    return p.HARD.search(p.NOT_FALLEN_FOR.sub(" ", situation.hearing.live)) is not None


def _is_many(situation: Situation) -> bool:
    """Many people matter when something fails them; many may also share a trifle."""
    live = situation.hearing.live
    suffers = (p.STOPPED_WORK, p.CONSEQUENCE, p.UNEASE)
    return situation.hearing.scope.is_many and (_fails(situation) or any(s.search(live) for s in suffers))


def _is_one(situation: Situation) -> bool:
    return situation.hearing.scope is Scope.ONE


def _is_trifle(situation: Situation) -> bool:
    return situation.is_trivial(situation.hearing.live)


def _near_a_waking_rule(situation: Situation) -> bool:
    """Whether the call touches a subject that the runbook wakes for."""
    subjects = frozenset(
        subject
        for rule in waking_rules(situation.runbook)
        for phrase in trigger_phrases(rule.trigger)
        for subject in meaning_of(phrase).subjects
    )
    return bool(subjects & (concepts_in(situation.hearing.live) | frozenset(tokens(situation.hearing.live))))


def _near_a_quiet_rule(situation: Situation) -> bool:
    return matched_rule(quiet_rules(situation.runbook), situation.hearing.live) is not None


def _is_not_now(situation: Situation) -> bool:
    return any(u.frame is not Frame.LIVE for u in situation.hearing.utterances)


SIGNS: tuple[tuple[str, Sign, float], ...] = (
    ("many are affected", _is_many, 2.0),
    ("something fails", _fails, 1.5),
    ("work has stopped", _heard(p.STOPPED_WORK), 1.5),
    ("something is missing or refused", _heard(p.LACK), 0.5),
    ("the business suffers", _heard(p.CONSEQUENCE), 2.0),
    ("a system that matters", _heard(p.IMPORTANT_THINGS), 0.75),
    ("a system of the business", _heard(p.BUSINESS_SYSTEMS), 0.75),
    ("a subject of a waking rule", _near_a_waking_rule, 1.0),
    ("the caller says we", _heard(p.WE), 0.75),
    ("others suffer", _heard(p.OTHERS), 0.5),
    ("unease", _heard(p.UNEASE), 1.0),
    ("hurry", _heard(p.HURRY), 0.75),
    ("only one is affected", _is_one, -3.0),
    ("a thing of one's own", _heard(p.OWN_THING), -1.0),
    ("a trifle", _is_trifle, -2.25),
    ("a personal device", _heard(p.PERSONAL_THING), -0.75),
    ("a request", _heard(p.REQUEST), -1.75),
    ("a nuisance", _heard(p.NUISANCE), -1.0),
    ("it can wait", _heard(p.CAN_WAIT), -2.0),
    ("a subject of a quiet rule", _near_a_quiet_rule, -1.25),
    ("nobody fell for it", _heard(p.NOT_FALLEN_FOR), -2.5),
    ("not happening now", _is_not_now, -2.5),
)


def concern(situation: Situation) -> float:
    """Return the sum of the signs and words; well above nought somebody should look tonight."""
    return max(_sum(situation), _sum(_latest_alone(situation)))


def _sum(situation: Situation) -> float:
    return sum(weight for _, is_there, weight in SIGNS if is_there(situation)) + WORDS_COUNT * _words(
        situation
    )


def _words(situation: Situation) -> float:
    """Return what the everyday words weigh together."""
    words = word_features(utterance.raw for utterance in situation.hearing.utterances)
    return WORD_WEIGHTS[""] + sum(WORD_WEIGHTS.get(word, 0.0) for word in words)


def _latest_alone(situation: Situation) -> Situation:
    """What was said last may be a new matter, behind a trifle."""
    hearing = situation.hearing
    return replace(situation, hearing=Hearing(hearing.utterances[-1:], hearing.turns_taken))


def signs(situation: Situation) -> tuple[str, ...]:
    """Return the names of the signs that are there, for the record."""
    return tuple(name for name, is_there, _ in SIGNS if is_there(situation))
