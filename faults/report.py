"""The table of a trial, and its verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from faults.proof import Outcome, Proof
from faults.trial import Injection

COLUMNS = (
    "fault", "injected", "calls", "woke", "paged ≤60 s", "alarmed", "put through", "lost", "dup. pages",
    "tickets 0/1/2+", "p50 s", "p99 s", "worst s",
)  # fmt: skip


@dataclass(slots=True)
class Row:
    """What is told about one kind of fault, or about all of them."""

    label: str
    injected: int = 0
    outcomes: list[Outcome] = field(default_factory=list)

    def cells(self) -> list[str]:
        woke = [outcome for outcome in self.outcomes if outcome.must_wake]
        paged = [outcome for outcome in woke if outcome.is_paged]
        alarmed = [outcome for outcome in woke if outcome.is_alarmed and not outcome.is_paged]
        through = [
            outcome for outcome in woke if outcome.connected and not (outcome.is_paged or outcome.is_alarmed)
        ]
        seconds = sorted(taken for outcome in woke if (taken := outcome.seconds) is not None)
        return [
            self.label,
            str(self.injected),
            str(len(self.outcomes)),
            str(len(woke)),
            str(len(paged)),
            str(len(alarmed) or ""),
            str(len(through) or ""),
            str(sum(outcome.is_lost for outcome in woke) or 0),
            str(sum(outcome.duplicates for outcome in self.outcomes) or ""),
            self._tickets(),
            *(f"{percentile(seconds, share):.1f}" if seconds else "" for share in (0.5, 0.99, 1.0)),
        ]

    def _tickets(self) -> str:
        owed = [outcome.tickets for outcome in self.outcomes if outcome.ticket_is_owed]
        return f"{owed.count(0)}/{owed.count(1)}/{sum(count > 1 for count in owed)}"


def percentile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def rows(plan: Iterable[Injection], proof: Proof) -> list[Row]:
    """One row for each kind of fault in the order of their groups, and the sum."""
    by_number, found = {}, dict[str, Row]()
    total = Row("all")
    for injection in plan:
        row = found.setdefault(injection.kind.label, Row(injection.kind.label))
        by_number[injection.number] = row
        row.injected += injection.at is not None
        total.injected += injection.at is not None
    for outcome in proof.outcomes:
        by_number[outcome.story.fault].outcomes.append(outcome)
        total.outcomes.append(outcome)
    return [*sorted(found.values(), key=lambda row: row.label), total]


def table(title: str, told: list[Row]) -> Table:
    drawn = Table(title=title, title_justify="left")
    for column in COLUMNS:
        drawn.add_column(column, justify="left" if column == "fault" else "right")
    for row in told[:-1]:
        drawn.add_row(*row.cells())
    drawn.add_section()
    drawn.add_row(*told[-1].cells(), style="bold")
    return drawn


def verdict(proof: Proof, console: Console) -> None:
    if not proof.broken:
        console.print("[green]Every promise was kept.[/]")
    for words in proof.broken:
        console.print(f"[red]{words}[/]")
