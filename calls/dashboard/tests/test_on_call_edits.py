"""Owners change who is woken, by what, when; a number is proved by a code; no gap and no lost person slips in."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.test import Client

from calls import verification
from tenants.models import (
    AuditEvent,
    ContactMethod,
    OnCallSchedule,
    OnCallStep,
    Person,
    Role,
    Rotation,
    Tenant,
    VerifiedNumber,
)
from tenants.tokens import issue_token

HOME = "/dashboard/on-call"
TONIGHT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
NOOR = {"name": "Noor Haddad", "sms": "(555) 555-0177", "voice": "", "email": ""}


@pytest.fixture
def mike(northstar: Tenant) -> Person:
    return Person.objects.get(tenant=northstar, name="Mike Reyes")


def rows(prefix: str, *given: dict[str, object]) -> dict[str, str]:
    """What a browser sends for a list of small forms."""
    sent = {f"{prefix}-TOTAL_FORMS": str(len(given)), f"{prefix}-INITIAL_FORMS": "0"}
    for place, row in enumerate(given):
        sent |= {f"{prefix}-{place}-{name}": str(value) for name, value in row.items()}
    return sent


def fault_in(client: Client, path: str, sent: dict[str, str]) -> str:
    answer = client.post(path, sent)
    assert answer.status_code == 422
    return " ".join(answer.content.decode().split())


# People


def test_an_owner_adds_somebody_with_his_own_order(alice: Client, northstar: Tenant) -> None:
    ways = rows("way", {"method": "voice", "wait": "2m"}, {"method": "sms", "wait": "0m"}, {"method": ""})
    alice.post(f"{HOME}/people/new", NOOR | {"voice": "+15555550178"} | ways)
    noor = Person.objects.get(tenant=northstar, name="Noor Haddad")
    assert noor.sms == "+15555550177"
    found = [(way.method, way.wait) for way in ContactMethod.objects.filter(person=noor)]
    assert found == [("voice", timedelta(minutes=2)), ("sms", timedelta(0))]
    assert AuditEvent.objects.filter(kind="on_call_edited", target=f"person {noor.pk}").exists()


def test_a_changed_number_is_saved_and_shown_as_not_verified(alice: Client, mike: Person) -> None:
    path = f"{HOME}/people/{mike.pk}"
    sent = {"name": "Mike Reyes", "sms": "+15555550188", "voice": "", "email": ""} | rows("way")
    html = alice.post(path, sent, follow=True).content.decode()
    assert "not verified" in html
    assert "+15555550188" in html


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"sms": "nobody"}, "country code"),
        ({"sms": "+19005550100"}, "never dialled: premium rate"),
        ({"sms": "+881612345678"}, "never dialled: satellite"),
        ({"sms": ""}, "at least one way"),
        ({"name": "Mike Reyes"}, "there already"),
        ({"name": ""}, "required"),
    ],
)
def test_a_person_that_cannot_be_woken_is_refused(
    alice: Client, changes: dict[str, str], fault: str, northstar: Tenant
) -> None:
    assert fault in fault_in(alice, f"{HOME}/people/new", NOOR | changes | rows("way"))
    assert Person.objects.filter(tenant=northstar).count() == 2


def test_who_is_in_the_order_cannot_be_removed_by_the_way(alice: Client, mike: Person) -> None:
    alice.post(f"{HOME}/people/{mike.pk}/remove")
    assert Person.objects.filter(pk=mike.pk).exists()
    OnCallStep.objects.filter(person=mike).delete()
    alice.post(f"{HOME}/people/{mike.pk}/remove")
    assert not Person.objects.filter(pk=mike.pk).exists()


def test_engineers_look_at_people_and_owners_change_them(northstar: Tenant, mike: Person) -> None:
    token = issue_token(northstar, "Bob's", role=Role.ENGINEER)
    bob = Client(headers={"Authorization": f"Bearer {token}"})
    path = f"{HOME}/people/{mike.pk}"
    assert bob.get(path).status_code == 200
    assert bob.post(path, NOOR | rows("way")).status_code == 403
    assert bob.get(f"{HOME}/order").status_code == 403
    mike.refresh_from_db()
    assert mike.name == "Mike Reyes"


def test_a_number_is_proved_on_the_page(alice: Client, mike: Person) -> None:
    VerifiedNumber.objects.all().delete()
    path, sent = f"{HOME}/people/{mike.pk}/code", {"number": "+15555550100"}
    with patch.object(verification, "rest") as twilio:
        alice.post(path, sent | {"method": "sms"})
    found = re.search(r"\b\d{6}\b", twilio.send_sms.call_args.kwargs["body"])
    assert found
    html = alice.post(path, sent | {"code": "000000"}, follow=True).content.decode()
    assert "not the code" in html or found[0] == "000000"
    html = alice.post(path, sent | {"code": found[0]}, follow=True).content.decode()
    assert "+15555550100 is verified" in html
    assert VerifiedNumber.objects.get().verified_by == "Alice's dashboard"


def test_no_code_goes_to_a_number_that_is_nobodys(alice: Client, mike: Person) -> None:
    with patch.object(verification, "rest") as twilio:
        alice.post(f"{HOME}/people/{mike.pk}/code", {"number": "+15555559999", "method": "sms"})
    assert not twilio.mock_calls


# The order


def test_an_owner_puts_another_order_in_force(alice: Client, mike: Person, northstar: Tenant) -> None:
    dana = Person.objects.get(tenant=northstar, name="Dana Cole")
    sent = rows(
        "step",
        {"person": dana.pk, "method": "voice", "wait": "90s"},
        {"person": "", "method": "", "wait": ""},
        {"person": mike.pk, "method": "sms", "wait": ""},
    )
    alice.post(f"{HOME}/order", sent)
    steps = [(step.position, step.person.name, step.wait.seconds) for step in OnCallStep.objects.all()]
    assert steps == [(1, "Dana Cole", 90), (2, "Mike Reyes", 180)]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"person": "", "method": "", "wait": ""}, "Somebody must be on call"),
        ({"person": "dana", "method": "sms", "wait": "3m"}, "cannot be reached so"),
        ({"person": "dana", "method": "", "wait": "3m"}, "Say by what"),
        ({"person": "dana", "method": "voice", "wait": "3"}, "with its unit"),
        ({"person": "dana", "method": "voice", "wait": "9h"}, "between 10s and 4h"),
        ({"person": "stranger", "method": "voice", "wait": "3m"}, "valid choice"),
    ],
)
def test_an_order_that_would_wake_nobody_is_refused(
    alice: Client, northstar: Tenant, southpaw: Tenant, row: dict[str, object], fault: str
) -> None:
    stranger = Person.objects.create(tenant=southpaw, name="Zoe", voice="+15555550299")
    who = {"dana": Person.objects.get(name="Dana Cole").pk, "stranger": stranger.pk, "": ""}
    sent = rows("step", row | {"person": who[str(row["person"])]})
    assert fault in fault_in(alice, f"{HOME}/order", sent)
    assert OnCallStep.objects.filter(tenant=northstar).count() == 2


# Schedules

NIGHTS = {
    "name": "Nights",
    "customer": "",
    "position": "1",
    "catch_all": "",
    "holidays": "US",
    "time_zone": "",
}
WEEK: dict[str, object] = {
    "people": "Mike Reyes\ndana cole\n",
    "name": "week",
    "begins": "2026-11-23",
    "handoff": "09:00",
    "every": "1",
    "unit": "weeks",
    "hours": "",
    "days": "all",
}


@pytest.fixture
def tonight() -> object:
    with time_machine.travel(TONIGHT, tick=False) as frozen:
        yield frozen


@pytest.mark.usefixtures("tonight")
def test_an_owner_makes_a_schedule_and_changes_it(alice: Client, northstar: Tenant) -> None:
    alice.post(f"{HOME}/schedules/new", NIGHTS | rows("turn", WEEK))
    schedule = OnCallSchedule.objects.get(tenant=northstar)
    rotation = Rotation.objects.get()
    assert (rotation.begins, rotation.every, rotation.unit) == (date(2026, 11, 23), 1, "weeks")
    assert [member.person.name for member in rotation.members.all()] == ["Mike Reyes", "Dana Cole"]
    form = alice.get(f"{HOME}/schedules/{schedule.pk}").content.decode()
    assert "Mike Reyes\nDana Cole" in form
    alice.post(f"{HOME}/schedules/{schedule.pk}", NIGHTS | rows("turn", WEEK | {"people": "Dana Cole"}))
    assert [member.person.name for member in Rotation.objects.get().members.all()] == ["Dana Cole"]
    alice.post(f"{HOME}/schedules/{schedule.pk}/remove")
    assert not OnCallSchedule.objects.exists()


@pytest.mark.usefixtures("tonight")
def test_a_gap_is_refused_and_told_unless_somebody_has_it(
    alice: Client, mike: Person, northstar: Tenant
) -> None:
    workdays = rows("turn", WEEK | {"hours": "Mon-Fri"})
    fault = fault_in(alice, f"{HOME}/schedules/new", NIGHTS | workdays)
    assert "Nobody would have Sat 28 Nov 00:00 to Mon 30 Nov 00:00" in fault
    assert not OnCallSchedule.objects.exists()
    alice.post(f"{HOME}/schedules/new", NIGHTS | {"catch_all": str(mike.pk)} | workdays)
    assert OnCallSchedule.objects.get().catch_all == mike


@pytest.mark.usefixtures("tonight")
@pytest.mark.parametrize(
    ("changes", "row", "fault"),
    [
        ({"holidays": "XX"}, {}, "no calendar that we know"),
        ({"time_zone": "Mars/Base"}, {}, "not a time zone"),
        ({}, {"people": "Zoe"}, "Zoe is nobody here. Known: Dana Cole, Mike Reyes"),
        ({}, {"hours": "sometimes"}, "is no day of the week"),
        ({}, {"begins": ""}, "This is needed"),
        ({}, {"every": "0"}, "greater than or equal to 1"),
        ({"name": ""}, {}, "required"),
        ({}, {"people": ""}, "Nobody would have"),
    ],
)
def test_a_schedule_that_cannot_be_read_is_explained(
    alice: Client, northstar: Tenant, changes: dict[str, str], row: dict[str, object], fault: str
) -> None:
    assert fault in fault_in(alice, f"{HOME}/schedules/new", NIGHTS | changes | rows("turn", WEEK | row))
    assert not OnCallSchedule.objects.exists()
