"""The figures that an MSP buys, over calls that were played: what reached a human, and what woke nobody."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from triage.evaluate.playing import Outcome
from triage.evaluate.share import Share
from triage.types import Priority

WIDTH = 110


@dataclass(frozen=True, slots=True)
class Report:
    """The outcomes of a set of calls."""

    outcomes: tuple[Outcome, ...]

    @property
    def p1_reached(self) -> Share:
        """P1s that reached a human."""
        return _share(o.woke for o in self.outcomes if o.call.wakes and o.call.priority is Priority.P1)

    @property
    def p3_quiet(self) -> Share:
        """P3s that woke nobody."""
        return _share(
            not o.woke for o in self.outcomes if not o.call.wakes and o.call.priority is Priority.P3
        )

    @property
    def all_reached(self) -> Share:
        return _share(o.woke for o in self.outcomes if o.call.wakes)

    @property
    def all_quiet(self) -> Share:
        return _share(not o.woke for o in self.outcomes if not o.call.wakes)

    @property
    def right_targets(self) -> Share:
        return _share(o.has_right_target for o in self.outcomes if o.woke and o.call.page_targets)

    @property
    def wrong(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if not outcome.is_right)

    def table(self) -> str:
        """Return the report as text: the figures that matter, then each category."""
        lines = [
            f"{len(self.outcomes)} calls                       95 % Wilson interval",
            f"P1s that reached a human   {self.p1_reached}",
            f"P3s that woke nobody       {self.p3_quiet}",
            f"every call that must wake  {self.all_reached}",
            f"every call that must not   {self.all_quiet}",
            f"page went to the right one {self.right_targets}",
        ]
        if leaked := [outcome for outcome in self.outcomes if outcome.leaks]:
            lines.append(
                f"secrets repeated           {len(leaked)}: {', '.join(o.call.name for o in leaked)}"
            )
        return "\n".join([*lines, "", *self._category_lines()])

    def _category_lines(self) -> Iterable[str]:
        yield f"{'category':<24}{'reached':>10}{'quiet':>10}{'right target':>15}"
        for category in sorted({outcome.call.category for outcome in self.outcomes}):
            part = Report(tuple(o for o in self.outcomes if o.call.category == category))
            shares = part.all_reached.fraction, part.all_quiet.fraction, part.right_targets.fraction
            yield f"{category:<24}{shares[0]:>10}{shares[1]:>10}{shares[2]:>15}"

    def mistakes(self) -> str:
        """Return the calls that went wrong, each with the rule or the sentence that decided."""
        groups = (
            ("P1s that reached nobody", [o for o in self.wrong if o.call.wakes]),
            ("woken for nothing", [o for o in self.wrong if not o.call.wakes]),
            ("woke the wrong one", [o for o in self.outcomes if o.is_right and o.missed_target]),
            ("did not say what must be said", [o for o in self.outcomes if not o.said_what_it_must]),
        )
        return "\n\n".join(
            "\n".join([f"{title} ({len(found)})", *map(_mistake, found)]) for title, found in groups if found
        )


def _share(hits: Iterable[bool]) -> Share:
    counted = list(hits)
    return Share(sum(counted), len(counted))


def _mistake(outcome: Outcome) -> str:
    call = outcome.call
    lines = [f"- {call.name} ({call.category}, {call.runbook.customer_name})", f"  {outcome.why}"]
    if outcome.missed_target:
        right = " or ".join(call.page_targets)
        lines.append(f"  paged {outcome.last.page_target or 'the on-call chain'}, right was {right}")
    if not outcome.said_what_it_must:
        lines.append(f"  never said: {' or '.join(call.must_say)}")
    return "\n".join(textwrap.fill(line, WIDTH, subsequent_indent="  ") for line in lines)
