"""Owners say who hears the alarm and on which days they are closed; what they say is what counts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from calls.escalation.alarms import contacts_of
from tenants.models import AlarmContact, AuditEvent, CallerRule, ClosedDay, Role, Tenant
from tenants.tokens import issue_token

ALARMS, DAYS = "/dashboard/on-call/alarms", "/dashboard/on-call/closed-days"
TONIGHT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)  # still the 20th in Chicago


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("(555) 555-0109", ("sms", "+15555550109")),
        ("Alice@Northstar.example", ("email", "alice@northstar.example")),
    ],
)
def test_who_is_named_hears_the_alarm_until_he_is_removed(
    alice: Client, northstar: Tenant, written: str, kept: tuple[str, str]
) -> None:
    alice.post(ALARMS, {"address": written})
    assert kept in contacts_of(northstar.pk)
    assert kept[1] in alice.get(ALARMS).content.decode()
    alice.post(f"{ALARMS}/{AlarmContact.objects.get().pk}/remove")
    assert kept not in contacts_of(northstar.pk)
    assert AuditEvent.objects.filter(tenant=northstar, target__startswith="alarm contact").count() == 2


@pytest.mark.parametrize("written", ["", "somebody", "alice@", "+19005550123", "+15555550109"])
def test_what_cannot_be_told_or_is_told_already_is_refused(
    alice: Client, northstar: Tenant, written: str
) -> None:
    AlarmContact.objects.create(tenant=northstar, method="sms", address="+15555550109")
    assert alice.post(ALARMS, {"address": written}).status_code == 422
    assert AlarmContact.objects.count() == 1


@time_machine.travel(TONIGHT, tick=False)
def test_a_closed_day_is_added_and_taken_back(alice: Client, northstar: Tenant) -> None:
    alice.post(DAYS, {"day": "2026-12-16", "name": "Company party"})
    day = ClosedDay.objects.get(tenant=northstar)
    assert (day.day, day.name) == (date(2026, 12, 16), "Company party")
    assert "Company party" in alice.get(DAYS).content.decode()
    alice.post(f"{DAYS}/{day.pk}/remove")
    assert not ClosedDay.objects.exists()
    assert AuditEvent.objects.filter(tenant=northstar, target="closed day 2026-12-16").count() == 2


@time_machine.travel(TONIGHT, tick=False)
@pytest.mark.parametrize("day", ["2026-11-19", "2026-12-16", "soon"])
def test_a_day_that_is_over_or_there_already_is_refused(alice: Client, northstar: Tenant, day: str) -> None:
    ClosedDay.objects.create(tenant=northstar, day=date(2026, 12, 16), name="Company party")
    assert alice.post(DAYS, {"day": day, "name": "Move"}).status_code == 422
    assert ClosedDay.objects.count() == 1


@time_machine.travel(TONIGHT, tick=False)
def test_today_is_today_where_the_msp_is(alice: Client, northstar: Tenant) -> None:
    assert alice.post(DAYS, {"day": "2026-11-20", "name": "Flood"}).status_code == 302


@pytest.mark.parametrize("page", [ALARMS, DAYS])
def test_engineers_change_neither(northstar: Tenant, page: str) -> None:
    token = issue_token(northstar, "Bob's", role=Role.ENGINEER)
    bob = Client(headers={"Authorization": f"Bearer {token}"})
    assert bob.post(page, {"address": "+15555550109", "day": "2027-01-01", "name": "x"}).status_code == 403
    assert not AlarmContact.objects.exists()
    assert not ClosedDay.objects.exists()


@pytest.mark.parametrize("page", [ALARMS, DAYS])
def test_another_msps_rows_are_not_there(charlie: Client, northstar: Tenant, page: str) -> None:
    contact = AlarmContact.objects.create(tenant=northstar, method="sms", address="+15555550109")
    day = ClosedDay.objects.create(tenant=northstar, day=date(2030, 1, 1), name="Company party")
    pk = contact.pk if page == ALARMS else day.pk
    assert charlie.post(f"{page}/{pk}/remove").status_code == 404
    assert "Company party" not in charlie.get(page).content.decode()


def test_who_lets_a_muted_caller_wake_people_again_stands_in_the_log(
    alice: Client, northstar: Tenant
) -> None:
    mute = CallerRule.objects.create(
        tenant=northstar,
        kind=CallerRule.Kind.MUTE,
        number="+15125550142",
        until=datetime(2099, 1, 1, tzinfo=UTC),
    )
    alice.post(f"/dashboard/on-call/mutes/{mute.pk}/remove")
    assert not CallerRule.objects.exists()
    told = AuditEvent.objects.get(tenant=northstar, target=f"caller rule {mute.pk}")
    assert told.details == '{"removed": true, "rule_kind": "mute"}'
