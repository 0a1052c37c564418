"""The answer to one exchange: the kernel's decision, who made it, how fast, and whether the line stays open."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from triage import Action, Decision
from triage.prompt import INSTRUCTIONS

PROMPT_VERSION = hashlib.sha256(INSTRUCTIONS.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`hangs_up` ends the call after the words. `decided_by` is a model's name, `offline`, `keypad`, `silence` or `rescue`."""

    decision: Decision
    decided_by: str
    latency_ms: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    hangs_up: bool = False

    @property
    def settles(self) -> bool:
        """Whether something was decided, rather than asked."""
        return self.decision.action is not Action.GATHER

    def record(self) -> dict[str, Any]:
        """Return the decision as it is kept with the agent's turn."""
        decision = self.decision
        return {
            "action": decision.action,
            "disposition": decision.disposition,
            "priority": decision.priority,
            "reason": decision.reason,
            "ticket_body": decision.ticket_body,
            "findings": list(decision.findings),
            "rule": decision.rule.trigger if decision.rule else None,
            "page_target": decision.page_target,
            "decided_by": self.decided_by,
            "latency_ms": self.latency_ms,
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "cached_tokens": self.cached_tokens,
            "prompt_version": PROMPT_VERSION,
        }
