"""What is known of a call is one structure, kept with the call: page, ticket, dashboard and API tell the same."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from calls import tickets
from calls.dashboard.tests.conftest import alice
from calls.escalation.links import link_to
from calls.escalation.pages import LONGEST_SMS, send_page
from calls.models import Call, Page
from calls.tests.conftest import Phone
from integrations.anthropic.tests.fake_model import FakeModel
from integrations.twilio import rest
from tenants.models import Tenant
from triage import gsm

__all__ = ["alice"]

OUTAGE = "Hi, the file server is down since nine thirty, twenty people cannot work. We restarted it twice. Call me at 773 555 0188."
REPLY = {
    "action": "escalate",
    "speech": "I am waking somebody.",
    "ticket_body": "The file server is down for twenty people.",
    "page_target": None,
    "priority": "P1",
    "problem": "File server down",
    "category": "server",
    "people": 20,
    "since": "9:30 pm",
    "tried": "restarted twice",
}


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What leaves by text message."""
    sent: list[str] = []

    def send(tenant: Tenant, *, body: str, **_: Any) -> str:
        sent.append(body)
        return f"SM{len(sent):032d}"

    monkeypatch.setattr(rest, "send_sms", send)
    return sent


def told_everywhere(call: Call, alice: Client, texts: list[str]) -> dict[str, str]:
    """The call as the engineer, the service desk, the owner and an integrator read it."""
    first = call.escalation.pages.order_by("step").first()
    assert first is not None
    send_page(first.pk)
    Page.objects.filter(pk=first.pk).update(
        method="email", address="mike@northstar.example", state="due", settled_at=None, provider_id=""
    )
    send_page(first.pk)
    draft = tickets.draft_of(Call.objects.select_related("tenant", "customer", "revision").get(pk=call.pk))
    return {
        "text": texts[0],
        "mail": str(mail.outbox[0].body),
        "ticket": f"{draft.summary}\n{draft.description}\n{draft.internal_note}",
        "dashboard": alice.get(f"/dashboard/calls/{call.pk}").content.decode(),
        "api": alice.get(f"/api/v1/calls/{call.pk}").content.decode(),
    }


@pytest.mark.parametrize("decider", ["first", "offline"])
def test_page_ticket_dashboard_and_api_tell_the_same(
    phone: Phone, model: FakeModel, alice: Client, texts: list[str], settings: Any, decider: str
) -> None:
    model.replies = {"first": REPLY}
    if decider == "offline":
        settings.ANTHROPIC_API_KEY = ""
    phone.dial()
    phone.say(OUTAGE)
    phone.hang_up()
    call = phone.call
    assert (call.turns.get(sequence=2).decision or {})["decided_by"] == decider
    assert (call.priority, call.category, call.people, call.scope) == ("P1", "server", 20, "several")
    assert call.reason
    assert call.reach == "773-555-0188 (given), +15555550142"
    for place, words in told_everywhere(call, alice, texts).items():
        for fact in (call.problem[:30], call.since, "20", "773-555-0188"):
            assert fact.lower() in words.lower(), (place, fact)
        if place != "text":
            assert call.tried in words, place
            assert call.priority in words, place
        if place in ("ticket", "dashboard"):
            assert "Server and storage" in words
            assert call.reason.replace('"', "&quot;" if place == "dashboard" else '"')[:40] in words


def test_the_models_facts_are_english_and_the_callers_own_words_stand_in_without_it(
    phone: Phone, model: FakeModel
) -> None:
    model.replies = {"first": REPLY | {"problem": "Server down, nobody can work"}}
    phone.dial()
    phone.say("Hola, se cayó el servidor y nadie puede trabajar")
    assert phone.call.problem == "Server down, nobody can work"


@pytest.mark.parametrize(("key", "reason"), [("0", "pressed 0"), ("1", "pressed 1")])
def test_a_key_leaves_facts_too(phone: Phone, key: str, reason: str) -> None:
    phone.dial()
    phone.say("Our label printer prints garbage")
    phone.press(key)
    call = phone.call
    assert call.category == "printing"
    assert "label printer" in call.problem
    assert reason in call.reason


def test_what_is_added_later_leaves_the_facts_alone(phone: Phone, model: FakeModel) -> None:
    model.replies = {"first": REPLY}
    phone.dial()
    phone.say(OUTAGE)
    phone.say("And the coffee machine is broken")
    assert (phone.call.problem, phone.call.people) == ("File server down", 20)


def test_a_caller_who_hangs_up_leaves_facts(phone: Phone) -> None:
    phone.dial()
    phone.say("My laptop is making a strange noise.")
    phone.hang_up()
    assert (phone.call.category, phone.call.problem) == ("hardware", "My laptop is making a strange noise")


@pytest.mark.parametrize(
    "said",
    [
        OUTAGE,
        "The server is down. " + "It all began when the lights flickered, and then nobody could work. " * 30,
        "Hola, se cayó el servidor, nadie puede trabajar; "
        + "también los teléfonos, señor, ¡qué mañana! " * 20,
        "Le serveur est en panne, personne ne peut travailler — “rien” ne marche 🙂 € [ ] { }",
    ],
    ids=["short", "long", "Spanish", "signs"],
)
def test_a_text_goes_in_two_segments_with_code_number_and_link(
    phone: Phone, texts: list[str], said: str
) -> None:
    phone.dial()
    phone.say(said)
    phone.hang_up()
    page = phone.call.escalation.pages.order_by("step").first()
    assert page is not None
    send_page(page.pk)
    body = texts[0]
    assert gsm.as_gsm(body) == body, "a character outside of the alphabet halves what fits"
    assert gsm.length(body) <= LONGEST_SMS
    assert gsm.segments(body) <= 2
    assert link_to(page) in body
    assert "to take it" in body
    assert "5555550142" in body
    assert "P1 Acme Corp: " in body
