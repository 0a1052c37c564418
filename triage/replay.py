"""Recorded calls decided again: by another runbook, another prompt or another decider. What changes is returned.

The caller's words and the agent's stay as they were said, so each moment is judged as it was on the line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from triage.kernel import conclude, farewell, run_turn
from triage.prompt import build_prompt
from triage.runbook import Runbook
from triage.types import LLM, CallContext, Decision, Speaker, Turn

BuildPrompt = Callable[..., tuple[str, str]]
"""Anything with the signature of `build_prompt`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCall:
    """A call as it was: `decisions` holds what was decided after each of the caller's turns, and after the hang-up.

    With the hang-up's decision there is one more of them than the caller has turns; a call that ended at a decision has
    fewer.
    """

    name: str
    turns: tuple[Turn, ...]
    decisions: tuple[Decision, ...]
    runbook: Runbook
    now: datetime
    context: CallContext | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One moment that would go differently. `said` is what the caller had just said; empty at the hang-up."""

    call: RecordedCall
    said: str
    before: Decision
    after: Decision

    @property
    def wakes_more(self) -> bool:
        return self.after.wakes and not self.before.wakes

    @property
    def wakes_less(self) -> bool:
        return self.before.wakes and not self.after.wakes


def replay(
    calls: Iterable[RecordedCall],
    *,
    runbook: Runbook | None = None,
    llm: LLM | None = None,
    prompt: BuildPrompt = build_prompt,
) -> tuple[Change, ...]:
    """Return every decision that would have been another, in the order of the calls.

    `runbook` replaces each call's own; without `llm` the offline triager decides. A call is followed until it escalates,
    before or now: what came later would have been said to somebody else.
    """
    return tuple(change for call in calls for change in _changes(call, runbook or call.runbook, llm, prompt))


def _changes(call: RecordedCall, runbook: Runbook, llm: LLM | None, prompt: BuildPrompt) -> Iterator[Change]:
    for (turns, hung_up), before in zip(_moments(call.turns), call.decisions, strict=False):
        after = _decide(turns, runbook, call, llm, prompt, hung_up=hung_up)
        if _essence(before) != _essence(after):
            yield Change(call, "" if hung_up else turns[-1].text, before, after)
        if before.wakes or after.wakes:
            return


def _moments(turns: Sequence[Turn]) -> Iterator[tuple[Sequence[Turn], bool]]:
    """Yield what had been said whenever the caller had spoken, and at last when he was gone."""
    for place, turn in enumerate(turns, start=1):
        if turn.speaker is Speaker.CALLER:
            yield turns[:place], False
    yield turns, True


def _decide(
    turns: Sequence[Turn],
    runbook: Runbook,
    call: RecordedCall,
    llm: LLM | None,
    prompt: BuildPrompt,
    *,
    hung_up: bool,
) -> Decision:
    if llm is None or hung_up:  # nobody waits for a model once the caller is gone
        return run_turn(turns, runbook, context=call.context, now=call.now, hung_up=hung_up)
    if goodbye := farewell(turns, runbook, now=call.now):
        return goodbye
    raw: object
    try:
        raw = llm(*prompt(turns, runbook, context=call.context, now=call.now, hung_up=hung_up))
    except Exception as failure:
        raw = failure
    return conclude(raw, turns, runbook, context=call.context, now=call.now)


def _essence(decision: Decision) -> tuple[object, ...]:
    """What makes two decisions the same one; the words may differ."""
    return decision.action, decision.wakes, decision.page_target, decision.disposition, decision.priority
