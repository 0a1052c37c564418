"""What is owed to other systems: making it due, and settling it when it was delivered."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Value
from django.db.models.functions import Greatest

from calls.models import Call, Delivery
from calls.nudge import nudge


def owe_ticket(call: Call, *, now: datetime) -> Delivery:
    """Make the call's ticket due now, the first time or again because the call has gone on."""
    delivery, made = Delivery.objects.get_or_create(
        call=call, kind=Delivery.Kind.TICKET, defaults={"tenant_id": call.tenant_id, "due_at": now}
    )
    if not made:
        Delivery.objects.filter(pk=delivery.pk).update(
            due_at=Greatest(Value(now), F("quiet_until")), settled_at=None, state=Delivery.State.DUE, error=""
        )
    nudge("calls.deliver", delivery.pk)
    return delivery


def settle(delivery: Delivery, *, now: datetime, **changes: object) -> None:
    """Close the row, unless it was made due again while we were at it: then it stays due, with what we learned."""
    mine = Delivery.objects.filter(delivery.still_ours())
    facts = {"error": "", **changes, "lease_until": None, "quiet_until": None}
    if not mine.filter(due_at=delivery.due_at).update(**facts, settled_at=now, state=Delivery.State.DONE):
        mine.update(**facts)


def put_off(delivery: Delivery, *, now: datetime, wait: timedelta, state: str, **changes: object) -> None:
    """Leave the row owed, with the reason, for another attempt later."""
    Delivery.objects.filter(delivery.still_ours()).update(
        due_at=now + wait, lease_until=None, state=state, **changes
    )
