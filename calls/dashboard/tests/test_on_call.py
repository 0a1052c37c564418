"""The on-call page: who is awake, who would be woken, gaps in red, somebody takes over, a calendar to subscribe to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from calls.dashboard.weeks import weeks
from tenants.models import (
    AuditEvent,
    CallerRule,
    Customer,
    OnCallSchedule,
    Override,
    Person,
    Rotation,
    RotationMember,
    Tenant,
    VerifiedNumber,
)
from tenants.oncall.coming import coming
from tenants.oncall.feed import feed_key

PAGE = "/dashboard/on-call"
CHICAGO = ZoneInfo("America/Chicago")
TONIGHT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@pytest.fixture
def mike(northstar: Tenant) -> Person:
    return Person.objects.get(tenant=northstar, name="Mike Reyes")


@pytest.fixture
def dana(northstar: Tenant) -> Person:
    return Person.objects.get(tenant=northstar, name="Dana Cole")


@pytest.fixture
def nights(northstar: Tenant, mike: Person, dana: Person) -> OnCallSchedule:
    """Dana and Mike take turns by week; a Saturday afternoon belongs to nobody."""
    schedule = OnCallSchedule.objects.create(tenant=northstar, name="Nights")
    rotation = Rotation.objects.create(
        tenant=northstar,
        schedule=schedule,
        position=1,
        name="week",
        begins=date(2026, 11, 16),
        hours="Mon-Fri, Sat 00:00-12:00, Sat 18:00-24:00, Sun",
    )
    for place, person in enumerate([dana, mike], start=1):
        RotationMember.objects.create(tenant=northstar, rotation=rotation, position=place, person=person)
    return schedule


@pytest.fixture
def tonight() -> object:
    with time_machine.travel(TONIGHT, tick=False) as frozen:
        yield frozen


def told(client: Client, query: str = "") -> str:
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.usefixtures("tonight", "nights")
def test_the_page_says_who_is_awake_and_who_is_next(alice: Client) -> None:
    html = told(alice)
    assert "Tonight it is <strong>Dana Cole</strong>" in html
    assert "then Mike Reyes" in html


@pytest.mark.usefixtures("tonight", "nights")
def test_a_gap_is_told_and_drawn_in_red(alice: Client) -> None:
    html = told(alice)
    assert "<strong>Nobody</strong> by Nights from Sat 21 Nov, 12:00 to Sat 21 Nov, 18:00" in html
    assert "block--gap" in html


@pytest.mark.usefixtures("tonight")
def test_without_a_schedule_the_on_call_order_is_shown(alice: Client) -> None:
    html = told(alice)
    assert "Tonight it is <strong>Mike Reyes</strong>" in html
    assert "No schedule yet" in html


@pytest.mark.usefixtures("tonight", "nights")
def test_it_answers_who_would_be_woken_and_when_step_two_fires(alice: Client, acme: Customer) -> None:
    html = told(alice, f"?at=2026-12-25T02:10&customer={acme.pk}")
    wakes = html[html.index("Pages in their order") :]
    assert wakes.index("02:10:00") < wakes.index("Mike Reyes") < wakes.index("02:13:00") < wakes.index("Dana")
    assert "Friday 25 December 2026, 02:10 CST" in html


@pytest.mark.usefixtures("tonight", "nights")
def test_a_rule_that_names_somebody_comes_first(alice: Client, acme: Customer) -> None:
    trigger = "server down OR can't access email OR everyone locked out"
    query = {"at": "2026-12-02T02:10", "customer": str(acme.pk), "rule": trigger}
    html = alice.get(PAGE, query).content.decode()
    assert "runbook rule" in html


@pytest.mark.usefixtures("nights")
@pytest.mark.parametrize("written", ["tomorrow", "2026-13-45T02:10", "9999-12-31T23:59"])
def test_a_time_that_is_none_is_explained(alice: Client, written: str) -> None:
    assert alice.get(PAGE, {"at": written}).status_code == 200


def test_unverified_numbers_are_shown(alice: Client, northstar: Tenant) -> None:
    assert "not verified" not in told(alice)
    VerifiedNumber.objects.all().delete()
    assert "+15555550100 of Mike Reyes is <strong>not verified</strong>" in told(alice)


# Overrides and swaps


def cover(schedule: OnCallSchedule, person: Person, **more: object) -> dict[str, object]:
    return {
        "schedule": schedule.pk,
        "person": person.pk,
        "starts_at": "2026-11-21T18:00",
        "ends_at": "2026-11-22T09:00",
        **more,
    }


@pytest.mark.usefixtures("tonight")
def test_somebody_takes_over_and_the_page_shows_it(
    alice: Client, nights: OnCallSchedule, mike: Person, northstar: Tenant
) -> None:
    answer = alice.post(PAGE, cover(nights, mike, note="Dana flies"), follow=True)
    assert "The change is in force." in answer.content.decode()
    made = Override.objects.get()
    assert (made.starts_at, made.made_by) == (datetime(2026, 11, 22, tzinfo=UTC), "Alice's dashboard")
    assert "Dana flies" in told(alice)
    assert AuditEvent.objects.filter(kind="on_call_edited", actor="Alice's dashboard").exists()
    [rota] = coming(northstar.pk, TONIGHT, TONIGHT + timedelta(days=3))
    there = rota.at(datetime(2026, 11, 22, 3, tzinfo=UTC))
    assert there is not None
    assert there.name == "Mike Reyes"


@pytest.mark.usefixtures("tonight")
def test_a_swap_is_two_overrides_each_in_the_others_stead(
    alice: Client, nights: OnCallSchedule, mike: Person, dana: Person
) -> None:
    back = {"back_starts_at": "2026-11-24T18:00", "back_ends_at": "2026-11-25T09:00"}
    alice.post(PAGE, cover(nights, mike, instead_of=dana.pk, **back))
    pairs = set(Override.objects.values_list("person__name", "instead_of__name"))
    assert pairs == {("Mike Reyes", "Dana Cole"), ("Dana Cole", "Mike Reyes")}


@pytest.mark.usefixtures("tonight")
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"ends_at": "2026-11-21T17:00"}, "before the beginning"),
        ({"starts_at": "2026-11-01T17:00", "ends_at": "2026-11-02T17:00"}, "over already"),
        ({"back_starts_at": "2026-11-24T18:00", "back_ends_at": "2026-11-25T09:00"}, "with whom"),
        ({"back_starts_at": "2026-11-24T18:00"}, "both times"),
        ({"starts_at": "2027-03-14T02:30", "ends_at": "2027-03-15T02:30"}, "may not exist"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    alice: Client, nights: OnCallSchedule, mike: Person, changes: dict[str, object], fault: str
) -> None:
    answer = alice.post(PAGE, cover(nights, mike, **changes))
    assert answer.status_code == 422
    assert fault in answer.content.decode()
    assert not Override.objects.exists()


@pytest.mark.usefixtures("tonight")
def test_nobody_of_another_msp_can_take_over(alice: Client, nights: OnCallSchedule, southpaw: Tenant) -> None:
    stranger = Person.objects.create(tenant=southpaw, name="Zoe")
    assert alice.post(PAGE, cover(nights, stranger)).status_code == 422


@pytest.mark.usefixtures("tonight")
def test_an_override_is_taken_back_as_long_as_it_is_not_over(
    alice: Client, nights: OnCallSchedule, mike: Person, tonight: object
) -> None:
    alice.post(PAGE, cover(nights, mike))
    alice.post(PAGE, cover(nights, mike))
    first, second = Override.objects.order_by("pk")
    alice.post(f"{PAGE}/overrides/{first.pk}/remove")
    assert list(Override.objects.all()) == [second]
    Override.objects.update(starts_at=TONIGHT - timedelta(days=2), ends_at=TONIGHT - timedelta(days=1))
    assert alice.post(f"{PAGE}/overrides/{second.pk}/remove").status_code == 404


def test_a_muted_caller_is_shown_and_let_through_again(alice: Client, northstar: Tenant) -> None:
    until = timezone.now() + timedelta(hours=2)
    rule = CallerRule.objects.create(
        tenant=northstar, kind="mute", number="+15555550142", until=until, made_by="Mike Reyes"
    )
    assert "+15555550142 wakes nobody until" in told(alice)
    alice.post(f"{PAGE}/mutes/{rule.pk}/remove")
    assert not CallerRule.objects.exists()


# The picture


def test_a_day_of_the_picture_is_as_long_as_it_is(nights: OnCallSchedule, northstar: Tenant) -> None:
    start = datetime(2026, 10, 31, 12, tzinfo=CHICAGO)
    [rota] = coming(northstar.pk, start - timedelta(days=1), start + timedelta(days=16))
    Rotation.objects.update(begins=date(2026, 1, 5))
    [rota] = coming(northstar.pk, start - timedelta(days=1), start + timedelta(days=16))
    bars = weeks(rota, {}, now=start, holidays={}, zone=CHICAGO)
    sunday = bars[1]
    assert sunday.day == date(2026, 11, 1)
    assert [(block.left, block.width) for block in sunday.blocks] == [("0.000%", "100.000%")]
    saturday = bars[0]
    assert [block.hours for block in saturday.blocks] == ["00:00–12:00", "12:00–18:00", "18:00–24:00"]
    assert saturday.blocks[1].colour == "gap"


# The calendar


def events(body: bytes) -> list[tuple[str, datetime, datetime]]:
    feed = Calendar.from_ical(body)
    found = feed.walk("VEVENT")
    return [(str(e["summary"]), e.decoded("dtstart"), e.decoded("dtend")) for e in found]


@pytest.mark.usefixtures("tonight")
def test_a_calendar_subscribes_without_a_login(client: Client, nights: OnCallSchedule) -> None:
    answer = client.get(f"/feeds/on-call/{feed_key(nights)}.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    found = events(answer.content)
    noon, evening = datetime(2026, 11, 21, 18, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC)
    assert ("NOBODY on call: Nights", noon, evening) in found
    assert any(summary == "Mike Reyes on call" for summary, _, _ in found)


def test_a_new_address_ends_the_old_one(alice: Client, client: Client, nights: OnCallSchedule) -> None:
    old = f"/feeds/on-call/{feed_key(nights)}.ics"
    alice.post(f"{PAGE}/schedules/{nights.pk}/feed")
    nights.refresh_from_db()
    assert client.get(old).status_code == 404
    assert client.get(f"/feeds/on-call/{feed_key(nights)}.ics").status_code == 200


@pytest.mark.parametrize("key", ["1.1", "1.1:forged", "nobody", "1.1:"])
def test_a_guessed_address_leads_nowhere(client: Client, nights: OnCallSchedule, key: str) -> None:
    assert client.get(f"/feeds/on-call/{key}.ics").status_code == 404
