"""A caller is forgotten: searched for afterwards, nothing of him is found."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import CommandError, call_command
from django.utils import timezone

from calls.dashboard.tests.makers import escalate, say
from calls.models import Call, Delivery, PrivacyJob, Recording, Turn
from calls.privacy.erase import EraseError, number_to_erase
from calls.privacy.jobs import owe, run_job
from calls.privacy.places import HELD
from calls.privacy.tests.conftest import DANA, WORDS, PastCall, Twilio
from integrations.twilio.errors import AccountRefused, Unavailable
from tenants.models import AuditEvent, Customer, KnownNumber, Person, Tenant

pytestmark = pytest.mark.django_db


def erase(tenant: Tenant, number: str = DANA) -> PrivacyJob:
    job = owe(
        tenant.pk,
        PrivacyJob.Kind.ERASURE,
        asked_by="Alice's dashboard",
        now=timezone.now(),
        subject=number,
    )
    run_job(job.pk)
    job.refresh_from_db()
    return job


def everything(tenant: Tenant) -> str:
    """Every row of a tenant as text."""
    rows = [row for model in HELD for row in model._default_manager.filter(tenant=tenant)]
    return str(serializers.serialize("json", rows))


def test_afterwards_nothing_of_the_caller_is_found_anywhere(
    northstar: Tenant, acme: Customer, past_call: PastCall, twilio: Twilio
) -> None:
    sids = [past_call(northstar).sid for _ in range(2)]
    before = everything(northstar)
    assert all(trace in before for trace in (DANA, "5555550142", "Dana Flores", "payroll", *sids))
    erase(northstar)
    after = everything(northstar)
    assert not [trace for trace in (DANA, "5555550142", "Dana Flores", "payroll", *sids) if trace in after]


def test_what_was_done_stays_in_the_count_of_the_night(
    northstar: Tenant, past_call: PastCall, twilio: Twilio
) -> None:
    call = past_call(northstar)
    erase(northstar)
    call.refresh_from_db()
    assert (call.priority, call.disposition, call.escalation.acknowledged_by) == ("P1", "open_paged", "Mike")
    assert call.erased_at


def test_the_receipt_counts_what_went_and_lists_what_only_the_owner_can_erase(
    northstar: Tenant, acme: Customer, past_call: PastCall, twilio: Twilio
) -> None:
    past_call(northstar)
    receipt = erase(northstar)
    assert receipt.settled_at
    assert receipt.subject == "… 0142"
    assert receipt.counts == {
        "calls": 1,
        "turns": 3,
        "escalations": 1,
        "pages": 1,
        "deliveries": 1,
        "recordings": 1,
        "known numbers": 1,
    }
    assert receipt.result == {"tickets": [{"number": "4711", "url": "https://psa.example/4711"}]}


def test_recordings_texts_and_the_call_itself_go_at_twilio_also_what_nobody_told_of(
    northstar: Tenant, past_call: PastCall, twilio: Twilio
) -> None:
    call = past_call(northstar)
    twilio.knows[call.sid] = ["REuntold"]
    erase(northstar)
    rest = call.sid[2:]
    assert set(twilio.removed) == {f"RE{rest}", "REuntold", f"SM{rest}", call.sid}
    assert Recording.objects.get().removed_at


def test_another_caller_and_another_tenant_are_left_alone(
    northstar: Tenant, southpaw: Tenant, past_call: PastCall, twilio: Twilio
) -> None:
    other = past_call(northstar, from_number="+15555550177", summary="P1", caller_name="Kim")
    theirs = past_call(southpaw)
    erase(northstar)
    assert Turn.objects.filter(call__in=[other, theirs], text=WORDS).count() == 2
    assert Call.objects.get(pk=theirs.pk).from_number == DANA


@pytest.mark.parametrize(
    "said",
    [
        "call Dana at 555-555-0142 please",
        "call Dana at (555) 555 0142.",
        "her number is +1 555.555.0142",
        "it is five five five, five five five, oh one four two",
        "5555550142",
    ],
)
def test_the_number_is_taken_out_of_what_others_said(
    northstar: Tenant, past_call: PastCall, twilio: Twilio, said: str
) -> None:
    other = past_call(northstar, from_number="+15555550177", summary="P1")
    say(other, 3, "caller", said)
    say(other, 4, "agent", "Thank you.", reason=f'said "{said}"', action="gather")
    receipt = erase(northstar)
    assert "[number erased]" in Turn.objects.get(call=other, sequence=3).text
    decided = Turn.objects.get(call=other, sequence=4).decision
    assert decided is not None
    assert "[number erased]" in decided["reason"]
    assert receipt.counts["mentions in other calls"] >= 2


@pytest.mark.parametrize("said", ["ticket 15555550142997", "call 555-555-0143", "555 0142"])
def test_another_number_stays(northstar: Tenant, past_call: PastCall, twilio: Twilio, said: str) -> None:
    other = past_call(northstar, from_number="+15555550177", summary="P1")
    say(other, 3, "caller", said)
    erase(northstar)
    assert Turn.objects.get(call=other, sequence=3).text == said


def test_while_twilio_is_away_nothing_of_the_call_is_forgotten_and_it_is_tried_again(
    northstar: Tenant, past_call: PastCall, twilio: Twilio
) -> None:
    call = past_call(northstar)
    twilio.fault = Unavailable("Twilio does not answer.", code=None, permanent=False)
    waiting = erase(northstar)
    assert (waiting.settled_at, waiting.subject) == (None, DANA)
    assert Call.objects.get(pk=call.pk).from_number == DANA
    twilio.fault = None
    PrivacyJob.objects.update(due_at=timezone.now())
    run_job(waiting.pk)
    assert call.sid in twilio.removed
    assert not Call.objects.filter(from_number=DANA).exists()


def test_an_account_that_is_closed_does_not_keep_the_rest_from_being_erased(
    northstar: Tenant, past_call: PastCall, twilio: Twilio
) -> None:
    call = past_call(northstar)
    twilio.fault = AccountRefused("The token is not known here any more.", code=None)
    receipt = erase(northstar)
    assert receipt.settled_at
    assert (
        f"recording RE{call.sid[2:]}: The token is not known here any more."
        in receipt.result["left_at_twilio"]
    )
    assert not Call.objects.filter(from_number=DANA).exists()
    assert Recording.objects.get().removed_at is None


def test_a_caller_who_is_being_helped_is_erased_when_that_is_over(
    northstar: Tenant, past_call: PastCall, twilio: Twilio, make_call: Any
) -> None:
    past_call(northstar)
    live = make_call(northstar, from_number=DANA)
    escalate(live)
    waiting = erase(northstar)
    assert waiting.settled_at is None
    assert "on the line" in waiting.error
    assert Call.objects.get(from_number=DANA) == live
    Call.objects.filter(pk=live.pk).update(ended_at=timezone.now())
    live.escalation.state = "exhausted"
    live.escalation.save()
    PrivacyJob.objects.update(due_at=timezone.now())
    run_job(waiting.pk)
    assert not Call.objects.filter(from_number=DANA).exists()


def test_a_ticket_that_was_not_written_yet_is_never_written(
    northstar: Tenant, past_call: PastCall, twilio: Twilio
) -> None:
    past_call(northstar)
    Delivery.objects.update(state="due", settled_at=None, external_id="", external_url="")
    assert erase(northstar).counts["tickets not written yet"] == 1
    assert not Delivery.objects.exists()


def test_an_engineers_own_phone_goes_on_being_paged_and_the_receipt_says_so(
    northstar: Tenant, past_call: PastCall, twilio: Twilio
) -> None:
    receipt = erase(northstar, "+15555550100")
    assert receipt.result == {"still_on_call": ["Mike Reyes"]}
    assert Person.objects.filter(sms="+15555550100").exists()


def test_a_number_known_to_several_customers_is_known_no_more(
    northstar: Tenant, acme: Customer, twilio: Twilio
) -> None:
    other = Customer.objects.create(tenant=northstar, name="Beta")
    KnownNumber.objects.create(tenant=northstar, customer=other, number=DANA)
    assert erase(northstar).counts == {"known numbers": 2}
    assert not KnownNumber.objects.filter(number=DANA).exists()


def test_the_audit_log_tells_of_it_without_the_number(
    northstar: Tenant, past_call: PastCall, twilio: Twilio
) -> None:
    past_call(northstar)
    receipt = erase(northstar)
    event = AuditEvent.objects.get(kind="erasure")
    assert (event.actor, event.target) == ("Alice's dashboard", "… 0142")
    assert f'"receipt": {receipt.pk}' in event.details


@pytest.mark.parametrize(("written", "why"), [("Dana", "country code"), ("+15555550199", "your own lines")])
def test_what_is_no_callers_number_is_refused(
    northstar: Tenant, acme: Customer, written: str, why: str
) -> None:
    with pytest.raises(EraseError, match=why):
        number_to_erase(northstar.pk, written)


def test_asking_twice_before_it_is_done_owes_it_once(northstar: Tenant) -> None:
    first, second = (
        owe(northstar.pk, PrivacyJob.Kind.ERASURE, asked_by="Alice", now=timezone.now(), subject=DANA)
        for _ in range(2)
    )
    assert first == second


def test_the_command_erases_and_says_what_is_left_to_do(
    northstar: Tenant, past_call: PastCall, twilio: Twilio, capsys: pytest.CaptureFixture[str]
) -> None:
    past_call(northstar)
    call_command("erase", "(555) 555-0142", tenant="northstar", dry_run=True)
    assert "1 calls from +15555550142" in capsys.readouterr().out
    call_command("erase", "(555) 555-0142", tenant="northstar")
    told = capsys.readouterr().out
    assert "erase ticket #4711 yourself: https://psa.example/4711" in told
    assert not Call.objects.filter(from_number=DANA).exists()


def test_the_command_knows_no_such_tenant(northstar: Tenant) -> None:
    with pytest.raises(CommandError, match="northstar"):
        call_command("erase", DANA, tenant="nobody")


def test_models_of_the_list_exist() -> None:
    assert set(HELD) <= set(apps.get_models())
