"""A call judged once per turn: the prompt, the decider and the floor above it read the same judgement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from triage import patterns as p
from triage.dispositions import is_out_of_scope
from triage.findings import Finding, findings
from triage.hearing import listen
from triage.learned.judge import worry
from triage.runbook import Runbook
from triage.situation import Situation, read_situation
from triage.types import Speaker, Turn


class Judgement(NamedTuple):
    """What was heard beside the runbook, and the grounds in it for waking somebody."""

    situation: Situation
    grounds: tuple[Finding, ...]


def judge(turns: Sequence[Turn], runbook: Runbook, now: datetime) -> Judgement:
    """Judge what has been said until now. Asked again for the same turn, the answer is remembered."""
    return _judged(tuple(turns), runbook, now)


@lru_cache(maxsize=1_024)
def _judged(turns: tuple[Turn, ...], runbook: Runbook, now: datetime) -> Judgement:
    situation = read_situation(listen(turns, runbook), runbook, now)
    found = findings(situation)
    grounds = _standing(found, situation)
    if found and not grounds and (before := _before_the_last_words(turns)):
        grounds = judge(before, runbook, now).grounds
    return Judgement(situation, grounds)


def _before_the_last_words(turns: Sequence[Turn]) -> Sequence[Turn]:
    """Return the call up to the caller's last words: what stood then is not talked away by them."""
    last = max((place for place, turn in enumerate(turns) if turn.speaker is Speaker.CALLER), default=0)
    return turns[:last]


def _standing(found: tuple[Finding, ...], situation: Situation) -> tuple[Finding, ...]:
    """Return the findings that stand: the certain ones, and the others unless all speaks for a trifle."""
    if not found or p.STAND_DOWN.search(situation.hearing.said):
        return found
    lenient = len(found) >= SEVERAL or is_out_of_scope(situation.hearing, situation.runbook) is not None
    return tuple(
        finding
        for finding in found
        if finding.name in CERTAIN or worry(situation) > _bar(finding, is_lenient=lenient)
    )


def _bar(finding: Finding, *, is_lenient: bool) -> float:
    """Return the worry that a ground needs: less where grounds second one another ("nothing works, nobody can work"),
    and beside an invoice, for asking about that makes a call calm, not what is told beside it.
    """
    bar = A_TRIFLE.get(finding.name, USUAL_TRIFLE)
    return min(bar, USUAL_TRIFLE) if is_lenient else bar


CERTAIN = frozenset({"self_harm", "human_wanted", "turn_limit"})
"""Findings that no likeness to harmless calls takes back."""
USUAL_TRIFLE = -0.2
SEVERAL = 2
"""Grounds of one call that second one another."""
A_TRIFLE = {
    "impostor": -0.8,
    "fire": -0.2,
    "many_down": 0.2,
    "business_stopped": 0.2,
    "climate": 0.2,
    "system_down": 0.2,
    "runbook_rule": 0.2,
}
"""Worry up to which words of trouble are taken for a turn of phrase ("my inbox is on fire"), by finding.

Where each bar lies was read off calls that the judge had not been taught. Words of an outage are a figure of speech,
or about somebody else's, more often than words of danger.
"""
