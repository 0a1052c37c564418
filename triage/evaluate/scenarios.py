"""Scenarios: the last turn of a conversation and the decision that it must lead to, as an MSP can keep its own.

A YAML list of

- `name`: what is promised;
- `runbook`: a mapping, or the path of a runbook file beside this one;
- `turns`: a list of `caller: words` and `agent: words`;
- `at`: the moment, ISO time (left out: a night in March); `hung_up: true` when the caller is gone;
- `expect`: fields of the decision and what they must be, such as `action`, `wakes`, `page_target`, `priority`;
- `reply`: what a model answers here (optional). With it the policy above the model is shown;
- `offline: true`: the embedded triager must come to the same (always so when there is no `reply`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from triage.evaluate.calls import files_of
from triage.kernel import run_turn
from triage.runbook import Runbook
from triage.types import LLM, Decision, Speaker, Turn

NIGHT = "2026-03-04T04:30"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    name: str
    runbook: Runbook
    turns: tuple[Turn, ...]
    expect: Mapping[str, Any]
    now: datetime
    hung_up: bool = False
    reply: Mapping[str, Any] | str | None = field(default=None, hash=False)
    offline: bool = False

    def scripted(self, system: str, user: str) -> Mapping[str, Any] | str:
        """Answer as the file says that a model did."""
        if self.reply is None:
            raise LookupError("this scenario has no reply")
        return self.reply

    @property
    def deciders(self) -> Mapping[str, LLM | None]:
        """Who must come to the expected decision without any model."""
        found: dict[str, LLM | None] = {}
        if self.reply is not None:
            found["scripted"] = self.scripted
        if self.offline or self.reply is None:
            found["offline"] = None
        return found


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided, and where that is not what the scenario expects."""

    scenario: Scenario
    decider: str
    decision: Decision

    @property
    def faults(self) -> tuple[str, ...]:
        """Say for each field that is off what it is and what it had to be."""
        wanted = self.scenario.expect
        return tuple(
            f"{name} is {_plain(getattr(self.decision, name))}, expected {_plain(value)}"
            for name, value in wanted.items()
            if getattr(self.decision, name) != value
        )

    def __str__(self) -> str:
        if not self.faults:
            return f"ok     {self.scenario.name} ({self.decider})"
        why = f"because: {self.decision.reason or 'no reason given'}"
        return "\n       ".join([f"WRONG  {self.scenario.name} ({self.decider})", *self.faults, why])


def run_scenario(scenario: Scenario, decider: str, llm: LLM | None) -> Verdict:
    decision = run_turn(scenario.turns, scenario.runbook, llm, now=scenario.now, hung_up=scenario.hung_up)
    return Verdict(scenario, decider, decision)


def load_scenarios(path: Path) -> tuple[Scenario, ...]:
    """Read a file or a folder of scenarios. Raises OSError or ValueError, which name what is wrong."""
    return tuple(scenario for file in files_of(path) for scenario in _scenarios_in(file))


def holds_scenarios(path: Path) -> bool:
    """Whether the file, or the first one of the folder, expects decisions instead of telling whole calls."""
    first = next(iter(files_of(path)), None)
    return (
        first is not None and first.suffix != ".jsonl" and "\n  expect:" in first.read_text(encoding="utf-8")
    )


def _scenarios_in(file: Path) -> Iterable[Scenario]:
    try:
        records = yaml.safe_load(file.read_text(encoding="utf-8")) or []
    except yaml.YAMLError as exc:
        raise ValueError(f"{file.name} is no YAML: {exc}") from exc
    for number, record in enumerate(records, start=1):
        lacking = [key for key in ("name", "runbook", "turns", "expect") if not dict(record or {}).get(key)]
        if lacking:
            raise ValueError(f"scenario {number} of {file.name} lacks {' and '.join(lacking)}")
        yield _scenario(record, file.parent)


def _scenario(record: Mapping[str, Any], folder: Path) -> Scenario:
    unknown = set(record["expect"]) - {*Decision.__dataclass_fields__, "wakes"}
    if unknown:
        raise ValueError(f"{record['name']}: a decision has no {', '.join(sorted(unknown))}")
    return Scenario(
        name=record["name"],
        runbook=_runbook(record["runbook"], folder),
        turns=tuple(Turn(Speaker(who), words) for turn in record["turns"] for who, words in turn.items()),
        expect=record["expect"],
        now=datetime.fromisoformat(record.get("at", NIGHT)).replace(tzinfo=UTC),
        hung_up=bool(record.get("hung_up", False)),
        reply=record.get("reply"),
        offline=bool(record.get("offline", False)),
    )


def _runbook(source: Mapping[str, Any] | str, folder: Path) -> Runbook:
    if isinstance(source, str):
        return Runbook.from_yaml((folder / source).read_text(encoding="utf-8"))
    return Runbook.from_yaml(yaml.safe_dump(dict(source), allow_unicode=True))


def _plain(value: object) -> str:
    return str(value) if value is not None else "nothing"
