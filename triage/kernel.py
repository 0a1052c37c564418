"""One turn of a call: what has been said and a runbook in, a decision out; doubt has one exit, towards a human."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from triage.facts import with_facts
from triage.guard import guarded
from triage.learned.ear import meanings
from triage.offline import decide_offline
from triage.policy import apply_policy, wrap_up
from triage.prompt import build_prompt
from triage.reply import escalate_on_doubt, parse_reply
from triage.runbook import Runbook
from triage.spoken import in_callers_language
from triage.types import LLM, CallContext, Decision, Speaker, Turn


def run_turn(
    turns: Sequence[Turn],
    runbook: Runbook,
    llm: LLM | None = None,
    *,
    context: CallContext | None = None,
    now: datetime | None = None,
    hung_up: bool = False,
) -> Decision:
    """Decide what happens next on the call. Never raises for anything that a model or a caller can produce.

    Without `llm` the offline triager decides. `hung_up` says that the caller is gone: the answer is RESOLVE or
    ESCALATE, and nothing is spoken.
    """
    now = now or datetime.now(UTC)
    if goodbye := farewell(turns, runbook, context=context, now=now, hung_up=hung_up):
        return goodbye
    if llm is None:
        decision = decide_offline(turns, runbook, context=context, now=now, hung_up=hung_up)
        return in_callers_language(with_facts(decision, turns, runbook, context), turns)
    raw: object
    try:
        raw = llm(*build_prompt(turns, runbook, context=context, now=now, hung_up=hung_up))
    except Exception as failure:
        raw = failure
    return conclude(raw, turns, runbook, context=context, now=now, hung_up=hung_up)


def conclude(
    raw: object,
    turns: Sequence[Turn],
    runbook: Runbook,
    *,
    context: CallContext | None = None,
    now: datetime,
    hung_up: bool = False,
) -> Decision:
    """Turn the decider's reply, or the exception it died of, into the decision that stands."""
    try:
        decision = parse_reply(raw, spoken=not hung_up)
    except Exception:  # a mapping may raise whatever it likes when it is read
        decision = escalate_on_doubt(raw)
    decision = guarded(decision, turns, runbook, context)
    decision = apply_policy(decision, turns, runbook, context=context, now=now, hung_up=hung_up)
    return in_callers_language(with_facts(decision, turns, runbook, context), turns)


def farewell(
    turns: Sequence[Turn],
    runbook: Runbook,
    *,
    context: CallContext | None = None,
    now: datetime,
    hung_up: bool = False,
) -> Decision | None:
    """Return the goodbye to a caller who, asked whether there is anything else, brings nothing new; else None."""
    decision = wrap_up(turns, runbook, now=now, hung_up=hung_up)
    return in_callers_language(with_facts(decision, turns, runbook, context), turns) if decision else None


@lru_cache(maxsize=512)
def study(runbook: Runbook) -> None:
    """Work out what a runbook's own words mean, before a caller waits for it: some 50 ms, once per process."""
    run_turn([Turn(Speaker.CALLER, "There is a fire.")], runbook)
    meanings(runbook.known_systems)
