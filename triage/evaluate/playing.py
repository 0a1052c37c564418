"""Calls played turn by turn, as they would go on the line.

An escalation ends a call; a resolve does not, the caller is heard once more. When the caller has nothing left to
say he hangs up, and a page may still go out then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from triage.evaluate.calls import KnownCall
from triage.kernel import run_turn
from triage.types import LLM, Action, Decision, Speaker, Turn


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one call went: a decision for each turn of the caller, and one for the hang-up."""

    call: KnownCall
    decisions: tuple[Decision, ...]

    @property
    def last(self) -> Decision:
        return self.decisions[-1]

    @property
    def woke(self) -> bool:
        return self.last.wakes

    @property
    def is_right(self) -> bool:
        return self.woke == self.call.wakes

    @property
    def has_right_target(self) -> bool:
        targets = self.call.page_targets
        return "any" in targets or self.last.page_target in targets

    @property
    def missed_target(self) -> bool:
        """Whether a human was woken who should not have been the first."""
        return self.woke and bool(self.call.page_targets) and not self.has_right_target

    @property
    def leaks(self) -> bool:
        written = " ".join(f"{d.speech} {d.ticket_body} {d.reason}" for d in self.decisions)
        return any(secret in written for secret in self.call.redact)

    @property
    def said_what_it_must(self) -> bool:
        spoken = " ".join(decision.speech for decision in self.decisions)
        return not self.call.must_say or any(words in spoken for words in self.call.must_say)

    @property
    def decided_at(self) -> str:
        """The caller's words that the last decision answered."""
        if len(self.decisions) > len(self.call.caller_turns):
            return "at the hang-up"
        return f'at "{self.call.caller_turns[len(self.decisions) - 1]}"'

    @property
    def why(self) -> str:
        """Name the rule, or the finding, or the sentence that decided."""
        rule = f'; rule "{self.last.rule.trigger}"' if self.last.rule else ""
        found = f" [{', '.join(self.last.findings)}]" if self.last.findings else ""
        return f"{self.last.action} {self.decided_at}: {self.last.reason or 'no reason given'}{found}{rule}"


def evaluate(calls: Iterable[KnownCall], llm: LLM | None = None) -> tuple[Outcome, ...]:
    """Play every call to its end; `llm=None` is the offline triager."""
    return tuple(play(call, llm) for call in calls)


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
