"""Starting an escalation: one row for it, one row per page with the time it is due, all in the caller's transaction."""

from __future__ import annotations

from datetime import datetime

import structlog

from calls.escalation.chain import Chain, draw_chain, lay_out
from calls.escalation.exhaustion import exhaust
from calls.models import Call, Escalation, Page
from calls.nudge import nudge
from triage import Decision

log = structlog.get_logger(__name__)


def start_escalation(call: Call, decision: Decision, *, now: datetime) -> Escalation:
    """Write who is to be woken and when. A call that escalates twice keeps its first escalation."""
    escalation, made = Escalation.objects.get_or_create(
        call=call,
        defaults={
            "tenant_id": call.tenant_id,
            "reason": decision.reason,
            "target": decision.page_target or "",
            "started_at": now,
        },
    )
    if made:
        chain = draw_chain(call.tenant_id, decision, customer_id=call.customer_id, at=now)
        _write_pages(escalation, chain, now)
    return escalation


def _write_pages(escalation: Escalation, chain: Chain, now: datetime) -> None:
    if chain.notes:
        Escalation.objects.filter(pk=escalation.pk).update(notes=list(chain.notes))
    if not chain.steps:
        log.error("nobody_to_page", tenant_id=str(escalation.tenant_id), call_id=str(escalation.call_id))
        exhaust(escalation, now=now)
        return
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
