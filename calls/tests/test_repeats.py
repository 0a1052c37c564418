"""Twilio may ask twice, and two processes may answer at once: one turn, one answer, one escalation."""

from __future__ import annotations

from datetime import datetime, timedelta

from asgiref.sync import async_to_sync
from django.utils import timezone

from calls.conversation.decide import decide
from calls.conversation.exchange import Heard
from calls.conversation.heard import hear
from calls.conversation.record import record_answer
from calls.models import Call, Delivery, Escalation, Page, Turn
from calls.tests.conftest import Phone
from calls.voice.lines import find_line
from calls.voice.request import VoiceRequest

OUTAGE = "The server is down and everyone is locked out."


def test_a_repeated_greeting_is_the_same_and_makes_one_call(phone: Phone) -> None:
    first, second = phone.post("/twilio/voice"), phone.post("/twilio/voice")
    assert first.content == second.content
    assert Call.objects.count() == 1


def test_a_repeated_turn_gets_the_same_answer_and_changes_nothing(phone: Phone) -> None:
    phone.dial()
    action = phone.action
    first = phone.post(action, SpeechResult=OUTAGE)
    counts = [model.objects.count() for model in (Turn, Escalation, Page, Delivery)]
    second = phone.post(action, SpeechResult=OUTAGE)
    assert first.content == second.content
    assert [model.objects.count() for model in (Turn, Escalation, Page, Delivery)] == counts


def test_a_repeat_is_known_without_our_turn_number_too(phone: Phone) -> None:
    phone.dial()
    first = phone.post("/twilio/voice/turn", SpeechResult="My printer is offline.")
    second = phone.post("/twilio/voice/turn", SpeechResult="My printer is offline.")
    assert first.content == second.content
    assert Turn.objects.filter(speaker="caller").count() == 1


def test_the_same_words_in_the_next_turn_are_a_new_turn(phone: Phone) -> None:
    phone.dial()
    phone.say("Hello?")
    phone.say("Hello?")
    assert Turn.objects.filter(speaker="caller").count() == 2


def heard_words(phone: Phone, *, at: datetime) -> Heard:
    """What the desk heard in the first exchange, before anybody answered it."""
    voice = VoiceRequest(
        call_sid=phone.sid,
        account_sid="",
        from_number=phone.sender,
        to_number=phone.to,
        speech=OUTAGE,
        turn=1,
    )
    return async_to_sync(hear)(async_to_sync(find_line)(phone.to), voice, now=at)


def test_a_repeat_waits_for_the_process_that_is_deciding(phone: Phone) -> None:
    now = timezone.now()
    heard_words(phone, at=now)
    assert heard_words(phone, at=now + timedelta(seconds=1)).in_progress


def test_a_turn_that_died_before_its_answer_is_decided_again(phone: Phone) -> None:
    now = timezone.now()
    heard_words(phone, at=now - timedelta(seconds=30))
    again = heard_words(phone, at=now)
    assert not again.in_progress
    assert again.said == OUTAGE


def test_of_two_processes_that_answer_the_first_one_stands(phone: Phone) -> None:
    heard = heard_words(phone, at=timezone.now())
    outcome = async_to_sync(decide)(heard, now=timezone.now())
    first = async_to_sync(record_answer)(heard, outcome, now=timezone.now())
    second = async_to_sync(record_answer)(heard, outcome, now=timezone.now())
    assert first == second
    assert Escalation.objects.count() == 1
