"""Teach the judge anew by the development calls and write what it learned where the triager reads it.

`python -m triage.tests.write_judge`; takes 13 minutes and 13 GB. The same calls teach the same judge.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from triage.evaluate import KnownCall
from triage.findings import findings
from triage.hearing import listen
from triage.learned.ear import meaning, pieces_of
from triage.learned.features import features, meanings_of
from triage.learned.judge import ARTEFACT
from triage.learned.kinds import KINDS, kinds_of
from triage.learned.machine import Machine
from triage.learned.paging import SUBJECTS, direction_of, rule_features
from triage.learned.teaching import Lesson, Taught, axes_of, teach, teach_paging
from triage.matching import waking_rules
from triage.runbook import EscalationRule
from triage.situation import Situation, read_situation
from triage.tests.known_calls import CALLS, calls_in
from triage.tests.turns import caller

MOST_USUAL = 2_500
"""Pieces worth preparing: nearly all that callers say, and a tenth of a second at the start."""


def fingerprint() -> str:
    """Return what the judge was taught by, in a few letters: the development calls and their runbooks."""
    digest = hashlib.sha256()
    for file in sorted([*(CALLS / "development").glob("*.yaml"), *(CALLS / "runbooks").glob("*.yaml")]):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def taught_by(calls: Sequence[KnownCall]) -> Machine:
    situations = [situation_of(call) for call in calls]
    axes = axes_of([one for situation in situations for one in meanings_of(situation)])
    about = subjects(calls)
    lessons = [
        lesson(call, situation, axes, about) for call, situation in zip(calls, situations, strict=True)
    ]
    learned = teach(lessons, axes, about, fingerprint())
    machine = replace(learned.machine, usual_pieces=usual_pieces(calls))
    choices = list(_choices(calls, situations, learned))
    return replace(machine, paging=paging(machine, choices))


def subjects(calls: Sequence[KnownCall]) -> np.ndarray:
    triggers = {rule.trigger for call in calls for rule in waking_rules(call.runbook)}
    return axes_of([meaning(trigger) for trigger in sorted(triggers)], SUBJECTS)


def usual_pieces(calls: Sequence[KnownCall]) -> np.ndarray:
    counts = Counter(
        piece for call in calls for words in call.caller_turns for piece in set(pieces_of(words))
    )
    usual = sorted(counts, key=lambda piece: (-counts[piece], piece))[:MOST_USUAL]
    return np.array(usual, dtype=np.int32)


def situation_of(call: KnownCall) -> Situation:
    turns = [caller(words) for words in call.caller_turns]
    return read_situation(listen(turns, call.runbook), call.runbook, call.now)


def lesson(call: KnownCall, situation: Situation, axes: np.ndarray, about: np.ndarray) -> Lesson:
    return Lesson(features(situation, axes), _claims(call), _kinds(call), _subject(call, about))


def _claims(call: KnownCall) -> tuple[bool, ...]:
    """Return what is true of a call, in the order of CLAIMS."""
    ends = call.disposition
    return (
        call.wakes,
        ends == "closed",
        ends == "pending_verification",
        "911" in call.must_say,
        "988" in call.must_say,
    )


def _kinds(call: KnownCall) -> tuple[float, ...] | None:
    """Return which kinds a call is of, as far as its truth says: by the rules that are right for it."""
    written = [kinds_of(rule.trigger) for rule in waking_rules(call.runbook) if _is_right(call, rule.target)]
    if not call.wakes or not (written or call.must_say or call.category == "security"):
        return None
    kinds = dict.fromkeys(KINDS, 0.0)
    for one in written:
        kinds |= {kind: max(kinds[kind], value) for kind, value in zip(KINDS, one, strict=True)}
    if call.category == "security":
        kinds["security"] = 1.0
    return tuple(kinds[kind] for kind in KINDS)


def _is_right(call: KnownCall, target: str | None) -> bool:
    return "any" not in call.page_targets and target in call.page_targets


def _right_rules(call: KnownCall) -> list[bool] | None:
    """Return which of the waking rules are right; None where none is, or all are."""
    right = [_is_right(call, rule.target) for rule in waking_rules(call.runbook)]
    return right if call.wakes and any(right) and not all(right) else None


def _subject(call: KnownCall, about: np.ndarray) -> tuple[float, ...] | None:
    """Return what sets the right rules apart from the others of the runbook."""
    right = _right_rules(call)
    if right is None:
        return None
    each = np.array([direction_of(rule.trigger, about) for rule in waking_rules(call.runbook)], dtype=float)
    return tuple(each[right].mean(axis=0) - each.mean(axis=0))


class Choice(NamedTuple):
    """A call with rules that could be paged, of which some are right, and what the others say of it."""

    situation: Situation
    rules: Sequence[EscalationRule]
    right: Sequence[bool]
    sorts: Mapping[str, float]
    pointed: np.ndarray

    @property
    def kinds(self) -> list[str]:
        return [finding.kind for finding in findings(self.situation) if finding.kind] or ["unclear"]


def _choices(
    calls: Sequence[KnownCall], situations: Sequence[Situation], learned: Taught
) -> Iterator[Choice]:
    for call, situation, kinds, pointed in zip(
        calls, situations, learned.kinds, learned.pointed, strict=True
    ):
        if right := _right_rules(call):
            sorts = dict(zip(KINDS, map(float, kinds), strict=True))
            yield Choice(situation, waking_rules(call.runbook), right, sorts, pointed)


def paging(machine: Machine, choices: Sequence[Choice]) -> np.ndarray:
    """Return what each feature of a rule is worth."""
    beside = [
        rule_features(one.situation, one.rules, one.kinds, one.sorts, one.pointed, machine) for one in choices
    ]
    worth = teach_paging(
        [(rows.astype(np.float64), one.right) for rows, one in zip(beside, choices, strict=True)]
    )
    return worth.astype(np.float32)


if __name__ == "__main__":
    taught_by(calls_in("development")).save(ARTEFACT)
