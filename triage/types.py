"""The kernel's values: what was said, and what is decided about it.

Plain data without behaviour beyond derived facts; no Django, no clock, no network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from triage.runbook import EscalationRule


class Speaker(StrEnum):
    CALLER = "caller"
    AGENT = "agent"


class Action(StrEnum):
    """What happens next on the line."""

    GATHER = "gather"
    RESOLVE = "resolve"
    ESCALATE = "escalate"


class Disposition(StrEnum):
    """What becomes of the call; None while the agent is still asking."""

    CLOSED = "closed"
    PENDING_VERIFICATION = "pending_verification"
    MORNING_TICKET = "morning_ticket"
    NO_ACTION = "no_action"
    OUT_OF_SCOPE = "out_of_scope"
    OPEN_PAGED = "open_paged"


class Category(StrEnum):
    """What a service desk sorts its tickets by."""

    HARDWARE = "hardware"
    PRINTING = "printing"
    ACCESS = "access"
    EMAIL = "email"
    NETWORK = "network"
    TELEPHONY = "telephony"
    SERVER = "server"
    APPLICATION = "application"
    SECURITY = "security"
    PREMISES = "premises"
    REQUEST = "request"
    NOT_IT = "not_it"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _LABELS.get(self, self.value.capitalize())


_LABELS = {
    Category.ACCESS: "Account and access",
    Category.EMAIL: "E-mail",
    Category.SERVER: "Server and storage",
    Category.PREMISES: "Premises and safety",
    Category.NOT_IT: "Not an IT matter",
}


class Priority(StrEnum):
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance. `speaker` accepts the plain strings "caller" and "agent"."""

    speaker: Speaker | Literal["caller", "agent"]
    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "speaker", Speaker(self.speaker))


@dataclass(frozen=True, slots=True, kw_only=True)
class CallContext:
    """What is known about this call from outside the conversation; every field is a claim, not a proof."""

    caller_name: str | None = None
    caller_number: str | None = None
    recent_tickets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    recent_p1s: int = 0
    """P1 tickets of this customer within 90 days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known of a call beside what is decided: one structure for ticket, page, dashboard and API.

    Empty and None: not said. `scope` is "one", "several" or "everybody"; `people` is how many, when a number was said;
    `reach` is the caller's name and the numbers that reach him, `language` what he speaks, "" for English. A decider's claims come in the same form, unchecked.
    """

    problem: str = ""
    category: Category | None = None
    people: int | None = None
    scope: str = ""
    since: str = ""
    tried: str = ""
    reach: str = ""
    language: str = ""

    @property
    def hit(self) -> str:
        """Whom it hits, in words."""
        return whom(self.people, self.scope)


def whom(people: int | None, scope: str) -> str:
    """Say how many people are hit: "12 people", "everybody", "several people", "one person", or "" when that was not said."""
    if people is not None and people > 1:
        return f"{people} people"
    return _HIT.get(scope, "one person" if people else "")


_HIT = {"one": "one person", "several": "several people", "everybody": "everybody"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The kernel's answer to one turn.

    `page_target` is copied from the runbook rule that fired, letter for letter, or None. `rule` is that
    rule. `findings` name the rules of the policy that spoke, for the record and the dashboard. `told` is what is known
    of the call; None while the agent is still asking.
    """

    action: Action
    speech: str
    ticket_body: str = ""
    page_target: str | None = None
    disposition: Disposition | None = None
    priority: Priority = Priority.P3
    reason: str = ""
    rule: EscalationRule | None = None
    findings: tuple[str, ...] = field(default=())
    told: Told | None = None

    @property
    def wakes(self) -> bool:
        """Whether somebody is to be woken: every ESCALATE but one that is out of scope."""
        return self.action is Action.ESCALATE and self.disposition is not Disposition.OUT_OF_SCOPE


RawReply = Mapping[str, Any] | str
"""What a decider returns: the four published keys, the same as JSON text, or `ESCALATE | words`."""

LLM = Callable[[str, str], RawReply]
"""The seam for a decider: `llm(system, user)`."""
