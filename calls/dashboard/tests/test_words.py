"""What was done, in plain words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from calls.dashboard.tests.makers import escalate, owe_ticket, page
from calls.dashboard.words import Said, Tone, outcome, page_state, ticket

NIGHT = datetime(2026, 11, 21, 8, 10, tzinfo=UTC)  # 02:10 in Chicago
OVER = {"state": "ended", "ended_at": NIGHT, "hung_up_at": NIGHT, "first_words": "hello"}


@pytest.fixture
def in_chicago():
    with timezone.override("America/Chicago"):
        yield


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "On the line now"),
        (OVER | {"disposition": "morning_ticket"}, "Ticket for the morning"),
        (OVER | {"disposition": "closed"}, "Closed: caller confirmed"),
        (OVER | {"disposition": "pending_verification"}, "To verify"),
        (OVER | {"disposition": "no_action"}, "Wrong number"),
        (OVER | {"disposition": "no_action", "first_words": ""}, "Nobody spoke"),
        (OVER | {"disposition": "out_of_scope"}, "Handed to sales, nobody woken"),
        (OVER | {"state": "abandoned"}, "Hung up before anything was decided"),
        (OVER | {"state": "voicemail"}, "Left a voicemail"),
    ],
)
def test_a_call_that_woke_nobody(northstar, make_call, facts, words):
    assert outcome(make_call(northstar, **facts)).text == words


def test_a_wake_up_names_who_and_when(northstar, make_call, in_chicago):
    call = make_call(northstar, disposition="open_paged", started_at=NIGHT)
    at = datetime(2026, 11, 21, 8, 12, tzinfo=UTC)
    escalate(call, "acknowledged", acknowledged_at=at, acknowledged_by="Mike Reyes")
    assert outcome(call).text == "Woke Mike Reyes, acknowledged 02:12"


def test_paging_names_who_is_being_woken_now(northstar, make_call):
    call = make_call(northstar, disposition="open_paged")
    escalation = escalate(call)
    page(escalation, 1, "failed", person_name="Mike Reyes")
    page(escalation, 2, "delivered", person_name="Dana Cole")
    page(escalation, 3, "due", person_name="Eli Park")
    assert outcome(call).text == "Paging Dana Cole…"


def test_paging_names_who_comes_first_before_anything_is_sent(northstar, make_call):
    call = make_call(northstar, disposition="open_paged")
    page(escalate(call), 1, "due")
    assert outcome(call).text == "Paging Mike Reyes…"


def test_a_chain_without_an_answer_is_an_alarm_with_names(northstar, make_call):
    call = make_call(northstar, disposition="open_paged")
    escalation = escalate(call, "exhausted")
    page(escalation, 1, "delivered")
    page(escalation, 2, "delivered", method="voice")
    page(escalation, 3, "failed", person_name="Dana Cole")
    said = outcome(call)
    assert (said.text, said.tone) == ("Nobody answered: Mike Reyes, Dana Cole", Tone.ALARM)
    assert page_state(call) == Said("3 pages, no answer", Tone.ALARM)


def test_an_empty_chain_is_an_alarm(northstar, make_call):
    call = make_call(northstar, disposition="open_paged")
    escalate(call, "exhausted")
    assert outcome(call).tone is Tone.ALARM


def test_delivered_is_not_reached(northstar, make_call):
    call = make_call(northstar)
    page(escalate(call), 1, "delivered")
    assert page_state(call) == Said("Text message 1 of 1: delivered", Tone.WAKING)


@pytest.mark.parametrize(
    ("facts", "words", "tone"),
    [
        ({"state": "due"}, "pending", Tone.WAKING),
        ({"state": "done", "external_id": "4711"}, "#4711", Tone.CALM),
        ({"state": "done", "external_id": "4711", "warning": "no such board"}, "#4711", Tone.CHECK),
        ({"state": "stuck", "error": "no such board"}, "needs attention: no such board", Tone.ALARM),
    ],
)
def test_the_ticket_says_where_it_is(northstar, make_call, facts, words, tone):
    call = make_call(northstar)
    owe_ticket(call, **facts)
    said = ticket(call)
    assert said is not None
    assert (said.text, said.tone) == (words, tone)


@pytest.mark.parametrize(
    ("stored", "linked"),
    [
        ("https://na.myconnectwise.net/1", "https://na.myconnectwise.net/1"),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_only_a_web_address_becomes_a_link(northstar, make_call, stored, linked):
    call = make_call(northstar)
    owe_ticket(call, "done", external_id="1", external_url=stored)
    said = ticket(call)
    assert said is not None
    assert said.url == linked
