"""Starting an escalation: one row for it, one row per page with the time it is due, all in the caller's transaction."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.conf import settings

from calls.conversation.words import text
from calls.escalation.alarms import raise_alarm
from calls.escalation.callers import NOT_TO_BE_MUTED, mute_on, nth_wake_tonight
from calls.escalation.chain import Chain, draw_chain, lay_out
from calls.escalation.exhaustion import exhaust
from calls.escalation.reach import UNVERIFIED
from calls.models import Call, Escalation, Page
from calls.nudge import nudge
from tenants.models import CallerRule
from triage import Decision

log = structlog.get_logger(__name__)


def start_escalation(call: Call, decision: Decision, *, now: datetime) -> Escalation:
    """Write who is to be woken and when. A call that escalates twice keeps its first escalation.

    A caller whom an engineer muted wakes nobody, unless it is danger; that is told to those who answer for the desk.
    """
    mute = mute_on(call, now=now)
    is_silent = mute is not None and NOT_TO_BE_MUTED.isdisjoint(decision.findings)
    escalation, made = Escalation.objects.get_or_create(
        call=call,
        defaults={
            "tenant_id": call.tenant_id,
            "reason": decision.reason,
            "target": decision.page_target or "",
            "started_at": now,
            "nth_tonight": nth_wake_tonight(call, now=now),
            "state": Escalation.State.MUTED if is_silent else Escalation.State.OPEN,
            "notes": [_about(mute, is_silent)] if mute else [],
        },
    )
    if made and is_silent:
        _tell_of_silence(escalation, call, now)
    elif made:
        chain = draw_chain(call.tenant_id, decision, customer_id=call.customer_id, at=now)
        _write_pages(escalation, chain, now)
    return escalation


def _about(mute: CallerRule, is_silent: bool) -> str:
    told = f"{mute.made_by} muted this caller until {mute.until:%Y-%m-%d %H:%M} UTC"
    return told if is_silent else f"{told}; this is danger, so it wakes all the same"


def _tell_of_silence(escalation: Escalation, call: Call, now: datetime) -> None:
    """Nothing is suppressed in silence: a mail, which wakes nobody, says that a call came and woke nobody."""
    facts = {
        "call": call,
        "customer": call.customer.name if call.customer else "an unknown customer",
        "note": escalation.notes[0],
        "reason": escalation.reason,
        "link": f"{settings.PUBLIC_URL}/dashboard/calls/{call.pk}",
    }
    raise_alarm(
        escalation.tenant_id,
        key=f"muted:{escalation.pk}",
        subject=text("alarms/muted_subject", **facts),
        body=text("alarms/muted", **facts),
        call=call,
        now=now,
        by_mail_alone=True,
    )


def _write_pages(escalation: Escalation, chain: Chain, now: datetime) -> None:
    if chain.notes:
        notes = [*escalation.notes, *chain.notes]
        Escalation.objects.filter(pk=escalation.pk).update(notes=notes)
    if not chain.steps:
        log.error("nobody_to_page", tenant_id=str(escalation.tenant_id), call_id=str(escalation.call_id))
        exhaust(escalation, now=now)
        return
    _tell_of_unproved(escalation, chain, now)
    for place, due in enumerate(lay_out(chain.steps), start=1):
        step = due.step
        page = Page.objects.create(
            tenant_id=escalation.tenant_id,
            escalation=escalation,
            step=place,
            ring=due.ring,
            person_name=step.person_name,
            method=step.method,
            address=step.address,
            wait=due.wait,
            caution=step.caution,
            due_at=now + due.after,
        )
        if not due.after:
            nudge("calls.send_page", page.pk)


def _tell_of_unproved(escalation: Escalation, chain: Chain, now: datetime) -> None:
    """A page to a number that nobody proved leaves all the same; that it did is told by mail, once a month for each."""
    for step in chain.steps:
        if step.caution != UNVERIFIED:
            continue
        facts = {"step": step, "link": f"{settings.PUBLIC_URL}/dashboard/on-call"}
        raise_alarm(
            escalation.tenant_id,
            key=f"unproved:{now:%Y-%m}:{step.address}",
            subject=text("alarms/unproved_subject", **facts),
            body=text("alarms/unproved", **facts),
            now=now,
            by_mail_alone=True,
        )
