"""The caller hangs up, with or without telling us: the call gets its end, its ticket and, for danger, its page."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from calls.chores import dead_lines
from calls.conversation.finish import finish_call
from calls.models import Call, Delivery, Escalation
from calls.tests.conftest import Phone


def test_hanging_up_in_the_middle_still_writes_a_ticket(phone: Phone) -> None:
    phone.dial()
    phone.say("My laptop is making a strange noise.")
    phone.hang_up()
    assert phone.call.state == Call.State.ENDED
    assert phone.call.disposition == "morning_ticket"
    assert Delivery.objects.count() == 1


def test_hanging_up_after_danger_was_heard_still_pages(phone: Phone) -> None:
    phone.dial()
    call = phone.call
    call.turns.create(
        tenant=call.tenant,
        sequence=1,
        speaker="caller",
        text="The server room is on fire.",
        created_at=timezone.now(),
    )
    phone.hang_up()
    assert Escalation.objects.filter(call=call).exists()
    assert phone.call.disposition == "open_paged"


def test_hanging_up_without_a_word_leaves_no_ticket(phone: Phone) -> None:
    phone.dial()
    phone.hang_up()
    assert phone.call.disposition == "no_action"
    assert not Delivery.objects.exists()


def test_a_second_status_callback_changes_nothing(phone: Phone) -> None:
    phone.dial()
    phone.say("My laptop is making a strange noise.")
    phone.hang_up()
    ended = phone.call.ended_at
    phone.hang_up()
    assert phone.call.ended_at == ended
    assert Delivery.objects.count() == 1


def test_the_end_makes_the_ticket_due_again_with_the_whole_transcript(phone: Phone) -> None:
    phone.dial()
    phone.say("The server is down, everyone is locked out.")
    Delivery.objects.update(settled_at=timezone.now(), state=Delivery.State.DONE, external_id="4711")
    phone.hang_up()
    delivery = Delivery.objects.get()
    assert delivery.settled_at is None
    assert delivery.external_id == "4711"


def test_a_line_that_went_quiet_without_a_callback_is_found(phone: Phone) -> None:
    phone.dial()
    now = timezone.now()
    assert dead_lines(now) == []
    Call.objects.update(heard_at=now - timedelta(seconds=101))
    assert dead_lines(now) == [phone.call.pk]


def test_a_decided_call_is_ended_sooner_than_one_that_may_still_be_speaking(phone: Phone) -> None:
    phone.dial()
    phone.say("I forgot my password, only me, it can wait until tomorrow.")
    now = timezone.now()
    Call.objects.update(heard_at=now - timedelta(seconds=50))
    assert dead_lines(now) == [phone.call.pk]


def test_an_answer_that_comes_after_the_end_still_wakes_but_does_not_reopen_the_call(phone: Phone) -> None:
    phone.dial()
    finish_call(phone.call.pk, now=timezone.now())
    phone.say("The server is down, everyone is locked out.")
    assert phone.call.state == Call.State.ENDED
    assert phone.call.disposition == "open_paged"
    assert Escalation.objects.filter(call__sid=phone.sid).exists()


def test_a_late_escalation_leaves_a_summary_that_tells_what_is_wrong(phone: Phone) -> None:
    phone.dial()
    finish_call(phone.call.pk, now=timezone.now())
    phone.say("The server is down, everyone is locked out.")
    assert "server is down" in phone.call.summary
    assert phone.call.first_words.startswith("The server is down")
