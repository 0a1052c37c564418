"""Calls as they were, for the kernel to decide again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from calls.conversation.runbook import runbook_of
from calls.identity.context import context_of
from calls.models import Call
from calls.models import Turn as Row
from tenants.models import Tenant
from triage import Action, Decision, Disposition, Priority, Speaker, Turn
from triage.replay import RecordedCall

NOT_TRIAGE = frozenset({"keypad", "silence", "rescue"})
"""Answers that nobody weighed words for: a call is followed up to the first of them."""


def recorded_calls(tenant: Tenant, *, since: datetime, customer: str = "") -> Iterator[RecordedCall]:
    """Yield the tenant's calls since then, the oldest first, those that said something; inside the tenant's scope."""
    calls = Call.objects.filter(tenant=tenant, started_at__gte=since).order_by("started_at")
    if customer:
        calls = calls.filter(customer__name=customer)
    for call in calls.select_related("customer", "revision", "tenant").prefetch_related("turns"):
        recorded = _recorded(call)
        if recorded.decisions:
            yield recorded


def _recorded(call: Call) -> RecordedCall:
    rows = sorted(call.turns.all(), key=lambda row: row.sequence)
    turns: list[Turn] = []
    decisions: list[Decision] = []
    for row, answer in zip(rows, [*rows[1:], None], strict=True):
        if row.text:
            turns.append(Turn(Speaker(row.speaker), row.text))
        if row.speaker != Speaker.CALLER or not row.text:
            continue
        if answer is None or not _was_weighed(answer):
            turns.pop()
            break
        decisions.append(_decision(answer))
    return RecordedCall(
        name=call.sid,
        turns=tuple(turns),
        decisions=tuple(decisions),
        runbook=runbook_of(call),
        now=call.started_at.astimezone(call.tenant.zone),
        context=context_of(call),
    )


def _was_weighed(row: Row) -> bool:
    kept: dict[str, Any] = row.decision or {}
    return bool(kept) and kept.get("decided_by") not in NOT_TRIAGE


def _decision(row: Row) -> Decision:
    kept: dict[str, Any] = row.decision or {}
    return Decision(
        action=Action(kept["action"]),
        speech=row.text,
        ticket_body=kept.get("ticket_body", ""),
        page_target=kept.get("page_target"),
        disposition=Disposition(kept["disposition"]) if kept.get("disposition") else None,
        priority=Priority(kept["priority"]),
        reason=kept.get("reason", ""),
        findings=tuple(kept.get("findings", ())),
    )
