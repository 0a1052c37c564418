"""Small signs in what a caller told, each there or not: what the learned judge weighs beside the meaning."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from triage import patterns as p
from triage.frames import Frame
from triage.matching import concepts_in, matched_rule, meaning_of, quiet_rules, waking_rules
from triage.runbook import EscalationRule, trigger_phrases
from triage.scope import Scope
from triage.situation import Situation
from triage.words import tokens

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
    live = situation.hearing.live
    return not _subjects(waking_rules(situation.runbook)).isdisjoint((*concepts_in(live), *tokens(live)))


@lru_cache(maxsize=512)
def _subjects(rules: tuple[EscalationRule, ...]) -> frozenset[str]:
    phrases = (phrase for rule in rules for phrase in trigger_phrases(rule.trigger))
    return frozenset(subject for phrase in phrases for subject in meaning_of(phrase).subjects)


def _near_a_quiet_rule(situation: Situation) -> bool:
    return matched_rule(quiet_rules(situation.runbook), situation.hearing.live) is not None


def _is_not_now(situation: Situation) -> bool:
    return any(u.frame is not Frame.LIVE for u in situation.hearing.utterances)


SIGNS: tuple[tuple[str, Sign], ...] = (
    ("many are affected", _is_many),
    ("something fails", _fails),
    ("work has stopped", _heard(p.STOPPED_WORK)),
    ("something is missing or refused", _heard(p.LACK)),
    ("the business suffers", _heard(p.CONSEQUENCE)),
    ("a system that matters", _heard(p.IMPORTANT_THINGS)),
    ("a system of the business", _heard(p.BUSINESS_SYSTEMS)),
    ("a subject of a waking rule", _near_a_waking_rule),
    ("the caller says we", _heard(p.WE)),
    ("others suffer", _heard(p.OTHERS)),
    ("unease", _heard(p.UNEASE)),
    ("hurry", _heard(p.HURRY)),
    ("only one is affected", _is_one),
    ("a thing of one's own", _heard(p.OWN_THING)),
    ("a trifle", _is_trifle),
    ("a personal device", _heard(p.PERSONAL_THING)),
    ("a request", _heard(p.REQUEST)),
    ("a nuisance", _heard(p.NUISANCE)),
    ("it can wait", _heard(p.CAN_WAIT)),
    ("a subject of a quiet rule", _near_a_quiet_rule),
    ("nobody fell for it", _heard(p.NOT_FALLEN_FOR)),
    ("not happening now", _is_not_now),
)


def signs(situation: Situation) -> tuple[str, ...]:
    """Return the names of the signs that are there, for the record."""
    return tuple(name for name, is_there in SIGNS if is_there(situation))
