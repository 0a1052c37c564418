"""One timeline: caller, desk, decision, every attempt to page, the answer, the bridge, the ticket."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from calls.dashboard.tests.makers import escalate, owe_ticket, page, say
from calls.dashboard.timeline import Part, timeline
from calls.escalation.events import Kind, note
from calls.models import Call, Escalation, Page, Recording
from tenants.models import Customer, Tenant


@pytest.fixture
def call(northstar: Tenant, acme: Customer, make_call: Callable[..., Call]) -> Call:
    call = make_call(northstar, customer=acme, disposition="open_paged", priority="P1")
    say(call, 1, "caller", "The server is down.")
    say(call, 2, "agent", "I am waking Mike.", action="escalate", disposition="open_paged", reason="danger")
    return call


def fresh(call: Call) -> Call:
    return Call.objects.select_related("escalation", "tenant").get(pk=call.pk)


def texts(call: Call) -> list[str]:
    return [event.text for event in timeline(fresh(call))]


def taken(escalation: Escalation, sent: Page) -> None:
    note(
        escalation,
        Kind.TAKEN,
        now=timezone.now(),
        page=sent,
        provider_id="CA1",
        detail="key pressed on the call",
    )


def test_everything_stands_in_the_order_of_the_clock(call: Call) -> None:
    escalation = escalate(call)
    sent = page(escalation, 1, "accepted", method="voice", provider_id="CA1")
    now = timezone.now()
    note(escalation, Kind.WAITING, now=now)
    taken(escalation, sent)
    note(escalation, Kind.JOINED, now=timezone.now(), page=sent, provider_id="CA1")
    owe_ticket(call, "done", external_id="7", settled_at=timezone.now() + timedelta(seconds=1))
    told = timeline(fresh(call))
    assert [event.at for event in told] == sorted(event.at for event in told)
    parts = [event.part for event in told]
    assert set(parts) >= {
        Part.LINE,
        Part.SAID,
        Part.DECISION,
        Part.PAGE,
        Part.ANSWER,
        Part.BRIDGE,
        Part.TICKET,
    }
    assert parts[-1] is Part.TICKET


def test_an_attempt_tells_the_providers_id(call: Call) -> None:
    page(escalate(call), 1, "accepted", provider_id="SM123")
    assert "SM123" in [event.detail for event in timeline(fresh(call)) if event.part is Part.PAGE]


def test_an_attempt_that_was_repeated_is_told_twice(call: Call) -> None:
    """The database wrote down both, the page's row knows the last one."""
    sent = page(escalate(call), 1, "due")
    now = timezone.now()
    for sid in ("SM1", "SM2"):
        Page.objects.filter(pk=sent.pk).update(
            state="accepted", provider_id=sid, sent_at=now, settled_at=now, due_at=now
        )
        if sid == "SM1":
            Page.objects.filter(pk=sent.pk).update(state="due", settled_at=None)
    told = [event for event in timeline(fresh(call)) if event.part is Part.PAGE]
    assert [event.detail for event in told if event.text.startswith("Paged")] == ["SM1", "SM2"] or {
        event.detail for event in told if event.text.startswith("Paged")
    } == {"SM1", "SM2"}


def test_an_acknowledgement_is_told_once_with_its_way(call: Call) -> None:
    escalation = escalate(call)
    sent = page(escalation, 1, "acknowledged")
    taken(escalation, sent)
    acknowledged = [event for event in timeline(fresh(call)) if "acknowledged" in event.text]
    assert [(event.text, event.detail) for event in acknowledged] == [
        ("Mike Reyes acknowledged", "key pressed on the call · CA1")
    ]


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.STARTED,)])
def test_every_kind_of_event_can_be_told(call: Call, kind: Kind) -> None:
    sent = page(escalate(call), 1, "accepted")
    note(sent.escalation, kind, now=timezone.now(), page=sent, detail="x")
    assert all("{" not in text for text in texts(call))


def test_the_api_tells_it_too(call: Call, alice_token: str) -> None:
    escalation = escalate(call)
    taken(escalation, page(escalation, 1, "acknowledged"))
    answer: dict[str, Any] = (
        Client().get(f"/api/v1/calls/{call.pk}", headers={"Authorization": f"Bearer {alice_token}"}).json()
    )
    told = answer["timeline"]
    assert {"at", "part", "text", "detail", "url", "ahead"} == set(told[0])
    assert "Caller: The server is down." in [event["text"] for event in told]
    assert "Mike Reyes acknowledged" in [event["text"] for event in told]


@pytest.fixture
def message(call: Call) -> Recording:
    return Recording.objects.create(
        tenant=call.tenant,
        call=call,
        sid="RE" + "7" * 32,
        source=Recording.Source.MESSAGE,
        seconds=12,
        recorded_at=timezone.now(),
    )


def test_a_message_is_heard_by_who_may_see_the_call(
    message: Recording, alice_token: str, charlie_token: str
) -> None:
    path = f"/dashboard/calls/{message.call_id}/recordings/{message.pk}"
    answer = Client().get(path, headers={"Authorization": f"Bearer {alice_token}"})
    assert (answer.status_code, answer["Location"][:12]) == (302, "/recordings/")
    assert Client().get(path).status_code == 401
    assert Client().get(path, headers={"Authorization": f"Bearer {charlie_token}"}).status_code == 404


def test_the_ticket_links_to_the_message_through_us(message: Recording) -> None:
    from calls.tickets import draft_of

    call = Call.objects.select_related("tenant", "customer").get(pk=message.call_id)
    link = f"/dashboard/calls/{call.pk}/recordings/{message.pk}"
    assert [text for _, text in draft_of(call).later if link in text]
