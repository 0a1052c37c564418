"""The conversation as it was spoken, with the decision beside every answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from calls.models import Call, Turn
from triage.types import Action, Speaker

DECIDERS = {
    "offline": "offline triager",
    "keypad": "the caller's key",
    "greeting": "greeting",
    "silence": "silence",
    "rescue": "fallback",
}
ACTIONS = {
    Action.GATHER.value: "Asked",
    Action.RESOLVE.value: "Resolved",
    Action.ESCALATE.value: "Escalated",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionShown:
    """A decision as it was recorded. Older records may lack any part; nothing is made up for it."""

    action: str = ""
    action_words: str = ""
    disposition: str = ""
    priority: str = ""
    reason: str = ""
    rule: str = ""
    target: str = ""
    findings: tuple[str, ...] = ()
    cost: tuple[str, ...] = ()

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        action = _text(record, "action").lower()
        return cls(
            action=action,
            action_words=ACTIONS.get(action, action),
            disposition=_text(record, "disposition").replace("_", " "),
            priority=_text(record, "priority"),
            reason=_text(record, "reason"),
            rule=_text(record, "rule"),
            target=_text(record, "page_target"),
            findings=tuple(str(name).replace("_", " ") for name in record.get("findings") or ()),
            cost=tuple(_cost(record)),
        )


@dataclass(frozen=True, slots=True)
class Spoken:
    """One utterance, and what was decided with it."""

    turn: Turn
    is_caller: bool
    decision: DecisionShown | None


def conversation(call: Call) -> list[Spoken]:
    return [_spoken(turn) for turn in call.turns.all()]


def _spoken(turn: Turn) -> Spoken:
    record = turn.decision if isinstance(turn.decision, dict) else None
    return Spoken(turn, turn.speaker == Speaker.CALLER, DecisionShown.from_record(record) if record else None)


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    return "" if value is None else str(value)


def _cost(record: Mapping[str, Any]) -> list[str]:
    """Who decided, how fast and with how many tokens, as far as it is known."""
    decider = _text(record, "decided_by")
    told = [DECIDERS.get(decider, decider)] if decider else []
    if record.get("latency_ms") is not None:
        told.append(f"{record['latency_ms']} ms")
    if record.get("input_tokens"):
        told.append(f"{record['input_tokens']} + {record.get('output_tokens') or 0} tokens")
    if record.get("prompt_version"):
        told.append(f"prompt {record['prompt_version']}")
    return told
