"""A call judged once per turn: the prompt, the decider and the floor above it read the same judgement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from triage import patterns as p
from triage.findings import Finding, findings
from triage.hearing import listen
from triage.learned.judge import worry
from triage.runbook import Runbook
from triage.situation import Situation, read_situation
from triage.types import Turn


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
    return Judgement(situation, _standing(findings(situation), situation))


def _standing(found: tuple[Finding, ...], situation: Situation) -> tuple[Finding, ...]:
    """Return the findings that stand: the certain ones, and the others unless all speaks for a trifle."""
    if not found or any(finding.name in CERTAIN for finding in found):
        return found
    if p.STAND_DOWN.search(situation.hearing.said):
        return found
    return found if worry(situation) > PLAINLY_A_TRIFLE else ()


CERTAIN = frozenset({"life", "self_harm", "fire", "human_wanted", "turn_limit"})
"""Findings that no likeness to harmless calls takes back."""
PLAINLY_A_TRIFLE = -0.25
"""Below this a call resembles trifles so much that words of trouble in it are taken for turns of phrase."""
