"""The auditor: what is late is repaired, what stays late is told aloud, and silence outside means trouble."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
import responses
from django.core import mail
from django.db import OperationalError
from django.utils import timezone
from pytest_django import Settings as SettingsWrapper

from calls.auditor import auditor as auditing
from calls.auditor.auditor import Auditor
from calls.auditor.late import ALARM_AFTER, look
from calls.auditor.outside import Outside
from calls.escalation.acknowledge import acknowledge
from calls.escalation.alarms import send_alarm
from calls.escalation.start import start_escalation
from calls.models import Alarm, Call, Escalation, Page, Pulse
from tenants.models import Tenant
from triage import Action, Decision

WAKE = Decision(action=Action.ESCALATE, speech="", reason="server down")
HOOK = "https://pager.example/alarms"
SWITCH = "https://switch.example/ping/1"


@pytest.fixture(autouse=True)
def _outside(settings: SettingsWrapper) -> None:
    settings.ALARM_WEBHOOK_URL, settings.DEADMAN_URL = HOOK, SWITCH
    settings.STAFF_ALARM_CONTACTS = ["night-staff@nightdesk.example"]


@pytest.fixture
def pager() -> Iterator[responses.RequestsMock]:
    """The outside: a webhook that takes alarms and a dead man's switch."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as outside:
        outside.post(HOOK, body="ok")
        outside.post(SWITCH, body="ok")
        yield outside


def told(pager: responses.RequestsMock) -> list[str]:
    bodies = [call.request.body for call in pager.calls if call.request.url == HOOK]
    return [json.loads(body or b"{}")["key"] for body in bodies]


def pinged(pager: responses.RequestsMock) -> int:
    return sum(call.request.url == SWITCH for call in pager.calls)


@pytest.fixture
def escalation(northstar: Tenant, make_call: Callable[..., Call]) -> Escalation:
    """An escalation whose first page ought to have left 52 seconds ago."""
    begun = timezone.now() - ALARM_AFTER - timedelta(seconds=2)
    return start_escalation(make_call(northstar, summary="Acme: server down."), WAKE, now=begun)


@pytest.fixture
def auditor(northstar: Tenant) -> Auditor:
    """An auditor whose hands do nothing, so that what it sees stays as it is; the watchdog lives."""
    Pulse.beat(Pulse.Name.WATCHDOG, timezone.now())
    one = Auditor()
    one._see = lambda now: one._look_and_act(now)  # type: ignore[method-assign]  # in the test's own transaction
    for hands in (one._pages, one._alarms):
        hands.reach = lambda now, *, grace: 0  # type: ignore[method-assign]
    return one


def test_an_escalation_that_nobody_was_paged_for_is_told_aloud_within_the_minute(
    escalation: Escalation, auditor: Auditor, pager: responses.RequestsMock
) -> None:
    auditor.round(timezone.now())
    assert set(Alarm.objects.values_list("key", "method")) == {
        (f"late:{escalation.pk}", "webhook"),
        (f"late:{escalation.pk}", "email"),
    }
    send_alarm(Alarm.objects.get(method="webhook").pk)
    assert told(pager) == [f"late:{escalation.pk}"]


def test_an_alarm_is_raised_once_however_often_one_looks(
    escalation: Escalation, auditor: Auditor, pager: responses.RequestsMock
) -> None:
    auditor.round(timezone.now())
    auditor.round(timezone.now())
    auditor._alarmed.clear()  # as after a restart
    auditor.round(timezone.now())
    assert Alarm.objects.filter(method="webhook").count() == 1


def test_an_escalation_whose_page_was_accepted_is_no_alarm(
    escalation: Escalation, auditor: Auditor, pager: responses.RequestsMock
) -> None:
    now = timezone.now()
    escalation.pages.filter(step=1).update(state=Page.State.ACCEPTED, sent_at=now, settled_at=now)
    auditor.round(now)
    assert not Alarm.objects.exists()
    assert pinged(pager) == 1


def test_an_escalation_that_somebody_took_is_no_alarm(
    escalation: Escalation, auditor: Auditor, pager: responses.RequestsMock
) -> None:
    acknowledge(escalation.pages.get(step=1), how="key", now=timezone.now())
    auditor.round(timezone.now())
    assert not Alarm.objects.exists()


def test_a_chain_that_goes_on_after_somebody_had_taken_it_is_looked_at_anew(
    escalation: Escalation, auditor: Auditor, pager: responses.RequestsMock
) -> None:
    for state, alarms in (("acknowledged", 0), ("open", 1)):
        since = timezone.now() if state == "acknowledged" else None
        Escalation.objects.update(state=state, acknowledged_at=since, acknowledged_by="Mike" if since else "")
        auditor.round(timezone.now())
        assert Alarm.objects.filter(method="webhook").count() == alarms


def test_a_second_step_that_does_not_leave_is_an_alarm_too(
    escalation: Escalation, auditor: Auditor, pager: responses.RequestsMock
) -> None:
    now = timezone.now()
    escalation.pages.filter(step=1).update(state=Page.State.ACCEPTED, sent_at=now, settled_at=now)
    escalation.pages.filter(step=2).update(due_at=now - ALARM_AFTER - timedelta(seconds=1))
    auditor.round(now)
    assert Alarm.objects.filter(key=f"late:{escalation.pk}").exists()


def test_the_webhooks_address_is_nowhere_that_a_tenant_reads(
    escalation: Escalation, auditor: Auditor, pager: responses.RequestsMock
) -> None:
    auditor.round(timezone.now())
    assert not Alarm.objects.filter(address__contains="pager.example").exists()


@pytest.mark.django_db(transaction=True)
def test_a_late_page_is_sent_by_the_auditor_itself(northstar: Tenant, make_call: Callable[..., Call]) -> None:
    start_escalation(make_call(northstar), WAKE, now=timezone.now() - auditing.REPAIR_AFTER)
    sent = threading.Event()
    with patch.object(auditing, "send_page", lambda pk: sent.set()):
        one = Auditor()
    try:
        one.round(timezone.now())
        assert sent.wait(10)
    finally:
        one._pages.rest()
        one._alarms.rest()
        one._eye.shutdown()


# The dead man's switch


def test_while_all_is_well_the_switch_hears_of_us_twice_a_minute(
    auditor: Auditor, pager: responses.RequestsMock
) -> None:
    for _ in range(3):
        auditor.round(timezone.now())
    assert pinged(pager) == 1


def test_a_late_escalation_silences_us_outside(
    escalation: Escalation, auditor: Auditor, pager: responses.RequestsMock
) -> None:
    auditor.round(timezone.now())
    assert pinged(pager) == 0


def test_an_alarm_that_cannot_be_told_silences_us_outside(
    northstar: Tenant, auditor: Auditor, pager: responses.RequestsMock
) -> None:
    long_ago = timezone.now() - timedelta(minutes=4)
    Alarm.objects.create(
        tenant=northstar, key="k", method="email", address="a@b.example", created_at=long_ago, due_at=long_ago
    )
    auditor.round(timezone.now())
    assert pinged(pager) == 0


def test_a_silent_watchdog_is_told_once_and_its_chores_are_done(
    auditor: Auditor, pager: responses.RequestsMock
) -> None:
    Pulse.beat(Pulse.Name.WATCHDOG, timezone.now() - timedelta(seconds=30))
    done = list[str]()
    with patch.object(auditing, "chores", lambda: (lambda now: done.append("chore"),)):
        auditor.round(timezone.now())
        auditor.round(timezone.now())
    assert told(pager) == ["watchdog"]
    assert [sent.subject for sent in mail.outbox] == ["[NightDesk] The watchdog is silent for 30 s"]
    assert done == ["chore", "chore"]
    assert pinged(pager) == 0


def test_a_database_that_does_not_answer_is_told_without_it(
    auditor: Auditor, pager: responses.RequestsMock
) -> None:
    auditor._see = lambda now: None  # type: ignore[method-assign]
    auditor.round(timezone.now())
    assert told(pager) == []
    auditor.round(timezone.now() + auditing.DATABASE_SILENT)
    assert told(pager) == ["database"]
    assert mail.outbox[0].to == ["night-staff@nightdesk.example"]


@pytest.mark.parametrize("fault", [OperationalError("gone"), TimeoutError()])
def test_an_audit_that_fails_or_takes_too_long_is_a_silent_database(fault: Exception) -> None:
    with patch.object(auditing, "look", side_effect=fault):
        one = Auditor()
        assert one._see(timezone.now()) is None
        one._eye.shutdown()


def test_an_outside_that_nobody_reached_is_tried_again() -> None:
    with responses.RequestsMock() as pager, patch.object(mail, "outbox", []):
        pager.post(HOOK, status=500)
        outside = Outside()
        with patch("calls.auditor.outside.settings.STAFF_ALARM_CONTACTS", []):
            assert not outside.tell("k", subject="s", body="b")
            pager.upsert("POST", HOOK, status=200)
            assert outside.tell("k", subject="s", body="b")
            assert len(pager.calls) == 2


def test_the_audit_has_a_limit_in_the_database_itself(northstar: Tenant) -> None:
    from django.db import connection

    with (
        patch("calls.auditor.late._owed", lambda now: _sleep()),
        pytest.raises(OperationalError, match="statement timeout"),
        patch("calls.auditor.late.LOOK_SECONDS", "0.1"),
        connection.cursor(),
    ):
        look(timezone.now())


def _sleep() -> Iterator[object]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")
    yield None
