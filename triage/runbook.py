"""A customer's runbook: the values, and the way in from YAML."""

from __future__ import annotations

from dataclasses import dataclass, field

from triage.types import Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationRule:
    """When `trigger` is met, `target` is reached by `method`; a null target or `noop` wakes nobody."""

    trigger: str
    target: str | None = None
    method: str = "noop"
    priority: Priority | None = None

    @property
    def wakes(self) -> bool:
        return self.target is not None and self.method != "noop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Runbook:
    customer_name: str
    business_hours: str | None = None
    known_issues: tuple[str, ...] = field(default=())
    known_systems: tuple[str, ...] = field(default=())
    escalation_rules: tuple[EscalationRule, ...] = field(default=())
    out_of_scope_phrases: tuple[str, ...] = field(default=())
    p1_threshold: str | None = None
    caller_name: str | None = None
    recent_tickets: tuple[str, ...] = field(default=())
