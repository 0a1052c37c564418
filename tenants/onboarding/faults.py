"""What is wrong with a tenant file and the runbooks beside it, each told with its file and place.

OnboardingError is the only exception that reading a tenant file raises.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from triage.runbook.faults import Fault, FaultList


@dataclass(frozen=True, slots=True)
class FileFault:
    """A fault and the file that it stands in, named as the operator would name it."""

    file: str
    fault: Fault

    def __str__(self) -> str:
        return f"{self.file}, {self.fault}"


class OnboardingError(Exception):
    """The file cannot be applied; nothing was changed."""

    def __init__(self, faults: Iterable[FileFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(slots=True)
class FaultsByFile:
    """Collects the faults of the tenant file and of every runbook that it names."""

    main: str
    files: dict[str, FaultList] = field(default_factory=dict)

    def of(self, file: str | None = None) -> FaultList:
        return self.files.setdefault(file or self.main, FaultList())

    @property
    def has_errors(self) -> bool:
        return any(faults.has_errors for faults in self.files.values())

    def in_order(self) -> tuple[FileFault, ...]:
        return tuple(
            FileFault(file, fault) for file, faults in self.files.items() for fault in faults.in_order()
        )
