"""Caller and engineer brought together on the sandbox's phones: nobody waits in silence, and no page is lost for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from calls.escalation.exhaustion import exhaust
from calls.models import Call, Errand, Escalation, Leg, Page, Recording
from calls.tests.night import MIKE, Night
from calls.voice.lines import forget_lines
from integrations.sandbox import background
from integrations.sandbox.models import PhoneCall, Text
from integrations.sandbox.twilio import phones
from integrations.sandbox.twilio.rooms import CONNECTED
from tenants.models import Customer, OnCallStep, Tenant

Kind = Errand.Kind
ENGINEER = "Mike Reyes"


@pytest.fixture
def desk(live_server: Any, settings: Any, acme: Customer, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """NightDesk and the sandbox's telephone company, speaking HTTP to each other; Mike is rung, then Dana Cole."""
    settings.PUBLIC_URL = live_server.url
    settings.SANDBOX_URL = f"{live_server.url}/sandbox"
    settings.TWILIO_API_URL = f"{settings.SANDBOX_URL}/twilio"
    monkeypatch.setattr(background, "PAUSE", 0.0)
    OnCallStep.objects.filter(position=1).update(method="voice")
    cache.clear()
    forget_lines()
    yield
    background.settle()


@pytest.fixture
def night(desk: None) -> Night:
    """Dana called from Acme, told of an outage, and waits in the room."""
    night = Night()
    night.wait_in_the_room()
    return night


def test_who_waits_hears_how_it_stands_round_by_round(night: Night) -> None:
    night.wake(ENGINEER)
    assert "I am trying to reach Mike Reyes" in night.heard() or "Please stay on the line" in night.heard()
    assert phones.wait(night.line) > 0
    assert "Mike Reyes" in night.heard()


def test_the_engineer_hears_who_what_and_how_bad_and_is_joined_by_one_key(night: Night) -> None:
    mike = night.wake(ENGINEER)
    phones.answer(mike)
    assert "Acme Corp" in night.heard(mike)
    assert "down" in night.heard(mike)
    assert "Press 1 to take it, or 9 to pass it on" in night.heard(mike)
    phones.press(mike, "1")
    assert night.heard() == night.heard(mike) == CONNECTED
    assert night.call.state == Call.State.BRIDGED
    taken = night.escalation
    assert (taken.acknowledged_by, taken.acknowledged_how) == (ENGINEER, "key pressed on the call")


def test_who_still_tells_something_is_brought_into_the_room(desk: None) -> None:
    """The engineer is faster than the caller's last sentence."""
    night = Night()
    mike = night.wake(ENGINEER)
    phones.answer(mike)
    phones.press(mike, "1")
    assert "The caller is being connected" in night.heard(mike)
    night.errands()
    assert night.heard() == night.heard(mike) == CONNECTED


def test_a_voicemail_box_takes_nothing(night: Night) -> None:
    box = night.wake(ENGINEER)
    phones.answer(box)
    phones.say_nothing(box)
    phones.say_nothing(box)
    phones.end(box, "completed")
    assert night.escalation.state == Escalation.State.OPEN
    assert Page.objects.filter(escalation=night.escalation, state=Page.State.DUE).exists()


def test_nine_wakes_the_next_person_now(night: Night) -> None:
    mike = night.wake(ENGINEER)
    phones.answer(mike)
    phones.press(mike, "9")
    assert "next person" in night.heard(mike)
    following = night.page("Dana Cole")
    assert following.due_at <= timezone.now()
    assert not Page.objects.filter(person_name=ENGINEER, state=Page.State.DUE).exists()
    cole = night.wake("Dana Cole")
    phones.answer(cole)
    phones.press(cole, "1")
    assert night.heard() == CONNECTED


def test_when_nobody_comes_in_time_the_caller_is_told_and_asked(night: Night) -> None:
    night.wake(ENGINEER)
    night.time_is_up()
    assert "Nobody has answered yet" in night.heard()
    assert "press 1" in night.heard()
    assert night.escalation.state == Escalation.State.OPEN, "the chain goes on"


def test_his_message_is_kept_and_the_chain_goes_on(night: Night) -> None:
    night.time_is_up()
    phones.press(night.line, "1")
    phones.speak(night.line, "This is Dana at Acme, please call me back, the whole office is stuck.")
    assert "Your message is kept" in night.heard()
    kept = Recording.objects.get(call=night.call, source=Recording.Source.MESSAGE)
    assert kept.seconds > 0
    assert night.escalation.state == Escalation.State.OPEN
    assert night.call.deliveries.filter(kind="ticket").exists()


def test_who_wants_to_be_called_back_may_hang_up(night: Night) -> None:
    night.time_is_up()
    phones.press(night.line, "2")
    assert "You will be called back" in night.heard()
    assert night.escalation.state == Escalation.State.OPEN
    assert "call_back" in night.happened()


def test_silence_goes_on_waiting_and_is_asked_again(night: Night) -> None:
    night.time_is_up()
    phones.say_nothing(night.line)
    assert night.bridge.rounds == 2
    night.time_is_up()
    assert "Nobody has answered yet" in night.heard()


def test_at_the_end_of_the_chain_the_caller_hears_the_truth(night: Night) -> None:
    Page.objects.filter(escalation=night.escalation).update(state="failed", settled_at=timezone.now())
    exhaust(night.escalation, now=timezone.now())
    phones.wait(night.line)
    assert "I have tried everybody on the list" in night.heard()


def test_the_star_lets_him_add_something(night: Night) -> None:
    phones.press(night.line, "*")
    phones.speak(night.line, "It is also the phones now.")
    assert night.call.turns.filter(text__contains="the phones").exists()
    assert night.bridge.in_room


def test_who_hangs_up_while_waiting_is_called_with_a_key(night: Night) -> None:
    phones.end(night.line, "completed")
    assert night.escalation.state == Escalation.State.OPEN
    assert "caller_left" in night.happened()
    mike = night.wake(ENGINEER)
    phones.answer(mike)
    phones.press(mike, "1")
    assert "5 5 5, 5 5 5, 0 1 4 2" in night.heard(mike)
    assert "Press 1 to call it now" in night.heard(mike)
    phones.press(mike, "1")
    dialled = PhoneCall.objects.get(parent=mike)
    assert dialled.recipient == "+15555550142"
    phones.answer(dialled)
    assert phones.is_connected(mike)


def test_an_engineer_who_drops_at_once_has_not_taken_it(night: Night) -> None:
    mike = night.wake(ENGINEER)
    phones.answer(mike)
    phones.press(mike, "1")
    phones.end(mike, "completed")
    assert night.escalation.state == Escalation.State.OPEN
    assert night.page("Dana Cole").due_at <= timezone.now()
    assert Leg.objects.get().dropped
    assert "I have lost the engineer" in " ".join(PhoneCall.objects.get(pk=night.line.pk).heard)
    assert night.call.state == Call.State.ESCALATING


def test_an_engineer_who_talked_has_it_for_good(night: Night) -> None:
    mike = night.wake(ENGINEER)
    phones.answer(mike)
    phones.press(mike, "1")
    Leg.objects.update(joined_at=timezone.now() - timedelta(minutes=4))
    phones.end(mike, "completed")
    assert night.escalation.state == Escalation.State.ACKNOWLEDGED
    assert "If you were cut off, press 1" in night.heard()


def test_a_cut_off_caller_gets_the_same_engineer_back(night: Night) -> None:
    mike = night.wake(ENGINEER)
    phones.answer(mike)
    phones.press(mike, "1")
    Leg.objects.update(joined_at=timezone.now() - timedelta(minutes=4))
    phones.end(mike, "completed")
    phones.press(night.line, "1")
    night.errands()
    again = PhoneCall.objects.filter(recipient=MIKE).exclude(pk=mike.pk).get()
    phones.answer(again)
    phones.press(again, "1")
    assert night.heard() == CONNECTED


def test_other_phones_stop_ringing_once_it_is_taken(night: Night) -> None:
    mike, cole = night.wake(ENGINEER), night.wake("Dana Cole")
    phones.answer(mike)
    phones.press(mike, "1")
    night.errands()
    cole.refresh_from_db()
    assert cole.status == "canceled"


def test_no_page_leaves_after_it_was_taken(night: Night) -> None:
    mike = night.wake(ENGINEER)
    phones.answer(mike)
    phones.press(mike, "1")
    assert not Page.objects.due(timezone.now() + timedelta(hours=1)).exists()


def test_of_two_who_press_together_the_second_hears_who_was_first(night: Night) -> None:
    mike, cole = night.wake(ENGINEER), night.wake("Dana Cole")
    phones.answer(mike)
    phones.answer(cole)
    phones.press(mike, "1")
    phones.press(cole, "1")
    assert "Mike Reyes has it already" in night.heard(cole)
    assert night.escalation.acknowledged_by == ENGINEER


def test_a_text_takes_it_and_rings_the_engineer_for_the_caller(night: Night) -> None:
    text = night.text(ENGINEER)
    assert "Reply 1a to take it" in text.body
    phones.reply(text, "1a")
    assert night.escalation.acknowledged_how == "text message"
    assert "your phone rings in a moment" in Text.objects.filter(recipient=MIKE).latest("id").body
    night.errands()
    mike = PhoneCall.objects.get(recipient=MIKE)
    phones.answer(mike)
    assert "Your caller from Acme Corp is on the line" in night.heard(mike)
    phones.press(mike, "1")
    assert night.heard() == CONNECTED


def test_who_is_not_asked_to_wait_is_called_back(desk: None, northstar: Tenant) -> None:
    Tenant.objects.update(hold=timedelta(0))
    night = Night()
    night.wait_in_the_room()
    assert "You will be called back" in night.heard()
    night.line.refresh_from_db()
    assert night.line.is_over


def test_a_lost_callback_does_not_leave_a_caller_in_an_empty_room(night: Night) -> None:
    """The engineer's line was closed and nobody told us: we ask."""
    mike = night.wake(ENGINEER)
    phones.answer(mike)
    phones.press(mike, "1")
    PhoneCall.objects.filter(pk=mike.pk).update(status="completed", ended_at=timezone.now())
    long_ago = timezone.now() - timedelta(minutes=2)
    Leg.objects.update(taken_at=long_ago, joined_at=long_ago)
    Errand.objects.filter(kind=Kind.LOOK).update(due_at=timezone.now(), settled_at=None)
    night.errands()
    assert "If you were cut off, press 1" in night.heard()
