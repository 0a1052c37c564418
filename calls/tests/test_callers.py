"""Callers who are blocked, muted, or too many: nobody meets a busy tone, and nothing is suppressed in silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from calls.dashboard import words
from calls.escalation.callers import again_words, mute_caller, nth_wake_tonight
from calls.escalation.start import start_escalation
from calls.models import Alarm, Call, Delivery, Escalation, Page, Recording
from calls.tests.conftest import Phone
from calls.voice import lines
from tenants.models import AlarmContact, CallerRule, Customer, Limits, OnCallStep, Tenant
from triage import Action, Decision

WAKE = Decision(action=Action.ESCALATE, speech="", reason="server down", findings=("system_down",))
FIRE = Decision(action=Action.ESCALATE, speech="", reason="fire", findings=("fire",))
SERVER_DOWN = "The server is down and nobody here can work."


def rule(tenant: Tenant, kind: str, number: str, **changes: object) -> None:
    CallerRule.objects.create(tenant=tenant, kind=kind, number=number, **changes)
    lines.forget_lines()


def leaves_message(phone: Phone) -> None:
    answer = phone.post(
        "/twilio/voice/recorded",
        RecordingSid="RE" + "1" * 32,
        RecordingDuration="12",
        RecordingUrl="https://x",
    )
    assert answer.status_code == 200


# Blocked


@pytest.mark.parametrize("number", ["+15555550142", "+1555*", "+*"])
def test_a_blocked_caller_reaches_voicemail_and_nobody_else(
    phone: Phone, northstar: Tenant, number: str
) -> None:
    rule(northstar, "block", number)
    answer = phone.post("/twilio/voice", CallStatus="ringing").content.decode()
    assert "<Record" in answer
    assert "<Gather" not in answer
    assert phone.call.door == Call.Door.BLOCKED


def test_a_blocked_callers_message_becomes_a_ticket_for_the_morning(phone: Phone, northstar: Tenant) -> None:
    rule(northstar, "block", phone.sender)
    phone.dial()
    leaves_message(phone)
    phone.hang_up()
    assert phone.call.disposition == "morning_ticket"
    assert Delivery.objects.get().call == phone.call
    assert Recording.objects.get().call == phone.call
    assert not Escalation.objects.exists()
    assert words.outcome(phone.call).text == "Blocked caller: left a message"


def test_a_blocked_caller_who_says_nothing_leaves_no_ticket(phone: Phone, northstar: Tenant) -> None:
    rule(northstar, "block", phone.sender)
    phone.dial()
    phone.hang_up()
    assert not Delivery.objects.exists()
    assert words.outcome(phone.call).text == "Blocked caller: left no message"


def test_a_repeated_webhook_of_a_blocked_call_gets_the_same_answer(phone: Phone, northstar: Tenant) -> None:
    rule(northstar, "block", phone.sender)
    assert phone.dial() == phone.dial()
    assert Call.objects.count() == 1


def test_callers_who_withhold_their_number_can_be_blocked_as_one(
    make_phone: Callable[..., Phone], northstar: Tenant
) -> None:
    rule(northstar, "block", "withheld")
    hidden, plain = make_phone(sender="anonymous"), make_phone(sid="CA" + "2" * 32)
    hidden.dial()
    plain.dial()
    assert (hidden.call.door, plain.call.door) == ("blocked", "open")


def test_the_longer_rule_wins(phone: Phone, northstar: Tenant) -> None:
    rule(northstar, "block", "+1555*")
    rule(northstar, "allow", "+15555550142")
    phone.dial()
    assert phone.is_connected


def test_another_msps_block_list_is_its_own(phone: Phone, southpaw: Tenant) -> None:
    rule(southpaw, "block", phone.sender)
    phone.dial()
    assert phone.is_connected


# Too many


@pytest.fixture
def one_at_a_time(northstar: Tenant, acme: Customer) -> Limits:
    return Limits.objects.create(tenant=northstar, calls_at_once=1)


def test_a_caller_beyond_the_limit_is_asked_for_a_message_or_a_key_never_sent_away(
    make_phone: Callable[..., Phone], one_at_a_time: Limits
) -> None:
    make_phone().dial()
    second = make_phone(sid="CA" + "2" * 32)
    answer = second.post("/twilio/voice", CallStatus="ringing").content.decode()
    assert "press 1" in answer
    assert "<Record" in answer
    assert second.call.door == Call.Door.CROWDED


def test_pressing_the_key_brings_a_caller_beyond_the_limit_to_a_person(
    make_phone: Callable[..., Phone], one_at_a_time: Limits
) -> None:
    make_phone().dial()
    second = make_phone(sid="CA" + "2" * 32)
    second.dial()
    answer = second.post("/twilio/voice/through", Digits="1").content.decode()
    assert "<Conference" in answer
    assert second.call.escalation.bridge.in_room
    assert second.call.escalation.pages.exists()
    assert second.call.disposition == "open_paged"


def test_beyond_the_limit_is_told_aloud_once_an_hour(
    make_phone: Callable[..., Phone], one_at_a_time: Limits, northstar: Tenant
) -> None:
    AlarmContact.objects.create(tenant=northstar, method="sms", address="+15555550109")
    for number in range(5):
        make_phone(sid=f"CA{number:032d}").dial()
    alarm = Alarm.objects.get(method="sms")
    assert "calls at once" in alarm.subject


def test_there_is_room_again_when_a_call_ends(
    make_phone: Callable[..., Phone], one_at_a_time: Limits
) -> None:
    first, second = make_phone(), make_phone(sid="CA" + "2" * 32)
    first.dial()
    first.hang_up()
    second.dial()
    assert second.is_connected


def test_minutes_are_limited_over_a_day(
    phone: Phone, northstar: Tenant, make_call: Callable[..., Call]
) -> None:
    Limits.objects.create(tenant=northstar, minutes_a_day=60)
    now = timezone.now()
    make_call(
        northstar, state="ended", started_at=now - timedelta(hours=3), ended_at=now - timedelta(hours=1)
    )
    phone.dial()
    assert phone.call.door == Call.Door.CROWDED


def test_an_allowed_caller_is_let_in_over_every_limit(
    make_phone: Callable[..., Phone], one_at_a_time: Limits, northstar: Tenant
) -> None:
    rule(northstar, "allow", "+15555550142")
    make_phone().dial()
    second = make_phone(sid="CA" + "2" * 32)
    second.dial()
    assert second.is_connected


def test_the_limits_add_no_query_to_a_call_that_is_let_in(
    make_phone: Callable[..., Phone], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_phone().dial()  # reads the line and the runbook
    with django_assert_num_queries(0):  # the prepared statements of a beginning are not Django's
        make_phone(sid="CA" + "2" * 32).dial()


# The same caller again


@pytest.fixture
def wake(northstar: Tenant, make_call: Callable[..., Call]) -> Callable[..., Escalation]:
    def start(decision: Decision = WAKE, **changes: object) -> Escalation:
        call = make_call(northstar, **changes)
        return start_escalation(call, decision, now=call.started_at)

    return start


def test_the_third_wake_of_a_night_says_so(wake: Callable[..., Escalation]) -> None:
    first, second, third = wake(), wake(), wake()
    assert [again_words(one) for one in (first, second)] == ["", ""]
    assert again_words(third) == "Third wake tonight from this number."


def test_a_new_night_counts_from_one(wake: Callable[..., Escalation]) -> None:
    with time_machine.travel("2026-06-02T03:00:00-05:00", tick=False):
        wake()
        wake()
    with time_machine.travel("2026-06-02T17:30:00-05:00", tick=False):
        assert wake().nth_tonight == 1


def test_callers_without_a_number_are_never_one_caller(wake: Callable[..., Escalation]) -> None:
    for _ in range(3):
        last = wake(from_number="anonymous")
    assert last.nth_tonight == 1
    assert mute_caller(last, by="Mike Reyes", now=timezone.now()) is None


def test_an_allowed_caller_is_not_offered_for_muting(
    wake: Callable[..., Escalation], northstar: Tenant
) -> None:
    rule(northstar, "allow", "+15555550142")
    wake(), wake()
    assert again_words(wake()) == ""


def test_a_muted_caller_wakes_nobody_and_it_is_told_by_mail(
    wake: Callable[..., Escalation], northstar: Tenant
) -> None:
    AlarmContact.objects.create(tenant=northstar, method="sms", address="+15555550109")
    AlarmContact.objects.create(tenant=northstar, method="email", address="alice@northstar.example")
    first = wake()
    mute_caller(first, by="Mike Reyes", now=timezone.now())
    pages = Page.objects.count()
    muted = wake()
    assert muted.state == Escalation.State.MUTED
    assert Page.objects.count() == pages
    assert "Mike Reyes muted this caller" in muted.notes[0]
    told = Alarm.objects.filter(key=f"muted:{muted.pk}")
    assert {alarm.method for alarm in told} == {"email"}
    assert "alice@northstar.example" in {alarm.address for alarm in told}
    assert words.outcome(muted.call).text == "Nobody woken: this caller is muted"


def test_danger_wakes_whoever_calls(wake: Callable[..., Escalation]) -> None:
    mute_caller(wake(), by="Mike Reyes", now=timezone.now())
    burning = wake(FIRE)
    assert burning.state == Escalation.State.OPEN
    assert burning.pages.exists()
    assert "this is danger" in burning.notes[0]


def test_a_mute_ends_after_eight_hours(wake: Callable[..., Escalation]) -> None:
    now = timezone.now()
    mute_caller(wake(), by="Mike Reyes", now=now - timedelta(hours=8, seconds=1))
    assert wake().state == Escalation.State.OPEN


def test_another_caller_is_not_muted(wake: Callable[..., Escalation]) -> None:
    mute_caller(wake(), by="Mike Reyes", now=timezone.now())
    assert wake(from_number="+15555550143").state == Escalation.State.OPEN


def test_a_muted_caller_is_told_the_truth_gets_a_ticket_and_can_leave_a_message(
    phone: Phone, wake: Callable[..., Escalation]
) -> None:
    mute_caller(wake(), by="Mike Reyes", now=timezone.now())
    phone.dial()
    answer = phone.post(phone.action, SpeechResult=SERVER_DOWN).content.decode()
    assert "asked not to be woken" in answer
    assert "<Record" in answer
    assert Delivery.objects.filter(call=phone.call).exists()
    assert phone.call.escalation.state == Escalation.State.MUTED


def test_counting_wakes_takes_one_look(
    wake: Callable[..., Escalation], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    call = wake().call
    with django_assert_num_queries(1):
        nth_wake_tonight(call, now=timezone.now())


def test_a_caller_is_told_who_is_next_even_when_one_person_is_reached_in_two_ways(
    phone: Phone, northstar: Tenant
) -> None:
    OnCallStep.objects.filter(position=1).update(method="voice")
    phone.dial()
    assert "Dana Cole next" in phone.say(SERVER_DOWN)
