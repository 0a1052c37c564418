"""The schedule in the chain: who would be woken, by what, and when; asked beforehand and answered as it will be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from rich.console import Console

from calls.escalation.chain import draw_chain, plan_chain
from calls.escalation.forecast import forecast
from calls.escalation.reach import UNVERIFIED
from calls.escalation.start import start_escalation
from calls.management.commands import oncall
from calls.models import Alarm, Call, Page
from calls.voice.lines import find_line
from tenants.models import (
    ClosedDay,
    ContactMethod,
    Customer,
    OnCallSchedule,
    Override,
    Person,
    Rotation,
    RotationMember,
    Tenant,
    VerifiedNumber,
)
from triage import Action, Decision, EscalationRule

WAKE = Decision(action=Action.ESCALATE, speech="", reason="server down")
CHICAGO = ZoneInfo("America/Chicago")
CHRISTMAS = datetime(2026, 12, 25, 2, 10, tzinfo=CHICAGO)
AN_EVENING = datetime(2026, 12, 16, 22, 0, tzinfo=CHICAGO)


@pytest.fixture
def priya(northstar: Tenant) -> Person:
    return Person.objects.create(tenant=northstar, name="Priya Rao", sms="+15555550102", voice="+15555550102")


@pytest.fixture
def noor(northstar: Tenant) -> Person:
    return Person.objects.create(tenant=northstar, name="Noor Haddad", voice="+15555550103")


def make_schedule(
    tenant: Tenant, *people: Person, name: str = "Nights", rotation: str = "week", **changes: object
) -> OnCallSchedule:
    schedule = OnCallSchedule.objects.create(tenant=tenant, name=name, **changes)
    add_rotation(schedule, *people, name=rotation)
    return schedule


def add_rotation(schedule: OnCallSchedule, *people: Person, name: str, **changes: object) -> Rotation:
    facts = {"begins": date(2026, 1, 5), "position": schedule.rotations.count() + 1} | changes
    row = Rotation.objects.create(tenant=schedule.tenant, schedule=schedule, name=name, **facts)
    for position, person in enumerate(people, start=1):
        RotationMember.objects.create(tenant=row.tenant, rotation=row, position=position, person=person)
    return row


def woken(tenant: Tenant, at: datetime, customer: Customer | None = None) -> list[tuple[str, str]]:
    steps = plan_chain(tenant.pk, WAKE, customer_id=customer.pk if customer else None, at=at)
    return [(step.person_name, step.method) for step in steps]


def test_whoever_is_on_call_comes_before_the_tenants_own_order(northstar: Tenant, priya: Person) -> None:
    make_schedule(northstar, priya)
    assert woken(northstar, AN_EVENING) == [
        ("Priya Rao", "sms"),
        ("Priya Rao", "voice"),
        ("Mike Reyes", "sms"),
        ("Dana Cole", "voice"),
    ]


def test_a_runbooks_rule_comes_before_the_schedule(northstar: Tenant, priya: Person) -> None:
    make_schedule(northstar, priya)
    rule = EscalationRule(trigger="server down", target="Dana Cole", method="voice")
    decision = Decision(action=Action.ESCALATE, speech="", page_target="Dana Cole", rule=rule)
    steps = plan_chain(northstar.pk, decision, at=AN_EVENING)
    assert [step.person_name for step in steps] == ["Dana Cole", "Priya Rao", "Priya Rao", "Mike Reyes"]


def test_a_customers_own_schedule_comes_instead_of_everybodys(
    northstar: Tenant, acme: Customer, priya: Person, noor: Person
) -> None:
    make_schedule(northstar, priya)
    make_schedule(northstar, noor, name="Acme", customer=acme)
    assert woken(northstar, AN_EVENING, acme)[0] == ("Noor Haddad", "voice")
    assert woken(northstar, AN_EVENING)[0] == ("Priya Rao", "sms")


def test_a_gap_in_a_customers_schedule_falls_to_everybodys(
    northstar: Tenant, acme: Customer, priya: Person, noor: Person
) -> None:
    make_schedule(northstar, priya)
    own = make_schedule(northstar, name="Acme", customer=acme)
    add_rotation(own, noor, name="mornings", hours="Mon-Fri 06:00-08:00")
    chain = draw_chain(northstar.pk, WAKE, customer_id=acme.pk, at=AN_EVENING)
    assert chain.steps[0].person_name == "Priya Rao"
    assert chain.notes == ("Acme has nobody at this time",)


def test_the_backup_of_a_schedule_is_woken_after_the_first(
    northstar: Tenant, priya: Person, noor: Person
) -> None:
    make_schedule(northstar, noor, name="Backup", position=2)
    make_schedule(northstar, priya, name="First", position=1)
    assert [name for name, _ in woken(northstar, AN_EVENING)][:3] == ["Priya Rao", "Priya Rao", "Noor Haddad"]


def test_everybody_is_woken_in_the_way_and_order_that_he_wants(northstar: Tenant, priya: Person) -> None:
    make_schedule(northstar, priya)
    for position, (method, minutes) in enumerate([("voice", 4), ("sms", 2)], start=1):
        ContactMethod.objects.create(
            tenant=northstar, person=priya, position=position, method=method, wait=timedelta(minutes=minutes)
        )
    assert woken(northstar, AN_EVENING)[:2] == [("Priya Rao", "voice"), ("Priya Rao", "sms")]
    times = [wake.after for wake in forecast(northstar, None, AN_EVENING).wakes if wake.ring == 1]
    assert times[:3] == [timedelta(0), timedelta(minutes=4), timedelta(minutes=6)]


def test_on_christmas_night_the_holiday_rotation_is_woken(
    northstar: Tenant, priya: Person, noor: Person
) -> None:
    schedule = make_schedule(northstar, name="Nights", holidays="US")
    schedule.rotations.all().delete()
    add_rotation(schedule, noor, name="holidays", days="holidays")
    add_rotation(schedule, priya, name="week")
    assert woken(northstar, CHRISTMAS)[0] == ("Noor Haddad", "voice")
    assert woken(northstar, CHRISTMAS + timedelta(days=1))[0] == ("Priya Rao", "sms")


def test_the_msps_own_days_are_holidays_too(northstar: Tenant, priya: Person, noor: Person) -> None:
    schedule = OnCallSchedule.objects.create(tenant=northstar, name="Nights")
    add_rotation(schedule, noor, name="holidays", days="holidays")
    add_rotation(schedule, priya, name="week")
    ClosedDay.objects.create(tenant=northstar, day=date(2026, 12, 16), name="Company party")
    assert woken(northstar, AN_EVENING)[0] == ("Noor Haddad", "voice")


def test_an_override_is_woken_and_afterwards_the_rotation_again(
    northstar: Tenant, priya: Person, noor: Person
) -> None:
    schedule = make_schedule(northstar, priya)
    Override.objects.create(
        tenant=northstar,
        schedule=schedule,
        person=noor,
        starts_at=AN_EVENING,
        ends_at=AN_EVENING + timedelta(hours=8),
    )
    assert woken(northstar, AN_EVENING)[0] == ("Noor Haddad", "voice")
    assert woken(northstar, AN_EVENING + timedelta(hours=8))[0] == ("Priya Rao", "sms")


def test_a_schedule_keeps_the_clock_of_its_own_zone(northstar: Tenant, priya: Person, noor: Person) -> None:
    schedule = OnCallSchedule.objects.create(tenant=northstar, name="Nepal", time_zone="Asia/Kathmandu")
    add_rotation(schedule, priya, noor, name="day", every=1, unit="days", handoff=time(0))
    midnight = datetime(2026, 6, 1, tzinfo=ZoneInfo("Asia/Kathmandu")).astimezone(UTC)
    before, after = woken(northstar, midnight - timedelta(seconds=1))[0], woken(northstar, midnight)[0]
    assert {before[0], after[0]} == {"Priya Rao", "Noor Haddad"}


def test_a_running_escalation_keeps_its_chain_when_the_schedule_changes(
    northstar: Tenant, priya: Person, make_call: Callable[..., Call]
) -> None:
    schedule = make_schedule(northstar, priya)
    escalation = start_escalation(make_call(northstar), WAKE, now=timezone.now())
    schedule.delete()
    assert escalation.pages.get(step=1).person_name == "Priya Rao"


def test_who_is_on_call_is_rung_first_when_all_else_fails(northstar: Tenant, priya: Person) -> None:
    from asgiref.sync import async_to_sync

    make_schedule(northstar, priya)
    line = async_to_sync(find_line)("+15555550198")
    assert line.ring == ("+15555550102", "+15555550100", "+15555550101")


# Numbers


def test_an_unverified_number_that_is_the_only_way_is_paged_and_flagged(
    northstar: Tenant, make_call: Callable[..., Call]
) -> None:
    VerifiedNumber.objects.all().delete()
    start_escalation(make_call(northstar), WAKE, now=timezone.now())
    escalation = start_escalation(make_call(northstar), WAKE, now=timezone.now())
    assert {page.caution for page in escalation.pages.all()} == {UNVERIFIED}
    told = Alarm.objects.filter(subject="A number is not verified: Mike Reyes")
    assert {alarm.method for alarm in told} == {"email"}
    assert told.count() == 3, "one for each mailbox and our staff, though two escalations"


def test_a_verified_number_comes_instead_of_an_unverified_one_of_the_same_person(northstar: Tenant) -> None:
    VerifiedNumber.objects.all().delete()
    Person.objects.filter(name="Mike Reyes").update(voice="+15555550177")
    VerifiedNumber.objects.create(
        tenant=northstar, number="+15555550177", how="code by phone call", verified_at=timezone.now()
    )
    first = plan_chain(northstar.pk, WAKE)[0]
    assert (first.person_name, first.method, first.address, first.caution) == (
        "Mike Reyes",
        "voice",
        "+15555550177",
        "",
    )


@pytest.mark.parametrize("number", ["+19005550100", "+881612345678", "+882161234567", "+870773123456"])
def test_premium_and_satellite_numbers_are_left_out_and_told(
    northstar: Tenant, number: str, make_call: Callable[..., Call]
) -> None:
    Person.objects.filter(name="Mike Reyes").update(sms=number, voice=number)
    escalation = start_escalation(make_call(northstar), WAKE, now=timezone.now())
    escalation.refresh_from_db()
    assert number not in set(Page.objects.values_list("address", flat=True))
    assert any(number in note for note in escalation.notes)
    assert escalation.pages.filter(person_name="Mike Reyes", method="email").exists()


def test_a_rule_that_names_a_premium_number_falls_to_the_chain(northstar: Tenant) -> None:
    rule = EscalationRule(trigger="server down", target="+1 900 555 0100", method="voice")
    decision = Decision(action=Action.ESCALATE, speech="", page_target=rule.target, rule=rule)
    assert plan_chain(northstar.pk, decision)[0].person_name == "Mike Reyes"


# The command


def asked(*arguments: str) -> str:
    told = StringIO()
    with patch.object(oncall, "console", Console(file=told, width=160)):
        call_command("oncall", *arguments)
    return told.getvalue()


def test_the_command_says_who_by_what_and_when_the_second_step_fires(
    northstar: Tenant, acme: Customer, priya: Person, noor: Person
) -> None:
    schedule = OnCallSchedule.objects.create(tenant=northstar, name="Nights", holidays="US")
    add_rotation(schedule, noor, name="holidays", days="holidays")
    add_rotation(schedule, priya, name="week")
    told = asked("--at", "2026-12-25 02:10", "--customer", "acme corp").splitlines()
    assert "Northstar IT for Acme Corp at Friday 2026-12-25 02:10 CST" in told[0]
    first, again, second, last, last_again, alarm = told[2:8]
    assert "02:10:00" in first
    assert "Noor Haddad" in first
    assert "Nights: holidays" in first
    assert ("02:11:10" in again, "second ring" in again) == (True, True)
    assert ("02:13:00" in second, "Mike Reyes" in second) == (True, True)
    assert "02:16:00" in last
    assert "02:17:10" in last_again
    assert ("02:21:00" in alarm, "alarm" in alarm) == (True, True)


def test_the_command_knows_the_rule_that_fires(northstar: Tenant, acme: Customer, priya: Person) -> None:
    make_schedule(northstar, priya)
    assert "runbook rule" in asked("--customer", "Acme Corp", "--rule", "server down")
    with pytest.raises(CommandError, match="No rule"):
        asked("--customer", "Acme Corp", "--rule", "moon")


@pytest.mark.parametrize("at", ["25th of December", "26:00", "2026-13-01 02:00"])
def test_a_time_that_is_none_is_refused_with_an_example(northstar: Tenant, at: str) -> None:
    with pytest.raises(CommandError, match="write it like"):
        asked("--at", at)
