"""Mike's phone at night: what he hears, the key that takes the call, the text that does."""

from __future__ import annotations

import pytest
from django.utils import timezone

from calls.models import Escalation, Page
from calls.tests.conftest import ACME_NUMBER, Phone

MIKE = "+15555550100"


@pytest.fixture
def paged(phone: Phone) -> Page:
    """An outage was called in, and Mike's page has left."""
    phone.dial()
    phone.say("The server is down, everyone is locked out.")
    now = timezone.now()
    Page.objects.filter(step=1).update(state=Page.State.ACCEPTED, sent_at=now, settled_at=now)
    return Page.objects.get(step=1)


@pytest.fixture
def engineer(paged: Page) -> Phone:
    """The leg from us to Mike: our number calls his."""
    return Phone(to=MIKE, sender=ACME_NUMBER, sid="CA" + "2" * 32)


def heard(phone: Phone, path: str, **form: str) -> str:
    answer = phone.post(path, **form)
    assert answer.status_code == 200
    return str(answer.content.decode())


def state_of(page: Page) -> str:
    return Escalation.objects.get(pk=page.escalation_id).state


def test_he_hears_who_and_what_and_a_key(engineer: Phone, paged: Page) -> None:
    words = heard(engineer, f"/twilio/voice/page?page={paged.pk}")
    assert "Acme Corp" in words
    assert "Press 1" in words


def test_key_1_takes_it(engineer: Phone, paged: Page) -> None:
    words = heard(engineer, f"/twilio/voice/page/key?page={paged.pk}", Digits="1")
    assert "Connecting you" in words
    assert state_of(paged) == Escalation.State.ACKNOWLEDGED
    taken = Escalation.objects.get(pk=paged.escalation_id)
    assert (taken.acknowledged_by, taken.acknowledged_how) == ("Mike Reyes", "key pressed on the call")


def test_the_callers_own_line_cannot_press_the_engineers_key(phone: Phone, paged: Page) -> None:
    words = heard(
        phone,
        f"/twilio/voice/page/key?page={paged.pk}",
        Digits="1",
        From=ACME_NUMBER,
        To=MIKE,
    )
    assert "no longer open" in words
    assert state_of(paged) == Escalation.State.OPEN


def test_key_9_passes_it_on(engineer: Phone, paged: Page) -> None:
    heard(engineer, f"/twilio/voice/page/key?page={paged.pk}", Digits="9")
    assert state_of(paged) == Escalation.State.OPEN
    assert Page.objects.get(step=2).due_at <= timezone.now()


def test_another_key_is_asked_again(engineer: Phone, paged: Page) -> None:
    assert "Press 1" in heard(engineer, f"/twilio/voice/page/key?page={paged.pk}", Digits="5")
    assert state_of(paged) == Escalation.State.OPEN


def test_a_call_that_ends_without_a_key_is_not_an_answer(engineer: Phone, paged: Page) -> None:
    """A voicemail box completes calls too."""
    heard(engineer, f"/twilio/voice/page/status?page={paged.pk}", CallStatus="completed", CallDuration="25")
    assert state_of(paged) == Escalation.State.OPEN


@pytest.mark.parametrize("words", ["1", "ok", " ACK. ", "On it!"])
def test_a_text_takes_it(make_phone: type[Phone], paged: Page, words: str) -> None:
    mike = make_phone(sender=MIKE, sid="SM" + "3" * 32)
    assert "yours" in heard(mike, "/twilio/sms", Body=words)
    assert state_of(paged) == Escalation.State.ACKNOWLEDGED


@pytest.mark.parametrize("words", ["who is this", "STOP", "2", ""])
def test_other_words_take_nothing(make_phone: type[Phone], paged: Page, words: str) -> None:
    mike = make_phone(sender=MIKE, sid="SM" + "3" * 32)
    heard(mike, "/twilio/sms", Body=words)
    assert state_of(paged) == Escalation.State.OPEN


def test_a_strangers_text_takes_nothing(make_phone: type[Phone], paged: Page) -> None:
    stranger = make_phone(sender="+15555559999", sid="SM" + "3" * 32)
    heard(stranger, "/twilio/sms", Body="1")
    assert state_of(paged) == Escalation.State.OPEN


def test_the_second_who_answers_is_told_who_was_first(engineer: Phone, paged: Page) -> None:
    heard(engineer, f"/twilio/voice/page/key?page={paged.pk}", Digits="1")
    second = Page.objects.get(step=2)
    late = Phone(to="+15555550101", sender=ACME_NUMBER, sid="CA" + "4" * 32)
    assert "Mike Reyes has it already" in heard(late, f"/twilio/voice/page/key?page={second.pk}", Digits="1")


def test_the_caller_who_is_still_on_the_line_hears_that_somebody_took_it(
    phone: Phone, paged: Page, engineer: Phone
) -> None:
    heard(engineer, f"/twilio/voice/page/key?page={paged.pk}", Digits="1")
    assert "Mike Reyes has your call. Please stay on the line." in phone.stay_silent()
