"""The line is gone: whatever is still open gets its end, its ticket and, if danger was heard, its page."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from calls.bridge.caller import hung_up
from calls.conversation.outcome import Outcome, facts_to_keep
from calls.conversation.runbook import runbook_of
from calls.deliveries import owe_ticket
from calls.escalation.start import start_escalation
from calls.identity.context import context_of
from calls.models import Call, Turn
from calls.privacy.given_away import take_back_all
from tenants.scope import of_row
from triage import Disposition, Speaker, run_turn
from triage import Turn as Utterance
from triage.summary import first_words, page_summary

log = structlog.get_logger(__name__)
AFTER_ALL_TURNS = 32_000  # the place of what was decided without the caller; a late answer keeps its own


@of_row(Call)
@transaction.atomic
def finish_call(call_id: UUID, *, now: datetime) -> Call:
    """Bring a call to its end, once. An undecided one is decided by what was said until then."""
    call = Call.objects.select_for_update().get(pk=call_id)
    if call.ended_at:
        return call
    take_back_all(call_id)
    call.refresh_from_db()
    if call.state == Call.State.TRIAGING:
        _decide_without_caller(call, now)
    if call.disposition != Disposition.NO_ACTION:
        owe_ticket(call, now=now)
    hung_up(call, now=now)
    call.state = Call.State.ENDED
    call.ended_at = now
    call.hung_up_at = call.hung_up_at or now
    call.save()
    log.info("call_ended", call_sid=call.sid, tenant_id=str(call.tenant_id), disposition=call.disposition)
    return call


def _decide_without_caller(call: Call, now: datetime) -> None:
    rows = list(call.turns.all())
    spoken = tuple(Utterance(Speaker(row.speaker), row.text) for row in rows if row.text)
    context = context_of(call)
    runbook = runbook_of(call)
    local = now.astimezone(call.tenant.zone)
    decision = run_turn(spoken, runbook, context=context, now=local, hung_up=True)
    Turn.objects.create(
        tenant_id=call.tenant_id,
        call=call,
        sequence=AFTER_ALL_TURNS,
        speaker=Speaker.AGENT,
        decision=Outcome(decision=decision, decided_by="offline").record(call.revision_id)
        | {"hung_up": True},
        created_at=now,
    )
    call.disposition = decision.disposition or ""
    call.priority = decision.priority
    call.first_words = call.first_words or first_words(spoken)[:300]
    for name, value in facts_to_keep(decision).items():
        setattr(call, name, value)
    call.summary = page_summary(decision, spoken, runbook, context=context)
    if decision.wakes:
        start_escalation(call, decision, now=now)
