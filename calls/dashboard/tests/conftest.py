"""Browsers and scripts of our people, and calls in every state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from calls.models import Call, Delivery, Escalation, Page


@pytest.fixture
def alice(alice_token: str) -> Client:
    """Alice's script: the token in every request."""
    return Client(headers={"Authorization": f"Bearer {alice_token}"})


@pytest.fixture
def charlie(charlie_token: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {charlie_token}"})


@pytest.fixture
def browser() -> Client:
    """Somebody's browser that nobody has signed in with yet, and that checks forms as a real one is checked."""
    return Client(headers={"Accept": "text/html,*/*;q=0.8"}, enforce_csrf_checks=True)


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
    return Delivery.objects.create(
        tenant=call.tenant, call=call, state=state, **{"due_at": call.started_at} | facts
    )


Maker = Callable[..., Call]
