"""A night at Northstar as both sides have it: one call, one ticket, one page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from calls.models import Call, Delivery, Escalation, Page
from calls.reconcile.night import Night, latest_night, night_of
from integrations.conftest import connection, sandbox
from integrations.sandbox.models import PhoneCall, Text, Ticket
from tenants.models import ConnectWiseConnection, Tenant

__all__ = ["connection", "sandbox"]

ACCOUNT = settings.SANDBOX_ACCOUNT_SID
NUMBER, MIKE, DANA = "+15555550199", "+15555550100", "+15555550142"
CALL, TEXT = "CA" + "1" * 32, "SM" + "2" * 32


@pytest.fixture
def night(northstar: Tenant) -> Night:
    return night_of(latest_night(timezone.now(), northstar.zone), northstar.zone)


@pytest.fixture
def twilio_has(sandbox: str) -> Callable[..., PhoneCall]:
    def has(sid: str = CALL, **changes: str) -> PhoneCall:
        facts = {"sender": DANA, "recipient": NUMBER, "direction": "inbound", "status": "completed"}
        return PhoneCall.objects.create(sid=sid, account_sid=ACCOUNT, url="", **facts | changes)

    return has


@pytest.fixture
def ticket(connection: ConnectWiseConnection) -> Ticket:
    """As ConnectWise has it."""
    return enter_ticket(CALL)


def enter_ticket(call_sid: str) -> Ticket:
    return Ticket.objects.create(
        login_company="northstar",
        external_ref=f"nightdesk:{call_sid}",
        summary="Server down",
        company_id_number=1,
    )


@pytest.fixture
def text(sandbox: str) -> Text:
    """As Twilio has it."""
    return Text.objects.create(sid=TEXT, account_sid=ACCOUNT, sender=NUMBER, recipient=MIKE, body="P1")


@pytest.fixture
def page(northstar: Tenant, make_call: Callable[..., Call]) -> Page:
    """As we have it: an escalated call with its ticket, whose first page left by text."""
    now = timezone.now()
    call = make_call(northstar, sid=CALL, disposition="open_paged", state="ended", ended_at=now)
    Delivery.objects.create(tenant=northstar, call=call, due_at=now, settled_at=now, state="done")
    escalation = Escalation.objects.create(
        tenant=northstar, call=call, started_at=now, reason="server is down"
    )
    return Page.objects.create(
        tenant=northstar,
        escalation=escalation,
        step=1,
        person_name="Mike Reyes",
        method="sms",
        address=MIKE,
        due_at=now - timedelta(seconds=1),
        state="accepted",
        provider_id=TEXT,
        sent_at=now,
        settled_at=now,
    )
