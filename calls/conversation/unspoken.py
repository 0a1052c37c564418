"""What silence and keys mean. Silence never loops: a question, then the keypad, then a goodbye with what is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from calls.conversation.exchange import Heard
from calls.conversation.outcome import Outcome
from calls.conversation.words import speech
from triage import Action, Decision, Disposition, Priority, apply_policy, run_turn
from triage.spoken import in_callers_language

MOST_UNCLEAR_KEYS = 3


def answer_key(heard: Heard, *, now: datetime) -> Outcome:
    """Return what a key decides; keys that mean nothing, pressed again and again, bring a human."""
    outcome = _meaning(heard, now)
    return replace(outcome, decision=in_callers_language(outcome.decision, heard.spoken))


def _meaning(heard: Heard, now: datetime) -> Outcome:
    match heard.digits[:1]:
        case "0":
            return _wake(
                "Let me get an engineer on the line for you.",
                "The caller pressed 0 for a person.",
                Priority.P2,
            )
        case "1":
            return _wake(
                "Let me get an engineer on the line for you.",
                "The caller pressed 1: several people are down.",
                Priority.P1,
            )
        case "2":
            return Outcome(
                decision=apply_policy(_morning(heard), heard.spoken, heard.runbook, now=now),
                decided_by="keypad",
            )
        case _ if heard.presses >= MOST_UNCLEAR_KEYS:
            return _wake(
                "Let me get an engineer on the line for you.",
                "The caller kept pressing keys that mean nothing here.",
                Priority.P2,
            )
        case _:
            return Outcome(decision=_ask("keypad_unclear"), decided_by="keypad")


def answer_silence(heard: Heard, *, now: datetime) -> Outcome:
    """Return what the desk does when nothing was heard, for the n-th time in a row."""
    if heard.is_settled:
        return Outcome(decision=as_before(heard), decided_by="silence", hangs_up=True)
    match heard.silences:
        case 0 | 1:
            return Outcome(decision=_ask("silence_first"), decided_by="silence")
        case 2:
            return Outcome(decision=_ask("silence_menu"), decided_by="silence")
        case _:
            return _give_up(heard, now)


def _give_up(heard: Heard, now: datetime) -> Outcome:
    """A caller who is gone is treated as one who hung up: what he said decides."""
    decision = run_turn(heard.spoken, heard.runbook, now=now, hung_up=True)
    name = "silence_end" if decision.disposition is Disposition.NO_ACTION else "silence_end_kept"
    return Outcome(
        decision=replace(decision, speech=speech(name)), decided_by="silence", hangs_up=not decision.wakes
    )


def as_before(heard: Heard) -> Decision:
    """Return what was decided before, with a goodbye: nothing was added."""
    return Decision(
        action=Action(heard.last_action),
        speech=speech("goodbye"),
        disposition=Disposition(heard.call.disposition),
        priority=Priority(heard.call.priority),
        reason="Decided before; nothing was added.",
    )


def _ask(name: str) -> Decision:
    return Decision(action=Action.GATHER, speech=speech(name), reason="Nothing was heard.")


def _wake(words: str, reason: str, priority: Priority) -> Outcome:
    decision = Decision(
        action=Action.ESCALATE,
        speech=words,
        ticket_body=reason,
        disposition=Disposition.OPEN_PAGED,
        priority=priority,
        reason=reason,
        findings=("keypad",),
    )
    return Outcome(decision=decision, decided_by="keypad")


def _morning(heard: Heard) -> Decision:
    return Decision(
        action=Action.RESOLVE,
        speech="I have noted this for the team in the morning. Is there anything else?",
        ticket_body=heard.call.first_words
        or "The caller pressed 2: it can wait until morning. Nothing was said.",
        disposition=Disposition.MORNING_TICKET,
        priority=Priority.P3,
        reason="The caller pressed 2: it can wait.",
        findings=("keypad",),
    )
