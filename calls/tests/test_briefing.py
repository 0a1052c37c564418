"""What an engineer is told in the ten seconds after he was woken, and in one text."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from calls.escalation.briefing import LONGEST_LINE, MOST_SECONDS, Briefing, briefing_on, seconds
from calls.escalation.links import link_to
from calls.escalation.pages import LONGEST_SMS, _text_message
from calls.models import Call, Escalation, EscalationEvent, Page
from calls.tests.conftest import ACME_NUMBER, Phone
from tenants.models import CallerRule
from triage.facts import without_opening

OUTAGE = "Hi, this is Dana Miller at Acme. None of us can get into email since four o'clock."
KNOWN = Briefing(
    priority="P1",
    customer="Acme Corp",
    caller="Dana",
    number="+15555550142",
    problem="None of us can get into email and the file server is down as well, nobody can work at all",
    since="since four o'clock",
    people="many",
    tried="",
    added=(),
    known_issues=(),
    recent_tickets=(),
    rule="",
    reason="",
    waits=True,
    message=None,
    message_words="",
    note="",
)
texts = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=400)


@given(
    customer=texts,
    caller=texts,
    problem=texts,
    since=texts,
    note=st.sampled_from(["", "Third wake tonight from this number"]),
)
def test_it_is_told_within_ten_seconds_whatever_is_known(
    customer: str, caller: str, problem: str, since: str, note: str
) -> None:
    clipped = [" ".join(text.split()[:6])[:40] for text in (customer, caller, since)]
    told = replace(
        KNOWN, customer=clipped[0], caller=clipped[1], since=clipped[2], problem=problem, note=note
    )
    spoken = told.spoken()
    assert seconds(spoken) <= max(MOST_SECONDS, seconds(replace(told, problem="").spoken())) + 0.5


@given(customer=texts, caller=texts, problem=texts, since=texts)
def test_a_text_carries_it_with_code_and_link(customer: str, caller: str, problem: str, since: str) -> None:
    told = replace(KNOWN, customer=customer, caller=caller, problem=problem, since=since)
    assert len(told.line()) <= LONGEST_LINE


@pytest.mark.parametrize("note", ["", "Third wake tonight from this number"])
def test_who_what_and_how_bad_are_in_it(note: str) -> None:
    spoken = replace(KNOWN, note=note).spoken()
    for part in ("P 1", "Acme Corp", "None of us can get into email", "Many affected", "waits"):
        assert part in spoken, spoken
    assert seconds(spoken) <= MOST_SECONDS


@pytest.mark.parametrize("words", range(4, 30))
def test_it_does_not_break_off_at_a_word_that_leads_to_the_next(words: int) -> None:
    problem = " ".join(["down", "and", "the", "server"] * 8).split()[:words]
    spoken = replace(
        KNOWN, problem=" ".join([*problem, "everything", "is", "gone"]), since="", people=""
    ).spoken()
    assert not re.search(r"\b(and|the)\.$", spoken), spoken


def test_what_the_problem_says_already_is_not_said_twice() -> None:
    spoken = replace(KNOWN, problem="Email is down since four o'clock").spoken()
    assert spoken.count("since four") == 1


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Hi, this is Dana at Acme. The server is down.", "The server is down"),
        ("Um, hello, the server is down", "The server is down"),
        ("Hello", "Hello"),
    ],
)
def test_how_a_caller_opened_is_left_out(said: str, told: str) -> None:
    assert without_opening(said) == told


@pytest.fixture
def escalation(phone: Phone) -> Escalation:
    phone.dial()
    phone.say(OUTAGE)
    return Escalation.objects.select_related("call__tenant", "call__customer").get()


def test_the_caller_is_known_by_the_name_he_said(escalation: Escalation) -> None:
    assert briefing_on(escalation).caller == "Dana Miller"


def test_what_is_added_later_is_told_beside(escalation: Escalation, phone: Phone) -> None:
    phone.say("The phones are dead, too.")
    told = briefing_on(Escalation.objects.get(pk=escalation.pk))
    assert told.added == ("The phones are dead, too.",)
    assert "email" in told.problem


def test_a_whole_text_fits_and_ends_with_its_link(escalation: Escalation) -> None:
    page = escalation.pages.order_by("step")[0]
    body = _text_message(page)
    assert len(body) <= LONGEST_SMS
    assert body.endswith(link_to(page))
    assert "Reply 1a to take it, 1p to pass it on" in body


@pytest.fixture
def third(escalation: Escalation) -> Page:
    """Mike is rung for a caller who woke somebody twice tonight."""
    Escalation.objects.update(nth_tonight=3)
    page = escalation.pages.order_by("step")[0]
    now = timezone.now()
    Page.objects.filter(pk=page.pk).update(state="accepted", sent_at=now, settled_at=now)
    return Page.objects.select_related("escalation__call").get(pk=page.pk)


def test_over_the_limit_the_page_says_so_and_offers_a_key(third: Page) -> None:
    mike = Phone(to="+15555550100", sender=ACME_NUMBER, sid="CA" + "2" * 32)
    mike.action = f"/twilio/voice/page?page={third.pk}"
    words = mike.stay_silent()
    assert "Third wake tonight" in words
    assert "5 to take it and mute this caller" in words
    mike.press("5")
    assert Escalation.objects.get().state == Escalation.State.ACKNOWLEDGED
    muted = CallerRule.objects.get(kind=CallerRule.Kind.MUTE)
    assert (muted.number, muted.made_by) == (Call.objects.get().from_number, third.person_name)
    assert EscalationEvent.objects.filter(kind="caller_muted", page_id=third.pk).exists()


def test_under_the_limit_that_key_does_nothing(escalation: Escalation) -> None:
    page = escalation.pages.order_by("step")[0]
    mike = Phone(to="+15555550100", sender=ACME_NUMBER, sid="CA" + "2" * 32)
    mike.action = f"/twilio/voice/page/key?page={page.pk}"
    assert "Press 1 to take the call" in mike.press("5")
    assert not CallerRule.objects.exists()
