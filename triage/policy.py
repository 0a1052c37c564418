"""The floor under every decider: code that only ever raises urgency, and names its grounds.

A model proposes an action and words. Whom to wake, what a resolved call is filed as, and whether it may be
resolved at all are decided here, from the transcript and the runbook.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from triage import speech
from triage.dispositions import closes_conversation, is_no_call_for_us, is_out_of_scope
from triage.filing import confirmed, disposition_of, priority_of
from triage.findings import Finding
from triage.hearing import Hearing
from triage.history import run_of_p1s
from triage.judgement import judge
from triage.learned.judge import numbers_to_dial, worry
from triage.learned.paging import rule_to_page
from triage.masking import mask
from triage.runbook import EscalationRule, Runbook
from triage.situation import Situation
from triage.types import Action, CallContext, Decision, Disposition, Priority, Speaker, Turn

__all__ = ["apply_policy", "closes_conversation", "wrap_up"]


def apply_policy(
    decision: Decision,
    turns: Sequence[Turn],
    runbook: Runbook,
    *,
    context: CallContext | None = None,
    now: datetime,
    hung_up: bool = False,
) -> Decision:
    """Return the decision that stands: raised where the call is graver than the decider thought, never lowered."""
    situation, grounds = judge(turns, runbook, now)
    return settle(decision, situation, grounds or run_of_p1s(situation, context), hung_up=hung_up)


def settle(
    decision: Decision, situation: Situation, grounds: Sequence[Finding], *, hung_up: bool
) -> Decision:
    """Apply the floor to a decision whose call has been heard already."""
    if grounds:
        settled = _raised(decision, situation, grounds)
    elif decision.action is Action.ESCALATE:
        settled = _escalated(decision, situation)
    elif decision.action is Action.RESOLVE and _is_too_grave_to_resolve(situation):
        settled = _raised(decision, situation, (RESEMBLES_P1S,))
    elif decision.action is Action.RESOLVE:
        settled = _resolved(decision, situation)
    else:
        settled = _cut_off(decision, situation) if hung_up else replace(decision, page_target=None, rule=None)
    return _masked(replace(settled, speech="") if hung_up else settled)


RESEMBLES_P1S = Finding("resembles_p1s", "it sounds like calls that had to wake somebody", kind="unclear")
TOO_GRAVE = 0.6
"""Worry above which no decider may resolve a call that its caller has not said to be over."""


def _is_too_grave_to_resolve(situation: Situation) -> bool:
    hearing = situation.hearing
    if confirmed(situation) or is_no_call_for_us(hearing) or is_out_of_scope(hearing, situation.runbook):
        return False
    return not situation.known_issue and worry(situation) >= TOO_GRAVE


def _raised(decision: Decision, situation: Situation, grounds: Sequence[Finding]) -> Decision:
    spanish = situation.hearing.is_spanish
    told = (ground.dial for ground in grounds if ground.dial)
    dials = tuple(dict.fromkeys((*told, *numbers_to_dial(situation))))
    words = decision.speech
    if decision.action is not Action.ESCALATE or not words:
        words = speech.paging(dials, spanish=spanish)
    kinds = [ground.kind for ground in grounds if ground.kind]
    rule = _rule_for(decision, situation, kinds)
    return replace(
        decision,
        action=Action.ESCALATE,
        speech=speech.with_dials(words, dials, spanish=spanish),
        ticket_body=decision.ticket_body or _report(situation.hearing),
        page_target=rule.target if rule else None,
        rule=rule,
        disposition=Disposition.OPEN_PAGED,
        priority=(rule.priority if rule and rule.priority else None)
        or min(ground.priority for ground in grounds),
        reason="; ".join(ground.reason for ground in grounds[:3]),
        findings=tuple(dict.fromkeys((*decision.findings, *(ground.name for ground in grounds)))),
    )


def _escalated(decision: Decision, situation: Situation) -> Decision:
    """Let an escalation stand; only what is plainly not ours goes to a human with nobody woken."""
    if "malformed_reply" not in decision.findings and (
        why := is_out_of_scope(situation.hearing, situation.runbook)
    ):
        return _out_of_scope(decision, situation, why)
    rule = _rule_for(decision, situation, ("unclear",) if worry(situation) > 0 else ())
    return replace(
        decision,
        page_target=rule.target if rule else None,
        rule=rule,
        disposition=Disposition.OPEN_PAGED,
        priority=(rule.priority if rule and rule.priority else None) or min(decision.priority, Priority.P2),
        reason=decision.reason or "the decider asked for a human",
        ticket_body=decision.ticket_body or _report(situation.hearing),
    )


def _rule_for(decision: Decision, situation: Situation, kinds: Sequence[str]) -> EscalationRule | None:
    """Choose the rule to page by; a decider that failed leaves it to the on-call chain."""
    if "malformed_reply" in decision.findings:
        return None
    return rule_to_page(situation, kinds, decision.page_target)


def _resolved(decision: Decision, situation: Situation) -> Decision:
    hearing = situation.hearing
    why = is_out_of_scope(hearing, situation.runbook)
    if why and not is_no_call_for_us(hearing) and not confirmed(situation):
        return _out_of_scope(decision, situation, why)
    disposition = disposition_of(situation)
    return replace(
        decision,
        speech=speech.asking_anything_else(decision.speech, spanish=hearing.is_spanish),
        ticket_body=decision.ticket_body or _report(hearing),
        page_target=None,
        rule=None,
        disposition=disposition,
        priority=priority_of(disposition),
        reason=decision.reason or _WHY[disposition],
    )


_WHY = {
    Disposition.CLOSED: "the caller confirmed that it works",
    Disposition.PENDING_VERIFICATION: "the caller will try it and has not confirmed yet",
    Disposition.NO_ACTION: "no call for us",
    Disposition.MORNING_TICKET: "nothing that cannot wait for the morning",
    Disposition.OUT_OF_SCOPE: "not ours to fix",
    Disposition.OPEN_PAGED: "somebody was woken",
}


def _out_of_scope(decision: Decision, situation: Situation, why: str) -> Decision:
    words = decision.speech
    if decision.action is not Action.ESCALATE or not words:
        words = speech.handed_over(spanish=situation.hearing.is_spanish)
    return replace(
        decision,
        action=Action.ESCALATE,
        speech=words,
        ticket_body=decision.ticket_body or _report(situation.hearing),
        page_target=None,
        rule=None,
        disposition=Disposition.OUT_OF_SCOPE,
        priority=Priority.P4,
        reason=why,
        findings=tuple(dict.fromkeys((*decision.findings, "out_of_scope"))),
    )


def _cut_off(decision: Decision, situation: Situation) -> Decision:
    """Answer for a caller who hung up while being asked: no ground to wake anybody means a ticket."""
    return _resolved(replace(decision, action=Action.RESOLVE, reason="the caller hung up"), situation)


def wrap_up(
    turns: Sequence[Turn], runbook: Runbook, *, now: datetime, hung_up: bool = False
) -> Decision | None:
    """Return the goodbye when the caller, asked whether there is anything else, brings nothing new; else None."""
    if len(turns) < 2 or turns[-1].speaker is not Speaker.CALLER or turns[-2].speaker is not Speaker.AGENT:
        return None
    if not speech.asks_anything_else(turns[-2].text):
        return None
    situation, grounds = judge(turns, runbook, now)
    last = turns[-1].text
    if grounds or not (closes_conversation(last) or (confirmed(situation) and _is_brief(last))):
        return None
    disposition = disposition_of(situation)
    farewell = Decision(
        action=Action.RESOLVE,
        speech="" if hung_up else speech.goodbye(spanish=situation.hearing.is_spanish),
        ticket_body=_report(situation.hearing),
        disposition=disposition,
        priority=priority_of(disposition),
        reason=_WHY[disposition],
    )
    return _masked(farewell)


def _is_brief(text: str) -> bool:
    return len(text.split()) <= 12


def _report(hearing: Hearing) -> str:
    """Return what the caller said, for a ticket whose author left none."""
    said = [utterance.raw.strip() for utterance in hearing.utterances if utterance.raw.strip()]
    return "Caller reported: " + " / ".join(said) if said else "The caller said nothing."


def _masked(decision: Decision) -> Decision:
    return replace(
        decision,
        speech=mask(decision.speech),
        ticket_body=mask(decision.ticket_body),
        reason=mask(decision.reason),
    )
