"""The answer to one exchange: the kernel's decision, who made it, how fast, and whether the line stays open."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from triage import Action, Decision
from triage.prompt import VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`hangs_up` ends the call after the words, `waits` brings the caller into the room where an engineer joins him. `decided_by` is a model's name, `offline`, `keypad`, `silence` or `rescue`.

    `latency_ms` is how long the decision took, `first_ms` when the model's first word came, `cost` is in dollars and
    None where no price is known; `hedged` says that two models were asked.
    """

    decision: Decision
    decided_by: str
    latency_ms: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    first_ms: int = 0
    cost: float | None = None
    hedged: bool = False
    hangs_up: bool = False
    waits: bool = False

    @property
    def settles(self) -> bool:
        """Whether something was decided, rather than asked."""
        return self.decision.action is not Action.GATHER

    def record(self, revision_id: int | None) -> dict[str, Any]:
        """Return the decision as it is kept with the agent's turn, with the runbook's revision that it was made under."""
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
            "told": asdict(decision.told) if decision.told else None,
            "decided_by": self.decided_by,
            "latency_ms": self.latency_ms,
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "cached_tokens": self.cached_tokens,
            "first_ms": self.first_ms,
            "cost": self.cost,
            "hedged": self.hedged,
            "prompt_version": VERSION,
            "runbook_revision": revision_id,
        }


def facts_to_keep(decision: Decision) -> dict[str, Any]:
    """Return what the call's own columns keep of a decision; nothing of one that only goes on with an earlier one."""
    if decision.told is None:
        return {}
    facts = asdict(decision.told)
    return facts | {"category": facts["category"] or "", "reason": decision.reason}
