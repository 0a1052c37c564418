"""A customer's runbook: the values, and the way in from YAML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from triage.runbook.faults import Fault, FaultList, RunbookError
from triage.runbook.fields import read_fields
from triage.runbook.targets import METHODS, default_method
from triage.types import Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationRule:
    """When `trigger` is met, `target` is reached by `method`; a null target or `noop` wakes nobody."""

    trigger: str
    target: str | None = None
    method: str = "noop"
    priority: Priority | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "method", self.method.lower())
        if self.method not in METHODS:
            raise ValueError(f"{self.method!r} is no method; there are {', '.join(METHODS)}")
        if self.priority is not None:
            object.__setattr__(self, "priority", Priority(self.priority.upper()))

    @classmethod
    def from_mapping(cls, rule: Mapping[str, Any]) -> Self:
        """Build a rule from the keys of either dialect; without a method the target's form decides."""
        target = rule.get("target", rule.get("page"))
        method = rule.get("method") or default_method(target)
        return cls(trigger=rule["trigger"], target=target, method=method, priority=rule.get("priority"))

    @property
    def wakes(self) -> bool:
        return self.target is not None and self.method != "noop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Runbook:
    """What is normal at one customer, and whom to wake when it is not. Lists are kept as tuples.

    `caller_name` and `recent_tickets` belong to one call and never come from a file.
    """

    customer_name: str
    business_hours: str | None = None
    known_issues: tuple[str, ...] = field(default=())
    known_systems: tuple[str, ...] = field(default=())
    escalation_rules: tuple[EscalationRule, ...] = field(default=())
    out_of_scope_phrases: tuple[str, ...] = field(default=())
    p1_threshold: str | None = None
    caller_name: str | None = None
    recent_tickets: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        for name in ("known_issues", "known_systems", "out_of_scope_phrases", "recent_tickets"):
            object.__setattr__(self, name, _as_texts(getattr(self, name)))
        rules = tuple(_as_rule(rule) for rule in self.escalation_rules or ())
        object.__setattr__(self, "escalation_rules", rules)

    @classmethod
    def from_yaml(cls, text: str | bytes) -> Self:
        """Read a runbook file of either dialect; raises RunbookError with every fault and its place.

        Hours that are not understood count as after hours, because a call at night must not fail over them; it is
        `check_runbook`, for the editor, that refuses them.
        """
        faults = FaultList()
        fields = read_fields(text, faults)
        if fields is None or any(
            fault.is_error and fault.field != "business_hours" for fault in faults.found
        ):
            raise RunbookError(faults.in_order())
        return cls(**fields)


@dataclass(frozen=True, slots=True)
class RunbookReport:
    """What became of a check: the runbook unless there is an error, and every fault from top to bottom."""

    runbook: Runbook | None
    faults: tuple[Fault, ...] = ()


def check_runbook(text: str | bytes, *, reachable: Callable[[str], bool] | None = None) -> RunbookReport:
    """Read a runbook and tell all that is wrong with it at once; raises nothing.

    `reachable(target)` says whether an e-mail address or a name belongs to a known person with a phone; without
    it a rule that texts or calls an e-mail address gets a warning.
    """
    faults = FaultList()
    fields = read_fields(text, faults, reachable)
    if fields is None or faults.has_errors:
        return RunbookReport(None, faults.in_order())
    return RunbookReport(Runbook(**fields), faults.in_order())


def _as_texts(value: str | Iterable[str] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def _as_rule(rule: EscalationRule | Mapping[str, Any]) -> EscalationRule:
    return rule if isinstance(rule, EscalationRule) else EscalationRule.from_mapping(rule)
