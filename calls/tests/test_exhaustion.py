"""The end of a chain is never silence: alarms are owed, kept until they left, and the pages say the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from calls.dashboard import words
from calls.escalation import alarms
from calls.escalation.acknowledge import acknowledge
from calls.escalation.alarms import raise_alarm, send_alarm
from calls.escalation.exhaustion import note_exhausted
from calls.escalation.start import start_escalation
from calls.models import Alarm, Call, Escalation, Page
from calls.tests.test_pages import Carrier, lasting, passing
from tenants.models import AlarmContact, Person, Tenant
from triage import Action, Decision

WAKE = Decision(action=Action.ESCALATE, speech="", reason="server down")


@pytest.fixture(autouse=True)
def _staff(settings: Settings) -> None:
    settings.STAFF_ALARM_CONTACTS = ["night-staff@nightdesk.example"]
    settings.ALARM_WEBHOOK_URL = ""


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    taker = Carrier()
    with patch.object(alarms, "rest", taker):
        yield taker


@pytest.fixture
def alice_listens(northstar: Tenant) -> None:
    AlarmContact.objects.create(tenant=northstar, method="sms", address="+15555550109")
    AlarmContact.objects.create(tenant=northstar, method="email", address="alice@northstar.example")


@pytest.fixture
def escalation(northstar: Tenant, make_call: Callable[..., Call]) -> Escalation:
    call = make_call(northstar, summary="Acme: server down.", priority="P1")
    return start_escalation(call, WAKE, now=timezone.now())


def nobody_picks_up(escalation: Escalation, ago: timedelta = timedelta(minutes=20)) -> None:
    then = timezone.now() - ago
    escalation.pages.update(state=Page.State.ACCEPTED, sent_at=then, settled_at=then)


def every_page_fails(escalation: Escalation) -> None:
    now = timezone.now()
    escalation.pages.update(state=Page.State.FAILED, failed_at=now, settled_at=now, error="No such number.")


@pytest.mark.parametrize(("ago", "ended"), [(20, 0), (40, 1)])
def test_a_second_ring_after_the_persons_time_is_waited_for_as_long_as_a_phone_rings(
    escalation: Escalation, ago: int, ended: int
) -> None:
    nobody_picks_up(escalation)
    last = escalation.pages.order_by("step").last()
    assert last is not None
    then = timezone.now() - timedelta(seconds=ago)
    Page.objects.filter(pk=last.pk).update(ring=2, wait=timedelta(0), sent_at=then)
    assert note_exhausted(now=timezone.now()) == ended


def test_when_nobody_answers_the_owner_and_staff_are_owed_an_alarm(
    escalation: Escalation, alice_listens: None
) -> None:
    nobody_picks_up(escalation)
    assert note_exhausted(now=timezone.now()) == 1
    escalation.refresh_from_db()
    assert escalation.state == Escalation.State.EXHAUSTED
    assert escalation.exhausted_at
    assert set(Alarm.objects.values_list("address", flat=True)) == {
        "+15555550109",
        "alice@northstar.example",
        "night-staff@nightdesk.example",
    }


def test_an_alarm_says_whom_to_call_back_and_who_was_tried(
    escalation: Escalation, alice_listens: None
) -> None:
    nobody_picks_up(escalation)
    note_exhausted(now=timezone.now())
    alarm = Alarm.objects.get(method="sms")
    assert "P1" in alarm.subject
    assert "Call back +15555550142 now." in alarm.body
    assert "Mike Reyes by text message" in alarm.body
    assert str(escalation.call_id) in alarm.body


def test_when_every_page_failed_the_alarm_does_not_wait(escalation: Escalation) -> None:
    every_page_fails(escalation)
    assert note_exhausted(now=timezone.now()) == 1
    assert "No such number." in Alarm.objects.latest("pk").body


def test_the_last_person_keeps_his_time(escalation: Escalation) -> None:
    nobody_picks_up(escalation, ago=timedelta(minutes=4))  # Dana's wait is five minutes
    assert note_exhausted(now=timezone.now()) == 0
    assert note_exhausted(now=timezone.now() + timedelta(minutes=2)) == 1


def test_a_chain_with_pages_still_owed_is_not_at_its_end(escalation: Escalation) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    escalation.pages.filter(step=1).update(state=Page.State.ACCEPTED, sent_at=long_ago, settled_at=long_ago)
    assert note_exhausted(now=timezone.now()) == 0


def test_an_alarm_is_raised_once(escalation: Escalation) -> None:
    nobody_picks_up(escalation)
    note_exhausted(now=timezone.now())
    assert note_exhausted(now=timezone.now()) == 0
    assert Alarm.objects.filter(address="night-staff@nightdesk.example").count() == 1


def test_a_chain_of_nobody_raises_the_alarm_when_it_starts(
    southpaw: Tenant, make_call: Callable[..., Call]
) -> None:
    escalation = start_escalation(make_call(southpaw), WAKE, now=timezone.now())
    escalation.refresh_from_db()
    assert escalation.state == Escalation.State.EXHAUSTED
    assert "Nobody to wake" in Alarm.objects.get().subject


def test_without_alarm_contacts_everybody_with_a_mailbox_hears_it(escalation: Escalation) -> None:
    nobody_picks_up(escalation)
    note_exhausted(now=timezone.now())
    assert {"mike@northstar.example", "dana@northstar.example"} < set(
        Alarm.objects.values_list("address", flat=True)
    )


def test_an_answer_after_the_end_still_counts(escalation: Escalation) -> None:
    nobody_picks_up(escalation)
    note_exhausted(now=timezone.now())
    assert acknowledge(escalation.pages.get(step=1), how="text message", now=timezone.now())


def test_alarms_leave_by_text_and_by_mail(
    escalation: Escalation, alice_listens: None, carrier: Carrier
) -> None:
    nobody_picks_up(escalation)
    note_exhausted(now=timezone.now())
    for alarm in Alarm.objects.all():
        send_alarm(alarm.pk)
    assert carrier.sent == ["+15555550109"]
    assert {message.to[0] for message in mail.outbox} == {
        "alice@northstar.example",
        "night-staff@nightdesk.example",
    }
    assert not Alarm.objects.filter(settled_at=None).exists()


@pytest.mark.parametrize("fault", [passing, lasting])
def test_an_alarm_that_does_not_leave_stays_owed(
    escalation: Escalation, alice_listens: None, carrier: Carrier, fault: Callable[[], Exception]
) -> None:
    carrier.faults = [fault()]  # type: ignore[list-item]
    nobody_picks_up(escalation)
    note_exhausted(now=timezone.now())
    alarm = Alarm.objects.get(method="sms")
    send_alarm(alarm.pk)
    alarm.refresh_from_db()
    assert alarm.settled_at is None
    assert alarm.error
    Alarm.objects.update(due_at=timezone.now())
    send_alarm(alarm.pk)
    assert carrier.sent == ["+15555550109"]


def test_a_storm_of_alarms_is_told_together(northstar: Tenant, alice_listens: None, carrier: Carrier) -> None:
    now = timezone.now()
    for number in range(20):
        raise_alarm(northstar.pk, key=f"test:{number}", subject=f"Call {number}", body="…", now=now)
    later = now - timedelta(seconds=1)
    first, *rest = Alarm.objects.filter(method="sms").order_by("due_at")
    assert first.due_at <= now < rest[0].due_at
    send_alarm(first.pk)
    Alarm.objects.filter(settled_at=None).update(due_at=later)
    send_alarm(rest[0].pk)
    assert len(carrier.sent) == 2
    assert not Alarm.objects.filter(method="sms", settled_at=None).exists()


def test_the_dashboard_does_not_promise_what_failed(escalation: Escalation) -> None:
    escalation.call.disposition = "open_paged"
    every_page_fails(escalation)
    assert words.outcome(escalation.call).text == "Could not page Mike Reyes, Dana Cole"
    note_exhausted(now=timezone.now())
    escalation.refresh_from_db()
    assert words.outcome(escalation.call).text == "Nobody answered: Mike Reyes, Dana Cole"
    told = words.page_state(escalation.call)
    assert told is not None
    assert told.text == "every page failed"


def test_another_tenants_owner_hears_nothing(escalation: Escalation, southpaw: Tenant) -> None:
    AlarmContact.objects.create(tenant=southpaw, method="email", address="charlie@southpaw.example")
    Person.objects.create(tenant=southpaw, name="Charlie Moss", email="charlie@southpaw.example")
    nobody_picks_up(escalation)
    note_exhausted(now=timezone.now())
    assert not Alarm.objects.filter(address="charlie@southpaw.example").exists()
