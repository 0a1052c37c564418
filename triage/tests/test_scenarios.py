"""The published calls, as data: with a scripted decider and with the embedded one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from triage import Decision, Runbook, Speaker, Turn, run_turn

NIGHT = datetime(2026, 3, 4, 4, 30, tzinfo=UTC)
FILE = Path(__file__).parents[1] / "scenarios" / "published.yaml"
SCENARIOS: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))


def runbook_of(scenario: dict[str, Any]) -> Runbook:
    return Runbook.from_yaml(yaml.safe_dump(scenario["runbook"]))


def turns_of(scenario: dict[str, Any]) -> list[Turn]:
    return [Turn(Speaker(speaker), text) for turn in scenario["turns"] for speaker, text in turn.items()]


def facts(decision: Decision, wanted: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(decision, name) for name in wanted}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario["name"])
def test_published_call_with_a_scripted_decider(scenario):
    decision = run_turn(turns_of(scenario), runbook_of(scenario), lambda s, u: scenario["reply"], now=NIGHT)
    assert facts(decision, scenario["expect"]) == scenario["expect"]


@pytest.mark.parametrize(
    "scenario", [s for s in SCENARIOS if s.get("offline")], ids=lambda scenario: scenario["name"]
)
def test_published_call_with_the_embedded_triager(scenario):
    decision = run_turn(turns_of(scenario), runbook_of(scenario), now=NIGHT)
    assert facts(decision, scenario["expect"]) == scenario["expect"]


def test_there_are_eight_published_calls():
    assert len(SCENARIOS) == 8
