"""A night is proven: our books beside Twilio's and ConnectWise's own lists, read over HTTP."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from calls.models import Alarm, Call, Delivery, Page
from calls.reconcile.compare import Kind, Report, reconcile
from calls.reconcile.night import Night
from calls.reconcile.tests.conftest import CALL, MIKE, NUMBER, TEXT, enter_ticket
from integrations.sandbox.models import Fault, PhoneCall, Text, Ticket
from integrations.sandbox.twilio import views
from tenants.models import Tenant

pytestmark = pytest.mark.usefixtures("ticket", "text", "page")
Has = Callable[..., PhoneCall]


def found(report: Report) -> list[tuple[Kind, str]]:
    return [(one.kind, one.sid) for one in report.differences]


def test_a_night_that_both_sides_tell_alike_has_no_difference(
    northstar: Tenant, night: Night, twilio_has: Has
) -> None:
    twilio_has()
    report = reconcile(northstar, night)
    assert found(report) == []
    assert (report.calls, report.tickets, report.pages) == ((1, 1), (1, 1), (1, 1))


def test_a_call_that_never_reached_us_is_named(northstar: Tenant, night: Night, twilio_has: Has) -> None:
    twilio_has()
    twilio_has("CA" + "9" * 32)
    assert found(reconcile(northstar, night)) == [(Kind.CALL_UNKNOWN_HERE, "CA" + "9" * 32)]


def test_a_call_that_twilio_does_not_know_is_named(northstar: Tenant, night: Night) -> None:
    assert found(reconcile(northstar, night)) == [(Kind.CALL_UNKNOWN_THERE, CALL)]


def test_a_ticket_that_is_not_there_is_named_with_the_reason(
    northstar: Tenant, night: Night, twilio_has: Has
) -> None:
    twilio_has()
    Ticket.objects.all().delete()
    Delivery.objects.update(settled_at=None, state="stuck", error="ConnectWise refuses the keys.")
    report = reconcile(northstar, night)
    assert found(report) == [(Kind.TICKET_MISSING, CALL)]
    assert report.differences[0].words == "ConnectWise refuses the keys."


def test_two_tickets_for_one_call_are_named(northstar: Tenant, night: Night, twilio_has: Has) -> None:
    twilio_has()
    enter_ticket(CALL)
    assert found(reconcile(northstar, night)) == [(Kind.TICKET_TWICE, CALL)]


def test_a_ticket_of_a_call_that_nobody_knows_is_named(
    northstar: Tenant, night: Night, twilio_has: Has
) -> None:
    twilio_has()
    enter_ticket("CA" + "8" * 32)
    assert found(reconcile(northstar, night)) == [(Kind.TICKET_WITHOUT_CALL, "CA" + "8" * 32)]


def test_a_page_that_twilio_does_not_know_is_named(northstar: Tenant, night: Night, twilio_has: Has) -> None:
    twilio_has()
    Text.objects.all().delete()
    assert found(reconcile(northstar, night)) == [(Kind.PAGE_UNKNOWN_THERE, TEXT)]


def test_a_text_that_left_without_a_page_of_ours_is_named(
    northstar: Tenant, night: Night, twilio_has: Has
) -> None:
    twilio_has()
    Text.objects.create(sid="SM9", account_sid=Text.objects.get().account_sid, sender=NUMBER, recipient=MIKE)
    assert found(reconcile(northstar, night)) == [(Kind.PAGE_UNKNOWN_HERE, "SM9")]


def test_our_answer_to_a_text_is_no_strange_page(northstar: Tenant, night: Night, twilio_has: Has) -> None:
    twilio_has()
    facts = {"account_sid": Text.objects.get().account_sid, "sender": NUMBER, "recipient": MIKE}
    Text.objects.create(sid="SM9", body="It is yours, thank you.", is_reply=True, **facts)
    assert found(reconcile(northstar, night)) == []


def test_an_alarm_by_text_is_no_strange_page(northstar: Tenant, night: Night, twilio_has: Has) -> None:
    twilio_has()
    Text.objects.create(sid="SM9", account_sid=Text.objects.get().account_sid, sender=NUMBER, recipient=MIKE)
    now = timezone.now()
    Alarm.objects.create(
        tenant=northstar, key="late:1", method="sms", address=MIKE, subject="late", body="late",
        created_at=now, due_at=now, sent_at=now, settled_at=now, provider_id="SM9",
    )  # fmt: skip
    assert found(reconcile(northstar, night)) == []


def test_an_escalation_of_which_nobody_heard_is_named(
    northstar: Tenant, night: Night, twilio_has: Has
) -> None:
    twilio_has()
    Page.objects.update(state="failed", sent_at=None, provider_id="")
    Text.objects.all().delete()
    assert found(reconcile(northstar, night)) == [(Kind.NOBODY_HEARD, CALL)]


def test_another_tenants_calls_on_the_same_account_are_not_ours(
    northstar: Tenant, night: Night, twilio_has: Has
) -> None:
    twilio_has()
    twilio_has("CA" + "7" * 32, recipient="+15555550298")
    assert found(reconcile(northstar, night)) == []


def test_an_erased_caller_is_missed_by_nobody(northstar: Tenant, night: Night) -> None:
    Call.objects.update(erased_at=timezone.now())
    Text.objects.all().delete()
    Ticket.objects.all().delete()
    assert found(reconcile(northstar, night)) == []


def test_a_list_of_several_pages_is_read_to_its_end(
    northstar: Tenant, night: Night, twilio_has: Has, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MAX_PAGE", 2)
    twilio_has()
    for nth in range(4):
        twilio_has(f"CA{nth:032x}")
    assert len(found(reconcile(northstar, night))) == 4


def test_the_command_ends_with_0_when_both_sides_are_equal(
    northstar: Tenant, twilio_has: Has, capsys: pytest.CaptureFixture[str]
) -> None:
    twilio_has()
    call_command("reconcile", tenant="northstar")
    assert "equal on both sides" in capsys.readouterr().out


def test_the_command_ends_with_1_and_names_each_difference(
    northstar: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="1"):
        call_command("reconcile", tenant="northstar")
    assert f"call unknown at Twilio {CALL}" in capsys.readouterr().out


def test_the_command_ends_with_2_when_a_list_cannot_be_read(
    northstar: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    Fault.objects.create(kind=Fault.Kind.TWILIO_DOWN)
    with pytest.raises(SystemExit, match="2"):
        call_command("reconcile", tenant="northstar")
    assert "could not be read" in capsys.readouterr().out


def test_a_date_that_is_none_is_refused_in_words(northstar: Tenant) -> None:
    with pytest.raises(CommandError, match="write it like"):
        call_command("reconcile", night="yesterday")
