"""The desk was away during a whole call, and first hears of it when Twilio tells its end: the call is not forgotten."""

from __future__ import annotations

from calls.models import Call, Delivery, Escalation, Page
from calls.tests.conftest import Phone


def test_a_call_that_was_never_heard_of_wakes_somebody_and_has_its_ticket(phone: Phone) -> None:
    phone.hang_up()
    assert (phone.call.state, phone.call.disposition) == (Call.State.ENDED, "open_paged")
    assert "The desk was away" in phone.call.escalation.reason
    assert Page.objects.filter(escalation=phone.call.escalation, state=Page.State.DUE).exists()
    assert Delivery.objects.get().call == phone.call


def test_told_twice_it_is_one_call(phone: Phone) -> None:
    phone.hang_up()
    phone.hang_up()
    assert Call.objects.count() == Escalation.objects.count() == Delivery.objects.count() == 1


def test_that_a_call_goes_on_says_nothing_about_whether_it_was_missed(phone: Phone) -> None:
    phone.post("/twilio/voice/status", CallStatus="in-progress")
    assert not Call.objects.exists()
