"""Who answers one exchange: a key, silence, the model under its deadline, or the offline triager."""

from __future__ import annotations

import time
from datetime import datetime

import structlog

from calls.conversation.exchange import Heard
from calls.conversation.outcome import Outcome
from calls.conversation.unspoken import answer_key, answer_silence, as_before
from calls.conversation.while_paging import answer_while_paging
from calls.threads import in_database
from integrations.anthropic.decider import ModelUnavailable, Reply, ask, is_configured
from triage import CallContext, Decision, Disposition, build_prompt, closes_conversation, conclude, run_turn
from triage.kernel import farewell

log = structlog.get_logger(__name__)


async def decide(heard: Heard, *, now: datetime) -> Outcome:
    """Return the answer to what was heard. Takes TURN_BUDGET seconds at most; never raises for a model's sake."""
    if heard.call.is_escalated:
        return await in_database(answer_while_paging, heard)
    if heard.digits:
        return answer_key(heard, now=now)
    if not heard.said:
        return answer_silence(heard, now=now)
    return _farewell(heard, now) or await _triage(heard, now)


def _farewell(heard: Heard, now: datetime) -> Outcome | None:
    """A caller who was told what was done and brings nothing new is let go; the kernel looks for danger first."""
    if not heard.is_settled:
        return None
    if decision := farewell(heard.spoken, heard.runbook, context=heard.context, now=now):
        return Outcome(decision=decision, decided_by="offline", hangs_up=True)
    if heard.call.disposition == Disposition.OUT_OF_SCOPE and closes_conversation(heard.said):
        return Outcome(decision=as_before(heard), decided_by="offline", hangs_up=True)
    return None


async def _triage(heard: Heard, now: datetime) -> Outcome:
    context = heard.context
    if not is_configured():
        return _offline(heard, context, now)
    prompt = build_prompt(heard.spoken, heard.runbook, context=context, now=now)
    try:
        reply = await ask(prompt.system, prompt.user)
    except ModelUnavailable as exc:
        log.warning("offline_triage", call_sid=heard.call.sid, why=str(exc))
        return _offline(heard, context, now)
    return _online(conclude(reply.text, heard.spoken, heard.runbook, context=context, now=now), reply)


def _online(decision: Decision, reply: Reply) -> Outcome:
    return Outcome(
        decision=decision,
        decided_by=reply.model,
        latency_ms=reply.latency_ms,
        first_ms=reply.first_ms,
        cost=reply.cost,
        hedged=reply.hedged,
        input_tokens=reply.input_tokens,
        output_tokens=reply.output_tokens,
        cached_tokens=reply.cached_tokens,
    )


def _offline(heard: Heard, context: CallContext, now: datetime) -> Outcome:
    started = time.perf_counter()
    decision = run_turn(heard.spoken, heard.runbook, context=context, now=now)
    return Outcome(
        decision=decision, decided_by="offline", latency_ms=round((time.perf_counter() - started) * 1000)
    )
