"""Scenarios as data: with the reply that a model gave, and with the embedded triager. An ESCALATE must stay one."""

from __future__ import annotations

from pathlib import Path

import pytest

from triage import Action
from triage.evaluate import load_scenarios, run_scenario

FOLDER = Path(__file__).parents[1] / "scenarios"
PLAYED = [
    pytest.param(scenario, decider, llm, id=f"{scenario.name} ({decider})")
    for scenario in load_scenarios(FOLDER)
    for decider, llm in scenario.deciders.items()
]


@pytest.mark.parametrize(("scenario", "decider", "llm"), PLAYED)
def test_scenario_is_met(scenario, decider, llm):
    verdict = run_scenario(scenario, decider, llm)
    assert not verdict.faults, str(verdict)


def test_there_are_eight_published_calls():
    assert len(load_scenarios(FOLDER / "published.yaml")) == 8


def test_a_scenario_that_is_not_met_says_what_it_got_instead(tmp_path):
    (tmp_path / "mine.yaml").write_text(
        "- name: a mouse wakes the owner\n  runbook: {customer_name: Acme}\n"
        "  turns: [{caller: My mouse is sticky.}]\n  expect: {action: escalate, wakes: true}\n",
        encoding="utf-8",
    )
    (scenario,) = load_scenarios(tmp_path)
    verdict = run_scenario(scenario, "offline", None)
    assert verdict.decision.action is not Action.ESCALATE
    assert "expected escalate" in str(verdict)


@pytest.mark.parametrize(
    ("expect", "complaint"), [("{urgent: true}", "a decision has no urgent"), ("", "lacks expect")]
)
def test_a_scenario_with_a_fault_names_it(tmp_path, expect, complaint):
    (tmp_path / "mine.yaml").write_text(
        f"- name: odd\n  runbook: {{customer_name: Acme}}\n  turns: [{{caller: Hi.}}]\n  expect: {expect}\n",
        encoding="utf-8",
    )
    with pytest.raises(ValueError, match=complaint):
        load_scenarios(tmp_path)


def test_a_runbook_may_lie_beside_the_scenario(tmp_path):
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "acme.yaml").write_text("customer_name: Acme\n", encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(
        "- name: smoke\n  runbook: books/acme.yaml\n  turns: [{caller: There is smoke in the server room.}]\n"
        "  expect: {wakes: true}\n",
        encoding="utf-8",
    )
    (scenario,) = load_scenarios(tmp_path)
    assert scenario.runbook.customer_name == "Acme"
    assert not run_scenario(scenario, "offline", None).faults
