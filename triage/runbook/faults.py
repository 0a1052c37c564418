"""What can be wrong with a runbook, told with its place.

RunbookError(ValueError) is the only exception that a runbook raises.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

MAX_FAULTS = 100
"""More than anybody reads; a damaged file can hold a fault in every character."""


class Severity(StrEnum):
    """An error refuses the runbook; a warning is shown beside a runbook that is accepted."""

    ERROR = "error"
    WARNING = "warning"


class Place(Protocol):
    """Anything that knows where it stands: line and column, both counted from 1."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong: where, in which field, what it is and what would be right."""

    line: int
    column: int
    field: str
    message: str
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        named = f"{self.field}: " if self.field else ""
        kind = "" if self.is_error else "warning: "
        return f"line {self.line}, column {self.column}: {kind}{named}{self.message}"


class RunbookError(ValueError):
    """A runbook that cannot be accepted, with everything that is wrong with it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return "The runbook cannot be accepted:\n" + "\n".join(f"  {fault}" for fault in self.faults)


@dataclass(slots=True)
class FaultList:
    """Collects faults while a runbook is read, so that all of them are told at once."""

    found: list[Fault] = field(default_factory=list)
    left_out: int = 0

    def error(self, place: Place, name: str, message: str) -> None:
        self._add(Fault(place.line, place.column, name, message, Severity.ERROR))

    def warning(self, place: Place, name: str, message: str) -> None:
        self._add(Fault(place.line, place.column, name, message, Severity.WARNING))

    def _add(self, fault: Fault) -> None:
        if len(self.found) < MAX_FAULTS or (fault.is_error and not self.has_errors):
            self.found.append(fault)
        else:
            self.left_out += 1

    def __len__(self) -> int:
        return len(self.found) + self.left_out

    @property
    def has_errors(self) -> bool:
        return any(fault.is_error for fault in self.found)

    def in_order(self) -> tuple[Fault, ...]:
        """Every fault from top to bottom; past the limit only their number."""
        ordered = sorted(self.found)
        if self.left_out:
            last = ordered[-1]
            more = f"{self.left_out} more faults are not listed; put these right first"
            ordered.append(Fault(last.line, last.column, "", more, last.severity))
        return tuple(ordered)
