"""What engineers text back half asleep, twice, too late or to the wrong call; and callbacks that nobody should believe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from calls.escalation.codes import CODE_LIVES, Answer, Verb, code_of, read_answer
from calls.models import Alarm, Call, Delivery, Escalation, EscalationEvent, Page
from calls.tests.conftest import ACME_NUMBER, Phone
from integrations.twilio.signature import sign

MIKE, COLE = "+15555550100", "+15555550101"
OUTAGE = "The server is down, everyone is locked out."


def send(person: str, call: Call) -> Page:
    """The first page of somebody, as if his text had left."""
    now = timezone.now()
    page = Page.objects.filter(escalation__call=call, person_name=person).order_by("step")[0]
    Page.objects.filter(pk=page.pk).update(method="sms", state="accepted", sent_at=now, settled_at=now)
    code_of(page, now=now)
    return Page.objects.select_related("escalation").get(pk=page.pk)


@pytest.fixture
def outage(make_phone: Callable[..., Phone]) -> Callable[[int], Page]:
    """Call in the n-th outage, and text Mike about it."""

    def call_in(number: int) -> Page:
        phone = make_phone(sid=f"CA{number:032d}")
        phone.dial()
        phone.say(OUTAGE)
        return send("Mike Reyes", phone.call)

    return call_in


def text(words: str, sid: str = "SM1", sender: str = MIKE, **form: str) -> str:
    phone = Phone(sender=sender, to=ACME_NUMBER)
    answer = phone.post("/twilio/sms", Body=words, MessageSid=sid, CallSid="", **form)
    assert answer.status_code == 200
    return str(answer.content.decode())


def states() -> list[str]:
    return list(Escalation.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("1a", Answer(Verb.TAKE, 1)),
        ("1 A", Answer(Verb.TAKE, 1)),
        ("ack 1", Answer(Verb.TAKE, 1)),
        ("ACK #12!", Answer(Verb.TAKE, 12)),
        ("1", Answer(Verb.TAKE, 1)),
        ("ok", Answer(Verb.TAKE)),
        ("👍", Answer(Verb.TAKE)),
        ("2p", Answer(Verb.PASS, 2)),
        ("pass 2", Answer(Verb.PASS, 2)),
        ("Not me.", Answer(Verb.PASS)),
        ("STOP", Answer(Verb.STOP)),
        ("help", Answer(Verb.TWILIOS)),
        ("who is this", Answer(Verb.UNCLEAR)),
        ("1 apple", Answer(Verb.UNCLEAR)),
        ("", Answer(Verb.UNCLEAR)),
    ],
)
def test_a_text_is_read_as_it_is_meant(words: str, answer: Answer) -> None:
    assert read_answer(words) == answer


@given(st.text(max_size=80))
def test_any_text_is_read_as_something(words: str) -> None:
    assert read_answer(words).verb in Verb


def test_each_call_has_its_own_code_on_one_phone(outage: Callable[[int], Page]) -> None:
    assert [outage(number).code for number in (1, 2, 3)] == [1, 2, 3]


def test_a_code_is_given_again_after_a_day(outage: Callable[[int], Page]) -> None:
    outage(1)
    Escalation.objects.update(started_at=timezone.now() - CODE_LIVES - timedelta(hours=1))
    assert outage(2).code == 1


def test_the_code_takes_its_call_and_no_other(outage: Callable[[int], Page]) -> None:
    outage(1), outage(2)
    assert "It is yours" in text("2a")
    assert states() == ["open", "acknowledged"]


def test_without_a_code_two_open_calls_are_asked_back(outage: Callable[[int], Page]) -> None:
    outage(1), outage(2)
    assert "Which call? Reply 1a for Acme Corp" in text("ok")
    assert states() == ["open", "open"]


def test_a_wrong_code_takes_nothing_and_is_told_the_right_one(outage: Callable[[int], Page]) -> None:
    outage(1)
    assert "No call has the code 7a. Reply 1a" in text("7a")
    assert states() == ["open"]
    assert EscalationEvent.objects.filter(kind="wrong_code", detail="7").exists()


def test_a_text_that_comes_twice_is_one_answer(outage: Callable[[int], Page]) -> None:
    outage(1)
    assert "It is yours" in text("1a", "SM1")
    assert "It is yours since" in text("1a", "SM1")
    assert EscalationEvent.objects.filter(kind="taken").count() == 1


def test_a_late_answer_is_told_who_has_it(outage: Callable[[int], Page]) -> None:
    page = outage(1)
    send("Dana Cole", page.escalation.call)
    text("1a")
    assert "Mike Reyes has had it since" in text("1a", "SM2", sender=COLE)
    assert Escalation.objects.get().acknowledged_by == "Mike Reyes"


def test_pass_by_text_wakes_the_next_person(outage: Callable[[int], Page]) -> None:
    outage(1)
    assert "Passed on" in text("1p")
    following = Page.objects.filter(state="due").order_by("due_at")[0]
    assert (following.person_name, following.due_at <= timezone.now()) == ("Dana Cole", True)


def test_stop_wakes_the_next_person_and_tells_those_in_charge(outage: Callable[[int], Page]) -> None:
    """Twilio answers STOP itself; a text of ours would not arrive."""
    outage(1)
    assert "<Message>" not in text("STOP", OptOutType="STOP")
    assert states() == ["open"]
    assert Page.objects.filter(state="due").order_by("due_at")[0].due_at <= timezone.now()
    assert Alarm.objects.filter(subject__contains="has stopped our texts").exists()


def test_an_answer_after_the_end_of_the_chain_still_counts(outage: Callable[[int], Page]) -> None:
    outage(1)
    Escalation.objects.update(state="exhausted", exhausted_at=timezone.now())
    assert "It is yours" in text("1a")


def test_the_ticket_learns_who_took_it_after_the_call(
    outage: Callable[[int], Page], make_phone: Callable[..., Phone]
) -> None:
    outage(1)
    make_phone(sid=f"CA{1:032d}").hang_up()
    Delivery.objects.update(settled_at=timezone.now(), state="done")
    text("1a")
    assert Delivery.objects.filter(settled_at=None).exists()


def test_a_forged_key_is_refused(outage: Callable[[int], Page]) -> None:
    page = outage(1)
    mike = Phone(to=MIKE, sender=ACME_NUMBER, sid="CA" + "9" * 32)
    answer = mike.post(f"/twilio/voice/page/key?page={page.pk}", token="not the token", Digits="1")
    assert answer.status_code == 403
    assert states() == ["open"]


def test_a_signature_for_one_page_opens_no_other(outage: Callable[[int], Page]) -> None:
    """The address is signed, too."""
    first, second = outage(1), outage(2)
    mike = Phone(to=MIKE, sender=ACME_NUMBER, sid="CA" + "9" * 32)
    form = {
        "CallSid": mike.sid,
        "AccountSid": "AC" + "0" * 32,
        "From": mike.sender,
        "To": mike.to,
        "Digits": "1",
    }
    signature = sign(
        f"{settings.PUBLIC_URL}/twilio/voice/page/key?page={first.pk}", form, settings.TWILIO_AUTH_TOKEN
    )
    answer = mike.client.post(
        f"/twilio/voice/page/key?page={second.pk}", form, headers={"X-Twilio-Signature": signature}
    )
    assert answer.status_code == 403
    assert states() == ["open", "open"]


def test_a_key_that_is_replayed_after_it_was_passed_on_takes_nothing(outage: Callable[[int], Page]) -> None:
    page = outage(1)
    mike = Phone(to=MIKE, sender=ACME_NUMBER, sid="CA" + "9" * 32)
    key = f"/twilio/voice/page/key?page={page.pk}"
    mike.post(key, Digits="9")
    mike.post(key, Digits="1")
    assert states() == ["open"]


def test_a_lines_end_that_is_told_late_takes_nothing_back(outage: Callable[[int], Page]) -> None:
    page = outage(1)
    mike = Phone(to=MIKE, sender=ACME_NUMBER, sid="CA" + "9" * 32)
    mike.post(f"/twilio/voice/page/key?page={page.pk}", Digits="1")
    for status in ("completed", "in-progress", "no-answer", "completed"):
        mike.post(f"/twilio/voice/page/status?page={page.pk}", CallStatus=status)
    assert Escalation.objects.get().acknowledged_by == "Mike Reyes"
    assert Page.objects.get(pk=page.pk).state == "acknowledged"
