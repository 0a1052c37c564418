"""A call in one text message: what an engineer who was just woken needs before calling back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from triage.facts import facts_of, reach_of, since_in
from triage.hearing import listen
from triage.masking import mask, mask_turns
from triage.runbook import Runbook
from triage.scope import Scope
from triage.types import CallContext, Decision, Speaker, Told, Turn

LONGEST_SUMMARY = 300
LONGEST_FIRST_WORDS = 120


def first_words(turns: Sequence[Turn]) -> str:
    """Return the first thing the caller said that has words in it, masked and short."""
    said = (turn.text for turn in mask_turns(turns) if turn.speaker is Speaker.CALLER)
    text = next((_line(words) for words in said if re.search(r"\w", words)), "")
    return _clipped(text, LONGEST_FIRST_WORDS)


def page_summary(
    decision: Decision, turns: Sequence[Turn], runbook: Runbook, *, context: CallContext | None = None
) -> str:
    """Tell who calls, from which customer, about what, how many, since when, and how to reach the caller."""
    told = decision.told or facts_of(decision, turns, runbook, context)
    head = f"{decision.priority} {runbook.customer_name}"
    tail = _tail(told, told.reach or reach_of(turns, runbook, context))
    room = LONGEST_SUMMARY - len(head) - len(tail) - len(": ")
    matter = told.problem.rstrip(".") or "caller said nothing"
    return _clipped(_line(mask(f"{head}: {_clipped(matter, max(room, 40))}{tail}")), LONGEST_SUMMARY)


def _tail(told: Told, reach: str) -> str:
    facts = (f"{told.hit} affected" if told.hit else "", told.since, f"Reach {reach}" if reach else "")
    said = [f"{fact[:1].upper()}{fact[1:]}" for fact in facts if fact]
    return "".join(f". {fact}" for fact in said) + ("." if said else "")


def _line(text: str) -> str:
    return " ".join(text.split())


def _clipped(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def since_when(turns: Sequence[Turn], runbook: Runbook) -> str:
    """Return since when it has been so, in the caller's words; "" when he did not say."""
    return since_in(listen(turns, runbook).live)


def how_many(turns: Sequence[Turn], runbook: Runbook) -> str:
    """Return whom it hits: a number of people, `many`, `one`, or "" when that was not said."""
    hearing = listen(turns, runbook)
    if hearing.scope.is_many:
        return str(hearing.people) if hearing.people and hearing.people > 1 else "many"
    return "one" if hearing.scope is Scope.ONE else ""
