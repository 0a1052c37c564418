"""Starting an escalation: one row for it, one row per page with the time it is due, all in the caller's transaction."""

from __future__ import annotations

from datetime import datetime

import structlog

from calls.escalation.chain import Step, lay_out, plan_chain
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
        _write_pages(escalation, plan_chain(call.tenant_id, decision), now)
    return escalation


def _write_pages(escalation: Escalation, steps: list[Step], now: datetime) -> None:
    if not steps:
        log.error("nobody_to_page", tenant_id=str(escalation.tenant_id), call_id=str(escalation.call_id))
        exhaust(escalation, now=now)
        return
    for place, (after, ring, step) in enumerate(lay_out(steps), start=1):
        page = Page.objects.create(
            tenant_id=escalation.tenant_id,
            escalation=escalation,
            step=place,
            ring=ring,
            person_name=step.person_name,
            method=step.method,
            address=step.address,
            wait=step.wait,
            caution=step.caution,
            due_at=now + after,
        )
        if not after:
            nudge("calls.send_page", page.pk)
