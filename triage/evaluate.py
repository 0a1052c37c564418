"""How often true P1s reach a human, and how often P3s wake nobody, over calls whose truth is known.

A file of calls has one JSON object a line:

- `id`, `category`: free text;
- `runbook`: name of a runbook file in a folder;
- `local_time`: ISO time at the customer; without an offset it is read as UTC;
- `caller_turns`: what the caller says, one utterance after the other;
- `truth`: `wake` (must a human be reached), `priority` (P1 … P4), and optionally `page_target` (list of right
  targets, "any" for whichever, or null), `disposition`, `must_say` (one of these must be spoken) and `redact` (must
  occur neither in speech nor in the ticket).

Each call is played turn by turn. An escalation ends it; a resolve does not, the caller is heard once more. When
the caller has nothing left to say he hangs up, and a page may still go out then.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from triage.kernel import run_turn
from triage.runbook import Runbook
from triage.types import LLM, Action, Decision, Priority, Speaker, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCall:
    """One call and what would have been right."""

    name: str
    category: str
    runbook: Runbook
    now: datetime
    caller_turns: tuple[str, ...]
    wakes: bool
    priority: Priority
    page_targets: tuple[str, ...] = ()
    disposition: str | None = None
    must_say: tuple[str, ...] = ()
    redact: tuple[str, ...] = ()

    @classmethod
    def from_record(cls, record: Mapping[str, Any], runbook: Runbook) -> Self:
        """Read one line of a file of calls."""
        truth = record["truth"]
        moment = datetime.fromisoformat(record["local_time"])
        return cls(
            name=str(record["id"]),
            category=str(record.get("category", "")),
            runbook=runbook,
            now=moment if moment.tzinfo else moment.replace(tzinfo=UTC),
            caller_turns=tuple(record["caller_turns"]),
            wakes=bool(truth["wake"]),
            priority=Priority(truth["priority"]),
            page_targets=tuple(truth.get("page_target") or ()),
            disposition=truth.get("disposition"),
            must_say=tuple(truth.get("must_say") or ()),
            redact=tuple(truth.get("redact") or ()),
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one call went."""

    call: KnownCall
    decisions: tuple[Decision, ...]

    @property
    def woke(self) -> bool:
        return self.decisions[-1].wakes

    @property
    def is_right(self) -> bool:
        return self.woke == self.call.wakes

    @property
    def has_right_target(self) -> bool:
        targets = self.call.page_targets
        return "any" in targets or self.decisions[-1].page_target in targets

    @property
    def leaks(self) -> bool:
        written = " ".join(f"{d.speech} {d.ticket_body} {d.reason}" for d in self.decisions)
        return any(secret in written for secret in self.call.redact)

    @property
    def said_what_it_must(self) -> bool:
        spoken = " ".join(decision.speech for decision in self.decisions)
        return not self.call.must_say or any(words in spoken for words in self.call.must_say)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with its 95 % Wilson interval."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        return self.hits / self.total if self.total else math.nan

    def interval(self, z: float = 1.96) -> tuple[float, float]:
        if not self.total:
            return 0.0, 1.0
        n, share = self.total, self.value
        middle = share + z * z / (2 * n)
        reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        scale = 1 + z * z / n
        return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)

    def __str__(self) -> str:
        if not self.total:
            return "none"
        low, high = self.interval()
        return f"{self.value:6.1%}  [{low:5.1%} – {high:6.1%}]  {self.hits} of {self.total}"


@dataclass(frozen=True, slots=True)
class Report:
    """The outcomes of a set of calls."""

    outcomes: tuple[Outcome, ...]

    @property
    def p1_reached(self) -> Share:
        """P1s that reached a human."""
        return self._share(o.woke for o in self.outcomes if o.call.wakes and o.call.priority is Priority.P1)

    @property
    def p3_quiet(self) -> Share:
        """P3s that woke nobody."""
        return self._share(
            not o.woke for o in self.outcomes if not o.call.wakes and o.call.priority is Priority.P3
        )

    @property
    def all_reached(self) -> Share:
        return self._share(o.woke for o in self.outcomes if o.call.wakes)

    @property
    def all_quiet(self) -> Share:
        return self._share(not o.woke for o in self.outcomes if not o.call.wakes)

    @property
    def right_targets(self) -> Share:
        return self._share(o.has_right_target for o in self.outcomes if o.woke and o.call.page_targets)

    @property
    def wrong(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if not outcome.is_right)

    @staticmethod
    def _share(hits: Iterable[bool]) -> Share:
        counted = list(hits)
        return Share(sum(counted), len(counted))

    def table(self) -> str:
        """Return the report as text: the two figures that matter, then each category."""
        lines = [
            f"{len(self.outcomes)} calls                       95 % Wilson interval",
            f"P1s that reached a human   {self.p1_reached}",
            f"P3s that woke nobody       {self.p3_quiet}",
            f"every call that must wake  {self.all_reached}",
            f"every call that must not   {self.all_quiet}",
            f"page went to the right one {self.right_targets}",
            "",
            f"{'category':<24}{'reached':>10}{'quiet':>10}",
        ]
        return "\n".join([*lines, *self._category_lines()])

    def _category_lines(self) -> Iterable[str]:
        for category in sorted({outcome.call.category for outcome in self.outcomes}):
            part = Report(tuple(o for o in self.outcomes if o.call.category == category))
            reached, quiet = part.all_reached, part.all_quiet
            yield f"{category:<24}{_fraction(reached):>10}{_fraction(quiet):>10}"


def _fraction(share: Share) -> str:
    return f"{share.hits}/{share.total}" if share.total else "-"


def load_calls(path: Path, runbooks_dir: Path) -> tuple[KnownCall, ...]:
    """Read a file of calls and the runbooks that they name."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    records = [json.loads(line) for line in lines]
    books = {name: _runbook(runbooks_dir / name) for name in {record["runbook"] for record in records}}
    return tuple(KnownCall.from_record(record, books[record["runbook"]]) for record in records)


def _runbook(path: Path) -> Runbook:
    return Runbook.from_yaml(path.read_text(encoding="utf-8"))


def evaluate(calls: Iterable[KnownCall], llm: LLM | None = None) -> Report:
    """Play every call to its end; `llm=None` is the offline triager."""
    return Report(tuple(play(call, llm) for call in calls))


def play(call: KnownCall, llm: LLM | None = None) -> Outcome:
    """Play one call turn by turn, to an escalation or to the hang-up."""
    turns: list[Turn] = []
    decisions: list[Decision] = []
    for words in call.caller_turns:
        turns.append(Turn(Speaker.CALLER, words))
        decisions.append(_answer(call, turns, llm))
        if decisions[-1].action is Action.ESCALATE:
            return Outcome(call, tuple(decisions))
        turns.append(Turn(Speaker.AGENT, decisions[-1].speech))
    decisions.append(_answer(call, turns, llm, hung_up=True))
    return Outcome(call, tuple(decisions))


def _answer(call: KnownCall, turns: Sequence[Turn], llm: LLM | None, *, hung_up: bool = False) -> Decision:
    return run_turn(tuple(turns), call.runbook, llm, now=call.now, hung_up=hung_up)
