"""Counting right and wrong, and reading files of calls."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from triage import Priority
from triage.evaluate import Report, Share, changes, evaluate, load_calls, read_told, told_by, write_told

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
    report = Report(evaluate(load_calls(folder / "calls.jsonl", folder)))
    assert report.p1_reached == Share(1, 1)
    assert report.p3_quiet == Share(1, 1)
    assert report.right_targets == Share(1, 1)
    assert report.wrong == ()


def test_report_shows_a_decider_that_wakes_nobody(folder):
    def sleepy(system: str, user: str) -> dict[str, object]:
        return {"action": "resolve", "speech": "Later.", "ticket_body": "Later.", "page_target": None}

    calls = [call for call in load_calls(folder / "calls.jsonl", folder) if not call.wakes]
    assert Report(evaluate(calls, sleepy)).p3_quiet == Share(1, 1)


def test_a_decider_that_fails_wakes_for_every_call(folder):
    report = Report(evaluate(load_calls(folder / "calls.jsonl", folder), lambda system, user: ""))
    assert report.p1_reached == Share(1, 1)
    assert report.p3_quiet == Share(0, 1)
    assert [outcome.call.name for outcome in report.wrong] == ["trifle"]


def test_table_names_both_figures_and_every_category(folder):
    table = Report(evaluate(load_calls(folder / "calls.jsonl", folder))).table()
    assert "P1s that reached a human" in table
    assert "P3s that woke nobody" in table
    assert "plain" in table


@pytest.mark.parametrize(
    ("share", "interval"),
    [(Share(37, 37), (0.906, 1.0)), (Share(0, 10), (0.0, 0.278)), (Share(6, 7), (0.487, 0.974))],
)
def test_interval_is_wilsons(share, interval):
    assert share.interval() == pytest.approx(interval, abs=0.001)


def asleep(system: str, user: str) -> dict[str, object]:
    return {"action": "escalate", "speech": "I wake somebody.", "ticket_body": "?", "page_target": None}


def test_a_wrong_call_is_shown_with_what_decided(folder):
    report = Report(evaluate(load_calls(folder / "calls.jsonl", folder), asleep))
    shown = report.mistakes()
    assert "woken for nothing (1)" in shown
    assert "trifle (plain, Acme)" in shown
    assert 'escalate at "My mouse is sticky."' in shown
    assert "the decider asked for a human" in shown


def test_nothing_is_shown_where_nothing_went_wrong(folder):
    assert Report(evaluate(load_calls(folder / "calls.jsonl", folder))).mistakes() == ""


def test_a_rule_that_decided_is_named(folder):
    outage, _ = evaluate(load_calls(folder / "calls.jsonl", folder))
    assert 'rule "server down"' in outage.why


def test_calls_are_read_from_short_yaml_with_runbooks_one_level_up(folder):
    (folder / "runbooks").mkdir()
    (folder / "acme.yaml").rename(folder / "runbooks" / "acme.yaml")
    (folder / "mine").mkdir()
    (folder / "mine" / "night.yaml").write_text(
        "- {cat: plain, book: acme, turns: [The server is down.], wake: true, page: [mike@acmemsp.com]}\n"
        "- {cat: plain, book: acme, turns: [My mouse is sticky.], wake: false, priority: P4}\n",
        encoding="utf-8",
    )
    outage, trifle = load_calls(folder / "mine")
    assert (outage.priority, outage.page_targets) == (Priority.P1, ("mike@acmemsp.com",))
    assert (trifle.priority, trifle.wakes) == (Priority.P4, False)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("- {cat: plain, book: acme, turns: [Hi.], wake: true}", "no runbook acme.yaml"),
        ("- {cat: plain, book: acme, turns: [Hi.}", "is no YAML"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_is_wrong(tmp_path, line, complaint):
    (tmp_path / "night.yaml").write_text(line, encoding="utf-8")
    with pytest.raises(ValueError, match=complaint):
        load_calls(tmp_path / "night.yaml")


def test_changed_decisions_are_shown_with_what_got_worse_first(folder):
    calls = load_calls(folder / "calls.jsonl", folder)
    before, after = told_by(evaluate(calls)), told_by(evaluate(calls, asleep))
    shown = changes(before, after)
    assert "2 calls compared, 1 ended differently" in shown
    assert "wrong now (1)\n- trifle" in shown
    assert "right now" not in shown


def test_the_same_decider_changes_nothing(folder):
    told = told_by(evaluate(load_calls(folder / "calls.jsonl", folder)))
    assert changes(told, told) == "2 calls compared, 0 ended differently"


def test_what_is_kept_is_read_again(folder):
    told = told_by(evaluate(load_calls(folder / "calls.jsonl", folder)))
    write_told(folder / "kept.jsonl", told)
    assert read_told(folder / "kept.jsonl") == told
