"""What stands out in a call, each thing with a name and a reason: the grounds of every decision made by code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from triage import patterns as p
from triage.matching import matched_rule, waking_rules
from triage.outages import business_has_stopped, hits_many, rule_met, site_system_down
from triage.runbook import Runbook
from triage.scope import Scope
from triage.situation import Situation
from triage.types import Priority

MOST_CALLER_TURNS = 12
"""After so many turns a caller has earned a human."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One ground for waking somebody. `kind` says what sort of rule answers it; `dial` is a number to name."""

    name: str
    reason: str
    priority: Priority = Priority.P1
    kind: str = ""
    dial: str = ""


@lru_cache(maxsize=1_024)
def findings(situation: Situation) -> tuple[Finding, ...]:
    """Return every ground for waking somebody, the gravest first."""
    found: dict[str, Finding] = {}
    for check in _CHECKS:
        for finding in check(situation):
            found.setdefault(finding.name, finding)
    return tuple(found.values())


def _life(situation: Situation) -> Iterator[Finding]:
    live = situation.hearing.live
    if p.SELF_HARM.search(live):
        yield Finding(
            "self_harm", "the caller speaks of harming himself or somebody", kind="life", dial="988"
        )
    if p.is_affirmed(p.LIFE, live):
        yield Finding("life", "somebody's life or health is in danger", kind="life", dial="911")
    if p.is_affirmed(p.FIRE, live):
        yield Finding("fire", "fire, smoke or a burning smell", kind="fire", dial="911")


def _premises(situation: Situation) -> Iterator[Finding]:
    live = situation.hearing.live
    if p.is_affirmed(p.WATER, live):
        yield Finding("water", "water close to equipment", kind="water")
    if p.is_affirmed(p.HEAT, live):
        yield Finding("heat", "heat or an alarm where the equipment stands", kind="heat")
    if p.is_affirmed(p.SAFETY, live) and not situation.is_ones_own_trifle:
        yield Finding("safety", "a control that people's safety depends on has failed", kind="safety")
    if p.is_affirmed(p.CLIMATE, live):
        yield Finding("climate", "goods that must stay cold or warm are at risk", kind="climate")
    if p.is_affirmed(p.DOORS, live) and situation.hearing.scope is not Scope.ONE:
        yield Finding("doors", "doors or cameras no longer protect the building", kind="doors")


def _security(situation: Situation) -> Iterator[Finding]:
    live = situation.hearing.live
    if p.is_affirmed(p.IMPOSTOR, live):
        yield Finding("impostor", "somebody wants what only its owner may know", kind="security")
    if not (p.is_affirmed(p.SECURITY, live) or p.SECURITY_PLAIN.search(live)):
        return
    if p.NOT_FALLEN_FOR.search(live) and not p.GRAVE_SECURITY.search(p.NOT_FALLEN_FOR.sub(" ", live)):
        return
    yield Finding("security", "signs of a security incident", kind="security")


def _data_loss(situation: Situation) -> Iterator[Finding]:
    hearing = situation.hearing
    if situation.known_issue or hearing.scope is Scope.ONE:
        return
    if p.is_affirmed(p.DATA_LOSS, hearing.live) and not p.TRIVIAL_THING.search(hearing.live):
        yield Finding("data_loss", "shared data is missing or has gone back in time", kind="data_loss")


def _outages(situation: Situation) -> Iterator[Finding]:
    if situation.known_issue:
        return
    if hits_many(situation):
        yield Finding("many_down", "several people or a whole site cannot work", kind="outage")
    if site_system_down(situation):
        yield Finding("system_down", "a system that the whole site stands on is down", kind="outage")
    if business_has_stopped(situation):
        yield Finding("business_stopped", "the customer's business stands still", kind="outage")
    if phrase := rule_met(situation):
        yield Finding("runbook_rule", f'the runbook\'s "{phrase}" is met', kind="outage")


def _one_that_matters(situation: Situation) -> Iterator[Finding]:
    """One person's trouble is a P1 when it is the only person, a deadline tonight, or the season for it."""
    live = situation.hearing.live
    if situation.known_issue or not (p.HARD.search(live) or p.STOPPED_WORK.search(live)):
        return
    if situation.is_trivial(live) and not p.HARD_DEADLINE.search(live):
        return
    if p.DEADLINE_EVENT.search(live) and p.DEADLINE_SOON.search(live):
        yield Finding("deadline", "a deadline of the business is at risk tonight", kind="deadline")
    if p.CRITICAL_ROLE.search(live) and (p.BUSINESS_SYSTEMS.search(live) or p.CRITICAL_WORK.search(live)):
        yield Finding("critical_role", "the only person in a critical role cannot work", kind="outage")
    if situation.threshold.anyone and is_core(situation.runbook, live):
        yield Finding("season", "in this season one person who cannot work is enough", kind="deadline")


def is_core(runbook: Runbook, text: str) -> bool:
    """Whether the text names a business system, or one that the runbook's waking rules speak of."""
    return (
        p.BUSINESS_SYSTEMS.search(text) is not None or matched_rule(waking_rules(runbook), text) is not None
    )


def _human_wanted(situation: Situation) -> Iterator[Finding]:
    if any(_wants_human(utterance.text) for utterance in situation.hearing.utterances):
        yield Finding("human_wanted", "the caller asks for a human", Priority.P3)


@lru_cache(maxsize=4_096)
def _wants_human(said: str) -> bool:
    text = p.OUT_OF_SCOPE.sub(" ", said)
    if p.MISDIAL.search(text) or p.ROBOCALL.search(text) or not p.is_affirmed(p.WANTS_HUMAN, text):
        return False
    return not p.NO_HUMAN_NEEDED.search(text) or p.INSISTS.search(text) is not None


def _patience(situation: Situation) -> Iterator[Finding]:
    if situation.hearing.turns_taken > MOST_CALLER_TURNS:
        yield Finding("turn_limit", f"no answer after {MOST_CALLER_TURNS} turns", Priority.P2)


_CHECKS: tuple[Callable[[Situation], Iterator[Finding]], ...] = (
    _life,
    _premises,
    _security,
    _data_loss,
    _outages,
    _one_that_matters,
    _human_wanted,
    _patience,
)
