"""What `manage.py evaluate` shows, and when it fails."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

RUNBOOK = "customer_name: Acme\nescalation_rules:\n  - {trigger: server down, target: mike@acmemsp.com, method: sms}\n"
CALLS = """
- {cat: outage, book: acme, turns: [The server is down.], wake: true, page: [mike@acmemsp.com]}
- {cat: trifle, book: acme, turns: [There is smoke in the server room.], wake: false}
"""
SCENARIO = """
- name: a sticky mouse waits
  runbook: {customer_name: Acme}
  turns: [{caller: My mouse is sticky.}, {agent: "Is it only yours?"}, {caller: Only mine.}]
  expect: {wakes: %s}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "runbooks").mkdir()
    (tmp_path / "runbooks" / "acme.yaml").write_text(RUNBOOK, encoding="utf-8")
    (tmp_path / "calls.yaml").write_text(CALLS, encoding="utf-8")
    return tmp_path


def told(*arguments: object) -> str:
    out = StringIO()
    call_command("evaluate", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_figures_come_with_their_interval_and_wrong_calls_with_what_decided(folder):
    shown = told(folder / "calls.yaml")
    assert "P1s that reached a human   100.0%  [20.7% – 100.0%]  1 of 1" in shown
    assert "woken for nothing (1)" in shown
    assert "fire, smoke or a burning smell" in shown


def test_what_was_kept_is_compared_with_a_decider(folder):
    told(folder / "calls.yaml", "--save", folder / "kept.jsonl")
    shown = told(folder / "calls.yaml", "--compare", folder / "kept.jsonl", "offline")
    assert "2 calls compared, 0 ended differently" in shown


def test_scenarios_that_are_met_say_so(folder):
    (folder / "mine.yaml").write_text(SCENARIO % "false", encoding="utf-8")
    assert "All 1 are met." in told(folder / "mine.yaml")


def test_a_scenario_that_is_not_met_fails_the_command(folder):
    (folder / "mine.yaml").write_text(SCENARIO % "true", encoding="utf-8")
    with pytest.raises(CommandError, match="1 of 1 are not met"):
        told(folder / "mine.yaml")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "Which calls"),
        (["nowhere.jsonl"], "nowhere.jsonl"),
        (["calls.yaml", "--runbooks", "elsewhere"], "no runbook acme.yaml"),
        (["calls.yaml", "--llm", "anthropic"], "needs ANTHROPIC_API_KEY"),
    ],
)
def test_what_cannot_be_measured_says_why(folder, monkeypatch, settings, arguments, complaint):
    settings.ANTHROPIC_API_KEY = ""
    monkeypatch.chdir(folder)
    with pytest.raises(CommandError, match=complaint):
        told(*arguments)
