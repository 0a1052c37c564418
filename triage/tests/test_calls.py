"""What the embedded triager promises over hundreds of calls whose truth is known."""

from __future__ import annotations

import time
from functools import cache

import numpy as np
import pytest

from triage import Disposition, Turn, run_turn
from triage.evaluate import Outcome, Report, evaluate
from triage.learned.judge import machine
from triage.tests import write_judge
from triage.tests.known_calls import calls_in
from triage.tests.turns import caller

PARTS = ("development", "held_out", "unseen")


@cache
def report(part: str) -> Report:
    return Report(evaluate(calls_in(part)))


@pytest.mark.parametrize(("part", "floor"), [("development", 0.98), ("held_out", 0.93), ("unseen", 0.93)])
def test_p1_calls_reach_a_human(part, floor):
    assert report(part).p1_reached.value >= floor, report(part).table()


@pytest.mark.parametrize(("part", "floor"), [("development", 0.95), ("held_out", 0.88), ("unseen", 0.82)])
def test_p3_calls_wake_nobody(part, floor):
    assert report(part).p3_quiet.value >= floor, report(part).table()


@pytest.mark.parametrize("part", PARTS)
def test_page_goes_to_the_rule_that_the_call_meets(part):
    assert report(part).right_targets.value >= 0.8, report(part).table()


@pytest.mark.parametrize("part", PARTS)
def test_no_secret_is_repeated(part):
    assert not [outcome.call.name for outcome in report(part).outcomes if outcome.leaks]


def test_emergency_numbers_are_named():
    assert not [o.call.name for o in report("development").outcomes if o.woke and not o.said_what_it_must]


def closes(outcome: Outcome) -> bool:
    return outcome.decisions[-1].disposition is Disposition.CLOSED


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_closed_that_was_not_confirmed(part):
    unconfirmed = [o for o in report(part).outcomes if closes(o) and o.call.disposition != "closed"]
    assert len(unconfirmed) <= len(report(part).outcomes) / 200 + 1, [o.call.name for o in unconfirmed]


def test_wake_and_quiet_are_balanced():
    calls = calls_in("development") + calls_in("held_out")
    share = sum(call.wakes for call in calls) / len(calls)
    assert len(calls) >= 120
    assert 0.4 < share < 0.6


def test_judge_was_taught_by_the_development_calls_as_they_are():
    assert machine().taught_by == write_judge.fingerprint(), "run python -m triage.tests.write_judge"


@pytest.mark.slow
def test_same_calls_teach_the_same_judge():
    again = write_judge.taught()
    assert again.points.shape == machine().points.shape
    assert np.allclose(again.weights, machine().weights, atol=0.02)
    assert np.allclose(again.paging, machine().paging, atol=0.02)


def test_a_decision_takes_milliseconds():
    call = calls_in("development")[0]
    turns = [turn for outcome in report("development").outcomes[:1] for turn in _turns(outcome)]
    begin = time.process_time()
    for _ in range(50):
        run_turn(turns, call.runbook, now=call.now)
    assert (time.process_time() - begin) / 50 < 0.02


def _turns(outcome: Outcome) -> list[Turn]:
    return [caller(words) for words in outcome.call.caller_turns]
