"""What two deciders, or one decider before and after a change, decided differently."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from triage.evaluate.playing import Outcome


@dataclass(frozen=True, slots=True)
class Told:
    """How one call ended, in a form that can be kept and compared."""

    name: str
    must_wake: bool
    action: str
    wakes: bool
    page_target: str | None
    disposition: str | None
    priority: str
    why: str

    @property
    def is_right(self) -> bool:
        return self.wakes == self.must_wake

    def __str__(self) -> str:
        end = f"{self.action} {self.disposition or ''} {self.priority}"
        return f"{end}, wakes {self.page_target or 'the on-call chain'}" if self.wakes else end


def told_by(outcomes: Iterable[Outcome]) -> tuple[Told, ...]:
    return tuple(
        Told(
            name=outcome.call.name,
            must_wake=outcome.call.wakes,
            action=outcome.last.action.value,
            wakes=outcome.woke,
            page_target=outcome.last.page_target,
            disposition=outcome.last.disposition.value if outcome.last.disposition else None,
            priority=outcome.last.priority.value,
            why=outcome.why,
        )
        for outcome in outcomes
    )


def write_told(path: Path, told: Iterable[Told]) -> None:
    """Keep results, one call a line."""
    lines = [json.dumps(asdict(one), ensure_ascii=False) for one in told]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def read_told(path: Path) -> tuple[Told, ...]:
    """Read what `write_told` kept. Raises OSError or ValueError."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    try:
        return tuple(Told(**json.loads(line)) for line in lines)
    except TypeError as exc:
        raise ValueError(f"{path.name} was not written by --save") from exc


def changes(before: Sequence[Told], after: Sequence[Told]) -> str:
    """Return the calls that both know and that ended differently, what got worse first."""
    old = {one.name: one for one in before}
    both = [(old[new.name], new) for new in after if new.name in old]
    changed = [(a, b) for a, b in both if _end(a) != _end(b)]
    groups = (
        ("wrong now", [pair for pair in changed if pair[0].is_right and not pair[1].is_right]),
        ("right now", [pair for pair in changed if pair[1].is_right and not pair[0].is_right]),
        ("as right as before", [pair for pair in changed if pair[0].is_right == pair[1].is_right]),
    )
    lines = [f"{len(both)} calls compared, {len(changed)} ended differently"]
    for title, pairs in groups:
        if pairs:
            lines += ["", f"{title} ({len(pairs)})", *(_change(*pair) for pair in pairs)]
    return "\n".join(lines)


def _end(told: Told) -> tuple[object, ...]:
    return told.action, told.wakes, told.page_target, told.disposition, told.priority


def _change(before: Told, after: Told) -> str:
    return f"- {after.name}\n  was: {before}\n       {before.why}\n  now: {after}\n       {after.why}"
