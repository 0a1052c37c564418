"""The table of a trial, and its verdict. Rows are counts, so that those of several portions can be added up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from faults.proof import Outcome, Proof
    from faults.trial import Injection

COLUMNS = (
    "fault", "injected", "calls", "woke", "paged ≤60 s", "alarmed", "put through", "lost", "dup. pages",
    "tickets 0/1/2+", "p50 s", "p99 s", "worst s",
)  # fmt: skip
ALL = "all"


@dataclass(slots=True)
class Row:
    """What is told about one kind of fault, or about all of them. `seconds` are in no order."""

    label: str
    injected: int = 0
    calls: int = 0
    woke: int = 0
    paged: int = 0
    alarmed: int = 0
    put_through: int = 0
    lost: int = 0
    duplicates: int = 0
    tickets: list[int] = field(default_factory=lambda: [0, 0, 0])
    seconds: list[float] = field(default_factory=list)

    def count(self, outcome: Outcome) -> None:
        """Count one call. An alarm is told of a call that nobody was paged for, put through is who had neither."""
        self.calls += 1
        self.duplicates += outcome.duplicates
        if outcome.ticket_is_owed:
            self.tickets[min(outcome.tickets, 2)] += 1
        if not outcome.must_wake:
            return
        self.woke += 1
        self.paged += outcome.is_paged
        self.alarmed += outcome.is_alarmed and not outcome.is_paged
        self.put_through += outcome.connected and not (outcome.is_paged or outcome.is_alarmed)
        self.lost += outcome.is_lost
        if outcome.seconds is not None:
            self.seconds.append(round(outcome.seconds, 2))

    def add(self, other: Row) -> None:
        """Take in the same row of another portion."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.tickets = [mine + theirs for mine, theirs in zip(self.tickets, other.tickets, strict=True)]
        self.seconds = [*self.seconds, *other.seconds]

    def cells(self) -> list[str]:
        seconds = sorted(self.seconds)
        return [
            self.label,
            *(str(count) for count in (self.injected, self.calls, self.woke, self.paged)),
            str(self.alarmed or ""),
            str(self.put_through or ""),
            str(self.lost),
            str(self.duplicates or ""),
            "/".join(map(str, self.tickets)),
            *(f"{percentile(seconds, share):.1f}" if seconds else "" for share in (0.5, 0.99, 1.0)),
        ]


COUNTS = ("injected", "calls", "woke", "paged", "alarmed", "put_through", "lost", "duplicates")


def percentile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def rows(plan: Iterable[Injection], proof: Proof) -> list[Row]:
    """One row for each kind of fault, in the order of their names."""
    by_number, found = {}, dict[str, Row]()
    for injection in plan:
        row = found.setdefault(injection.kind.label, Row(injection.kind.label))
        by_number[injection.number] = row
        row.injected += injection.at is not None
    for outcome in proof.outcomes:
        by_number[outcome.story.fault].count(outcome)
    return summed(found.values())


def summed(told: Iterable[Row]) -> list[Row]:
    """One row for each label, whatever portion it comes from."""
    found = dict[str, Row]()
    for row in told:
        found.setdefault(row.label, Row(row.label)).add(row)
    return sorted(found.values(), key=lambda row: row.label)


def table(title: str, told: list[Row]) -> Table:
    drawn, total = Table(title=title, title_justify="left"), Row(ALL)
    for column in COLUMNS:
        drawn.add_column(column, justify="left" if column == "fault" else "right")
    for row in told:
        drawn.add_row(*row.cells())
        total.add(row)
    drawn.add_section()
    drawn.add_row(*total.cells(), style="bold")
    return drawn


def verdict(broken: list[str], console: Console) -> None:
    if not broken:
        console.print("[green]Every promise was kept.[/]")
    for words in broken:
        console.print(f"[red]{words}[/]", highlight=False)
