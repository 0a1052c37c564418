"""What a call leaves behind, made in one line each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from calls.models import Call, Delivery, Escalation, Page, Turn

Maker = Callable[..., Call]


def escalate(call: Call, state: str = "open", **facts: Any) -> Escalation:
    return Escalation.objects.create(
        tenant=call.tenant, call=call, state=state, started_at=call.started_at, **facts
    )


def page(escalation: Escalation, step: int = 1, state: str = "due", **facts: Any) -> Page:
    """A page to Mike, or to whoever is named, with the times that its state must have."""
    at = escalation.started_at
    known: dict[str, Any] = {
        "person_name": "Mike Reyes",
        "method": "sms",
        "address": "+15555550100",
        "due_at": at,
    }
    if state == "sending":
        known["lease_until"] = at + timedelta(minutes=1)
    if state in ("accepted", "delivered", "acknowledged"):
        known["sent_at"] = at
    if state not in ("due", "sending"):
        known["settled_at"] = at
    if state == "acknowledged":
        known["acknowledged_at"] = at
    return Page.objects.create(
        tenant=escalation.tenant, escalation=escalation, step=step, state=state, **known | facts
    )


def owe_ticket(call: Call, state: str = "due", **facts: Any) -> Delivery:
    """The call has one ticket: what happened in it may owe it already."""
    wanted = {"state": state, "due_at": call.started_at} | facts
    return Delivery.objects.update_or_create(tenant=call.tenant, call=call, defaults=wanted)[0]


def say(call: Call, sequence: int, speaker: str, text: str, **decision: Any) -> Turn:
    """A turn, with a decision when parts of one are given."""
    return Turn.objects.create(
        tenant=call.tenant,
        call=call,
        sequence=sequence,
        speaker=speaker,
        text=text,
        created_at=call.started_at,
        decision=decision or None,
    )
