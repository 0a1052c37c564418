"""What an onboarding did, a line for each thing."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from tenants.models import Tenant
from tenants.onboarding.faults import FileFault


class Outcome(StrEnum):
    """Kept means: no longer in the file, and left alone."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing and what became of it. `note` names the fields that changed, never a credential's value."""

    outcome: Outcome
    kind: str
    name: str
    note: str = ""


@dataclass(slots=True)
class Report:
    """Everything that one file did to one tenant. `token` is set when one was made: show it once.

    `vouched` are the numbers that count as verified from now on, because they stand in a file of ours.
    """

    tenant: Tenant
    changes: list[Change] = field(default_factory=list)
    warnings: tuple[FileFault, ...] = ()
    token: str | None = field(default=None, repr=False)
    vouched: tuple[str, ...] = ()

    def tell(self, outcome: Outcome, kind: str, name: str, note: str = "") -> None:
        self.changes.append(Change(outcome, kind, name, note))

    @property
    def nothing_changed(self) -> bool:
        return not {Outcome.CREATED, Outcome.CHANGED} & {change.outcome for change in self.changes}
