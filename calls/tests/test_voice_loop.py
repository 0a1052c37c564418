"""A call as the caller lives it: greeted at once, asked, told what was done, never left in silence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from calls.models import Call, Delivery, Escalation
from calls.tests.conftest import Phone
from tenants.models import RunbookRevision, Tenant


def test_the_greeting_names_the_msp_and_says_that_it_is_automated(phone: Phone) -> None:
    words = phone.dial()
    assert "Northstar IT" in words
    assert "automated" in words
    assert phone.is_connected


def test_a_p1_pages_the_person_the_runbook_names(phone: Phone) -> None:
    phone.dial()
    words = phone.say("The server is down and nobody here can work.")
    escalation = Escalation.objects.get(call__sid=phone.sid)
    first = escalation.pages.get(step=1)
    assert (first.person_name, first.method, first.address) == ("Mike Reyes", "sms", "+15555550100")
    assert "Mike Reyes" in words
    assert phone.call.priority == "P1"


def test_the_decision_the_pages_and_the_ticket_are_there_together(phone: Phone) -> None:
    phone.dial()
    phone.say("Everyone is locked out, the whole office.")
    call = phone.call
    assert call.turns.filter(sequence=2, decision__action="escalate").exists()
    assert call.escalation.pages.filter(ring=1).count() == 2
    assert call.deliveries.get().kind == Delivery.Kind.TICKET


def test_a_p3_wakes_nobody_and_is_noted_for_the_morning(phone: Phone) -> None:
    phone.dial()
    phone.say("I forgot my password, it's only me.")
    while phone.is_connected and not phone.call.disposition:
        phone.say("No, only my account. It can wait until tomorrow.")
    assert phone.call.disposition == "morning_ticket"
    assert not Escalation.objects.exists()
    assert Delivery.objects.count() == 1


def test_resolve_listens_once_more_before_it_says_goodbye(phone: Phone) -> None:
    phone.dial()
    phone.say("I forgot my password, it's only me, it can wait until tomorrow.")
    assert phone.call.disposition == "morning_ticket"
    assert phone.is_connected
    phone.say("No, that's all, thank you.")
    assert not phone.is_connected


def test_what_comes_after_a_resolve_can_still_escalate(phone: Phone) -> None:
    phone.dial()
    phone.say("My printer is jammed, it's only me, it can wait until tomorrow.")
    phone.say("Oh, and the server is down, nobody can work at all.")
    assert phone.call.disposition == "open_paged"
    assert Escalation.objects.count() == 1


def test_a_misdial_leaves_no_ticket_and_wakes_nobody(phone: Phone) -> None:
    phone.dial()
    phone.say("Sorry, I think I have the wrong number.")
    assert phone.call.disposition == "no_action"
    assert not Delivery.objects.exists()
    assert not Escalation.objects.exists()


def test_zero_reaches_a_human_at_once(phone: Phone) -> None:
    phone.dial()
    phone.press("0")
    assert phone.call.escalation.pages.filter(ring=1).count() == 2


def test_silence_is_asked_after_then_offered_keys_then_ended(phone: Phone) -> None:
    phone.dial()
    first, menu, last = phone.stay_silent(), phone.stay_silent(), phone.stay_silent()
    assert "still there" in first
    assert "Press 1" in menu
    assert "Goodbye" in last
    assert not phone.is_connected
    assert not Escalation.objects.exists()


def test_the_keypad_menu_wakes_somebody_for_an_outage(phone: Phone) -> None:
    phone.dial()
    phone.stay_silent()
    phone.stay_silent()
    phone.press("1")
    assert phone.call.priority == "P1"
    assert Escalation.objects.exists()


def test_key_2_cannot_put_an_outage_to_sleep(phone: Phone) -> None:
    phone.dial()
    phone.say("Hello?")
    if phone.call.state == Call.State.TRIAGING:
        phone.say("All of our servers are down, everybody is locked out.")
    phone.press("2")
    assert phone.call.disposition == "open_paged"


def test_an_escalated_caller_is_heard_once_more_and_told_the_truth(phone: Phone) -> None:
    phone.dial()
    phone.say("The server is down, everyone is locked out.")
    words = phone.say("Please tell him the alarm code is on the door.")
    assert "passed that on" in words
    assert not phone.is_connected
    assert phone.call.turns.get(sequence=3).text.startswith("Please tell him")


def test_a_withheld_number_is_asked_for_a_way_to_call_back(make_phone: Callable[..., Phone]) -> None:
    phone = make_phone(sender="anonymous")
    phone.dial()
    assert "number where we can reach you" in phone.say("The server is down and nobody can work.")


def test_a_call_whose_first_webhook_was_lost_begins_with_the_turn(phone: Phone) -> None:
    phone.action = "/twilio/voice/turn"
    phone.say("The server is down, everyone is locked out.")
    assert phone.call.turns.filter(sequence=0).exists()
    assert Escalation.objects.exists()


def test_a_number_without_a_customer_uses_the_one_that_is_known_to_call(
    make_phone: Callable[..., Phone],
) -> None:
    phone = make_phone(to="+15555550198")
    assert "Acme Corp" in phone.dial()


def test_an_unknown_caller_gets_the_default_runbook_and_the_chain(
    make_phone: Callable[..., Phone], northstar: Tenant
) -> None:
    phone = make_phone(to="+15555550198", sender="+15555557777")
    phone.dial()
    phone.say("Everything is down, all of us, the whole company.")
    assert phone.call.customer is None
    assert [page.person_name for page in phone.call.escalation.pages.filter(ring=1)] == [
        "Mike Reyes",
        "Dana Cole",
    ]


@pytest.mark.parametrize("words", ["<script>alert(1)</script> & co", "\x00\x01", "x" * 20_000])
def test_whatever_is_said_the_answer_is_twiml(phone: Phone, words: str) -> None:
    phone.dial()
    phone.say(words)
    assert phone.heard[-1]


def test_keys_that_mean_nothing_are_explained_and_then_bring_a_human(phone: Phone) -> None:
    phone.dial()
    assert "does nothing here" in phone.press("9")
    assert "does nothing here" in phone.press("#")
    phone.press("5")
    assert Escalation.objects.exists()


def test_a_strangers_number_is_not_read_out_to_the_caller(phone: Phone) -> None:
    revision = RunbookRevision.objects.get(runbook__customer__name="Acme Corp")
    RunbookRevision.objects.filter(pk=revision.pk).update(
        text=revision.text.replace("mike@northstar.example", "+15557770123")
    )
    phone.dial()
    said = phone.say("The server is down, everyone is locked out.") + phone.say("Hello?")
    assert Escalation.objects.get().pages.get(step=1).address == "+15557770123"
    assert "7770123" not in said


def test_the_keypad_spelling_of_a_withheld_number_is_no_number(make_phone: Callable[..., Phone]) -> None:
    phone = make_phone(sender="+266696687")
    phone.dial()
    assert "number where we can reach you" in phone.say("The server is down and nobody can work.")
