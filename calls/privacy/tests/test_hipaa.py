"""Where health data is spoken, nothing of it leaves the house: not by text, not by mail, not by voice, not in a ticket."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.utils import timezone

from calls import tickets
from calls.escalation.alarms import send_alarm
from calls.escalation.exhaustion import exhaust
from calls.escalation.pages import send_page
from calls.models import Alarm, Call, Delivery, Escalation, Page
from calls.tests.conftest import DANA, Phone
from integrations.psa.port import TicketDraft
from integrations.twilio import rest
from tenants.models import Customer, Tenant
from tenants.privacy import save_rules

WORDS = "The EHR server is down and nobody can see the chart of Jane Roe"
TRACES = ("Jane", "Roe", "chart", "EHR", "nobody can")


@pytest.fixture
def phone(acme: Customer) -> Phone:
    return Phone()


@pytest.fixture
def texts() -> Iterator[list[str]]:
    """What leaves by text message."""
    sent: list[str] = []

    def send(tenant: Tenant, *, body: str, **_: Any) -> str:
        sent.append(body)
        return f"SM{len(sent):032d}"

    with patch.object(rest, "send_sms", send):
        yield sent


def wake(phone: Phone, northstar: Tenant, *, hipaa: bool) -> Call:
    """A caller tells of a patient, and somebody is woken."""
    save_rules(northstar, {"hipaa": hipaa}, actor="Alice")
    phone.dial()
    phone.say(WORDS)
    assert phone.call.state == Call.State.ESCALATING
    return phone.call


def send_by(call: Call, method: str, address: str) -> None:
    first = call.escalation.pages.order_by("step").first()
    assert first is not None
    Page.objects.filter(pk=first.pk).update(method=method, address=address)
    send_page(first.pk)


def draft(call: Call) -> TicketDraft:
    return tickets.draft_of(Call.objects.select_related("tenant", "customer").get(pk=call.pk))


def spoken_to_engineer(phone: Phone, call: Call) -> str:
    page = call.escalation.pages.first()
    assert page is not None
    engineer = Phone(to="+15555550100", sender=phone.to, sid="CA" + "2" * 32)
    answer = engineer.post(f"/twilio/voice/page?page={page.pk}")
    return str(answer.content.decode())


Leaves = Callable[[Phone, Call, list[str]], str]


def by_text(phone: Phone, call: Call, texts: list[str]) -> str:
    send_by(call, "sms", "+15555550100")
    return texts[0]


def by_mail(phone: Phone, call: Call, texts: list[str]) -> str:
    send_by(call, "email", "mike@northstar.example")
    return f"{mail.outbox[0].subject}\n{mail.outbox[0].body}"


def by_voice(phone: Phone, call: Call, texts: list[str]) -> str:
    return spoken_to_engineer(phone, call)


def by_ticket(phone: Phone, call: Call, texts: list[str]) -> str:
    made = draft(call)
    return "\n".join([made.summary, made.description, made.internal_note, made.resolution or ""])


def by_alarm(phone: Phone, call: Call, texts: list[str]) -> str:
    Page.objects.update(state="failed", settled_at=timezone.now(), error="out of reach")
    exhaust(Escalation.objects.select_related("call__customer").get(call=call), now=timezone.now())
    alarm = Alarm.objects.filter(call=call).first()
    assert alarm is not None
    Alarm.objects.filter(pk=alarm.pk).update(method="sms", address="+15555550100")
    send_alarm(alarm.pk)
    return f"{alarm.subject}\n{alarm.body}\n{texts[-1]}"


WAYS = [by_text, by_mail, by_voice, by_ticket, by_alarm]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_nothing_that_was_said_leaves(phone: Phone, northstar: Tenant, texts: list[str], way: Leaves) -> None:
    out = way(phone, wake(phone, northstar, hipaa=True), texts)
    assert not [trace for trace in TRACES if trace in out], out
    assert "Acme" in out or way is by_ticket, "who calls is told"
    assert "P1" in out or "P 1" in out, "how urgent it is is told"


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_elsewhere_the_engineer_reads_what_it_is_about(
    phone: Phone, northstar: Tenant, texts: list[str], way: Leaves
) -> None:
    assert "EHR" in way(phone, wake(phone, northstar, hipaa=False), texts)


@pytest.mark.parametrize("way", [by_text, by_mail])
def test_the_link_in_a_page_opens_the_buttons_and_leads_to_the_rest_behind_a_login(
    phone: Phone, northstar: Tenant, texts: list[str], way: Leaves
) -> None:
    call = wake(phone, northstar, hipaa=True)
    out = way(phone, call, texts)
    assert DANA not in out
    link = re.search(r"/p/[0-9a-f.]+", out)
    assert link
    shown = phone.client.get(link.group()).content.decode()
    assert "I have it" in shown
    assert f"/dashboard/calls/{call.pk}" in shown
    assert not [trace for trace in (*TRACES, DANA) if trace in shown], shown


def test_an_alarm_links_to_the_call_and_names_no_number(
    phone: Phone, northstar: Tenant, texts: list[str]
) -> None:
    call = wake(phone, northstar, hipaa=True)
    out = by_alarm(phone, call, texts)
    assert f"/dashboard/calls/{call.pk}" in out
    assert DANA not in out


def test_the_ticket_links_to_the_call_and_says_whom_to_call_back(phone: Phone, northstar: Tenant) -> None:
    call = wake(phone, northstar, hipaa=True)
    made = draft(call)
    assert f"/dashboard/calls/{call.pk}" in made.description
    assert made.contact_phone == DANA
    assert "Transcript" not in made.internal_note


def test_the_dashboard_still_shows_everything(phone: Phone, northstar: Tenant) -> None:
    call = wake(phone, northstar, hipaa=True)
    assert "Jane Roe" in call.summary
    assert call.turns.filter(text__contains="Jane Roe").exists()
    assert Delivery.objects.filter(call=call).exists()
    assert call.started_at > timezone.now() - timedelta(minutes=1)
