"""Whether work has stopped for many, or a system that a whole site stands on is down."""

from __future__ import annotations

import re
from functools import lru_cache

from triage import patterns as p
from triage.matching import matched_rule, meaning_of, waking_rules
from triage.product_names import product_names
from triage.runbook import Runbook
from triage.scope import Scope, scope_of
from triage.situation import Situation, with_its_subject


def hits_many(situation: Situation) -> bool:
    """Whether something grave fails for as many people as the customer's threshold asks for."""
    hearing = situation.hearing
    told = hearing.people
    if told and told < situation.threshold.people and not p.EVERYBODY.search(hearing.live):
        return False
    return any(
        _is_grave(situation, place) and _is_for_many(situation, place)
        for place in range(len(hearing.sentences))
    )


def _is_grave(situation: Situation, place: int) -> bool:
    """Whether work stops in this sentence, over something that is no trifle."""
    sentence = situation.hearing.sentences[place]
    if not (p.HARD.search(sentence) or p.STOPPED_WORK.search(sentence)):
        return False
    return not situation.is_trivial(with_its_subject(situation.hearing.sentences, place))


def _is_for_many(situation: Situation, place: int) -> bool:
    """Whether the sentence, or one beside it, speaks of many, and nothing after it of one only."""
    hearing = situation.hearing
    around = " . ".join(hearing.sentences[max(0, place - 1) : place + 2])
    return scope_of(around).is_many and hearing.scope_from(place) is not Scope.ONE


def site_system_down(situation: Situation) -> bool:
    """Whether a server, the network, the phones or a named system is down, and not for one person alone."""
    return any(
        _is_down_in(sentence, situation.runbook)
        and not situation.is_trivial(sentence)
        and situation.hearing.scope_from(place) is not Scope.ONE
        for place, sentence in enumerate(situation.hearing.sentences)
        if not p.NOT_THE_SITE.search(sentence)
    )


def _is_down_in(sentence: str, runbook: Runbook) -> bool:
    if p.is_affirmed(p.SITE_LOST, sentence) or p.CORE_DOWN.search(sentence):
        return True
    return _product_is_down(sentence, runbook) or any(
        p.DOWN_NEAR.match(sentence[hit.end() :].lstrip(" ,"))
        for hit in p.SITE_SYSTEMS.finditer(sentence)
        if not (hit.group().startswith("my ") or sentence[: hit.start()].endswith("my "))
    )


def _product_is_down(sentence: str, runbook: Runbook) -> bool:
    is_down = _products_down(runbook)
    return is_down is not None and is_down.search(sentence) is not None


@lru_cache(maxsize=512)
def _products_down(runbook: Runbook) -> re.Pattern[str] | None:
    names = sorted(frozenset(product_names(runbook).values()) - _OFTEN_ONES_OWN)
    if not names:
        return None
    alternatives = "|".join(re.escape(name) for name in names)
    return re.compile(rf"(?:{alternatives}) (?:{'|'.join(_VERBS)}) (?:{'|'.join(_STATES)})")


_OFTEN_ONES_OWN = frozenset(
    {"outlook", "teams", "excel", "chrome", "anyconnect", "fortinet", "zebra", "cisco", "chromebooks"}
)
"""Products that fail on one computer as often as for all."""
_VERBS = (
    "is",
    "just went",
    "went",
    "is all",
    "is completely",
    "has gone",
    "is showing",
    "has been",
    "just",
    "is still",
)
_STATES = ("down", "dead", "offline", "out", "unreachable", "unavailable", "crashed", "froze", "frozen")


def business_has_stopped(situation: Situation) -> bool:
    """Whether customers wait, goods stand or people are sent home, because something of IT fails."""
    live = situation.hearing.live
    return p.CONSEQUENCE.search(live) is not None and not situation.is_ones_own_trifle


def rule_met(situation: Situation) -> str | None:
    """Return the phrase of a waking rule that is met by meaning, with something failing and not for one alone."""
    hearing, rules = situation.hearing, waking_rules(situation.runbook)
    for sentence in (*hearing.sentences, hearing.live):
        if not p.HARD.search(sentence) and not p.SITE_LOST.search(sentence):
            continue
        met = matched_rule(rules, sentence, enough=0.99)
        if met and _rule_holds(situation, met[1], sentence):
            return met[1]
    return None


def _rule_holds(situation: Situation, phrase: str, sentence: str) -> bool:
    scope = situation.hearing.scope
    meaning = meaning_of(phrase)
    if " AND " in phrase:
        return True
    if scope is Scope.ONE:
        return False
    if meaning.asks_for_many or not meaning.subjects & _WHOLE_SITE:
        return scope.is_many
    return not situation.is_trivial(sentence)


_WHOLE_SITE = frozenset(
    {"server", "internet", "phones", "power", "cold", "door", "camera", "alarm", "production", "heat"}
    | {"nursecall", "payments", "dispatch"}
)
"""What fails for a site at once; a program may fail for one person, and has to be asked about."""
