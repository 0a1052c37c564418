"""Counting right and wrong, and reading files of calls."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from triage import Priority
from triage.evaluate import Share, evaluate, load_calls

RUNBOOK = "customer_name: Acme\nescalation_rules:\n  - {trigger: server down, target: mike@acmemsp.com, method: sms}\n"


def record(name: str, words: list[str], *, wake: bool, **truth: object) -> dict[str, object]:
    known = {"wake": wake, "priority": "P1" if wake else "P3", "page_target": None} | truth
    return {
        "id": name,
        "category": "plain",
        "runbook": "acme.yaml",
        "local_time": "2026-03-04T02:30",
        "caller_turns": words,
        "truth": known,
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "acme.yaml").write_text(RUNBOOK, encoding="utf-8")
    records = [
        record("outage", ["The server is down."], wake=True, page_target=["mike@acmemsp.com"]),
        record("trifle", ["My mouse is sticky.", "Only mine."], wake=False),
    ]
    lines = "\n".join(json.dumps(line) for line in records)
    (tmp_path / "calls.jsonl").write_text(lines + "\n\n", encoding="utf-8")
    return tmp_path


def test_calls_are_read_with_their_runbooks(folder):
    outage, trifle = load_calls(folder / "calls.jsonl", folder)
    assert outage.runbook.customer_name == "Acme"
    assert outage.now.tzinfo is not None
    assert (outage.priority, trifle.priority) == (Priority.P1, Priority.P3)


def test_report_counts_what_was_reached_and_what_was_left_asleep(folder):
    report = evaluate(load_calls(folder / "calls.jsonl", folder))
    assert report.p1_reached == Share(1, 1)
    assert report.p3_quiet == Share(1, 1)
    assert report.right_targets == Share(1, 1)
    assert report.wrong == ()


def test_report_shows_a_decider_that_wakes_nobody(folder):
    def sleepy(system: str, user: str) -> dict[str, object]:
        return {"action": "resolve", "speech": "Later.", "ticket_body": "Later.", "page_target": None}

    calls = [call for call in load_calls(folder / "calls.jsonl", folder) if not call.wakes]
    assert evaluate(calls, sleepy).p3_quiet == Share(1, 1)


def test_a_decider_that_fails_wakes_for_every_call(folder):
    report = evaluate(load_calls(folder / "calls.jsonl", folder), lambda system, user: "")
    assert report.p1_reached == Share(1, 1)
    assert report.p3_quiet == Share(0, 1)
    assert [outcome.call.name for outcome in report.wrong] == ["trifle"]


def test_table_names_both_figures_and_every_category(folder):
    table = evaluate(load_calls(folder / "calls.jsonl", folder)).table()
    assert "P1s that reached a human" in table
    assert "P3s that woke nobody" in table
    assert "plain" in table


@pytest.mark.parametrize(
    ("share", "interval"),
    [(Share(37, 37), (0.906, 1.0)), (Share(0, 10), (0.0, 0.278)), (Share(6, 7), (0.487, 0.974))],
)
def test_interval_is_wilsons(share, interval):
    assert share.interval() == pytest.approx(interval, abs=0.001)
