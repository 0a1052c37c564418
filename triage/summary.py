"""A call in one text message: what an engineer who was just woken needs before calling back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from triage import patterns as p
from triage.hearing import listen
from triage.masking import mask, mask_turns
from triage.runbook import Runbook
from triage.scope import Scope
from triage.types import CallContext, Decision, Speaker, Turn

LONGEST_SUMMARY = 300
LONGEST_FIRST_WORDS = 120

_SINCE = p.compiled(
    (
        r"since (?:about |around |before |after )?(?:last night|this morning|noon|midnight|yesterday|lunch|\d{1,2}(?: ?(?:am|pm))?|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: (?:am|pm|oclock))?)|(?:for |about |around )?(?:a|an|half an|one|two|three|four|five|ten|fifteen|twenty|thirty|forty|\d+) (?:minutes?|hours?|days?)(?: ago| now)?",
    )
)


def first_words(turns: Sequence[Turn]) -> str:
    """Return the first thing the caller said that has words in it, masked and short."""
    said = (turn.text for turn in mask_turns(turns) if turn.speaker is Speaker.CALLER)
    text = next((_line(words) for words in said if re.search(r"\w", words)), "")
    return _clipped(text, LONGEST_FIRST_WORDS)


def page_summary(
    decision: Decision, turns: Sequence[Turn], runbook: Runbook, *, context: CallContext | None = None
) -> str:
    """Tell who calls, from which customer, about what, how many, since when, and the number to call back."""
    context = context or CallContext()
    head = f"{decision.priority} {runbook.customer_name}"
    tail = _tail(turns, runbook, context)
    room = LONGEST_SUMMARY - len(head) - len(tail) - len(": ")
    return _clipped(
        _line(mask(f"{head}: {_clipped(_matter(decision, turns), max(room, 40))}{tail}")), LONGEST_SUMMARY
    )


def _tail(turns: Sequence[Turn], runbook: Runbook, context: CallContext) -> str:
    hearing = listen(turns, runbook)
    facts = []
    if hearing.scope.is_many:
        facts.append(
            f"{hearing.people} affected" if hearing.people and hearing.people > 1 else "many affected"
        )
    elif hearing.scope is Scope.ONE:
        facts.append("one affected")
    if since := _SINCE.search(hearing.live):
        facts.append(since.group())
    name = (context.caller_name or runbook.caller_name or "").split("(")[0].strip()
    if name or context.caller_number:
        facts.append(f"Call back {' '.join(filter(None, (name, context.caller_number)))}")
    return "".join(f". {fact[0].upper()}{fact[1:]}" for fact in facts) + ("." if facts else "")


def _matter(decision: Decision, turns: Sequence[Turn]) -> str:
    """Return the caller's words that tell most: the latest that name trouble, else the first; else the reason."""
    said = [turn.text for turn in mask_turns(turns) if turn.speaker is Speaker.CALLER and turn.text.strip()]
    if not said:
        return decision.reason or "caller said nothing"
    words = _line(max(said, key=len))
    return f'"{words}"' if len(said) == 1 else f'"{first_words(turns)}" … "{_line(said[-1])}"'


def _line(text: str) -> str:
    return " ".join(text.split())


def _clipped(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def since_when(turns: Sequence[Turn], runbook: Runbook) -> str:
    """Return since when it has been so, in the caller's words; "" when he did not say."""
    found = _SINCE.search(listen(turns, runbook).live)
    return found.group() if found else ""


def how_many(turns: Sequence[Turn], runbook: Runbook) -> str:
    """Return whom it hits: a number of people, `many`, `one`, or "" when that was not said."""
    hearing = listen(turns, runbook)
    if hearing.scope.is_many:
        return str(hearing.people) if hearing.people and hearing.people > 1 else "many"
    return "one" if hearing.scope is Scope.ONE else ""
