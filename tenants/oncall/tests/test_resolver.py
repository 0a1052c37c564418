"""Who is on call: a turn for everybody, handed over when the clock on the wall says so, on every day of the year."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.oncall.clock import moment
from tenants.oncall.plan import Days, Override, Plan, Rotation, Unit, Window
from tenants.oncall.resolver import gaps, spans, who

MIKE, DANA, PRIYA = 1, 2, 3
CHICAGO = ZoneInfo("America/Chicago")
# Both hemispheres, half-hour and quarter-hour offsets, a half-hour summer, clocks that change at midnight.
ZONES = [
    "America/Chicago",
    "America/St_Johns",
    "America/Havana",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Asia/Beirut",
    "Pacific/Chatham",
    "Europe/Dublin",
    "Africa/Casablanca",
    "UTC",
]


def weekly(*people: int, begins: date = date(2026, 1, 5), **changes: object) -> Rotation:
    return Rotation(name="week", people=people, begins=begins, **changes)  # type: ignore[arg-type]


def plan(*rotations: Rotation, zone: str = "America/Chicago", **changes: object) -> Plan:
    return Plan(zone=ZoneInfo(zone), rotations=rotations, **changes)  # type: ignore[arg-type]


def at(text: str, zone: str = "America/Chicago") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("moment_asked", "person"),
    [
        ("2026-01-05T09:00", MIKE),
        ("2026-01-12T08:59:59", MIKE),
        ("2026-01-12T09:00", DANA),
        ("2026-01-19T09:00", MIKE),
        ("2026-03-09T09:00", DANA),  # the Monday after the clocks went forward
        ("2026-03-09T08:59", MIKE),
        ("2026-11-02T08:59", MIKE),  # the Monday after they went back
        ("2026-11-02T09:00", DANA),
    ],
)
def test_a_week_is_handed_over_on_monday_at_nine_the_year_round(moment_asked: str, person: int) -> None:
    assert who(plan(weekly(MIKE, DANA)), at(moment_asked)).person == person


def test_before_the_first_turn_nobody_has_it() -> None:
    assert who(plan(weekly(MIKE)), at("2026-01-05T08:59")).person is None


def test_a_rotation_may_end() -> None:
    ending = plan(weekly(MIKE, until=date(2026, 2, 2)))
    assert who(ending, at("2026-02-02T08:59")).person == MIKE
    assert who(ending, at("2026-02-02T09:00")).person is None


@pytest.mark.parametrize(
    ("every", "unit", "asked", "person"),
    [
        (12, Unit.HOURS, "2026-01-05T21:00", DANA),
        (1, Unit.DAYS, "2026-01-06T09:00", DANA),
        (3, Unit.DAYS, "2026-01-08T08:59", MIKE),
        (3, Unit.DAYS, "2026-01-08T09:00", DANA),
        (2, Unit.WEEKS, "2026-01-18T09:00", MIKE),
        (2, Unit.WEEKS, "2026-01-19T09:00", DANA),
    ],
)
def test_a_turn_may_be_of_any_length(every: int, unit: Unit, asked: str, person: int) -> None:
    assert who(plan(weekly(MIKE, DANA, every=every, unit=unit)), at(asked)).person == person


def test_hours_are_counted_through_the_change_of_the_clocks() -> None:
    shifts = plan(weekly(MIKE, DANA, begins=date(2026, 3, 7), every=12, unit=Unit.HOURS))
    assert who(shifts, at("2026-03-08T09:59")).person == DANA  # that night had eleven hours on the wall
    assert who(shifts, at("2026-03-08T10:00")).person == MIKE


NIGHTS = tuple(Window(day, time(18), time(8)) for day in range(5))


@pytest.mark.parametrize(
    ("asked", "covered"),
    [
        ("2026-01-05T18:00", True),
        ("2026-01-06T07:59", True),
        ("2026-01-06T08:00", False),
        ("2026-01-10T07:59", True),  # Saturday morning still belongs to Friday's night
        ("2026-01-10T18:00", False),
        ("2026-01-12T02:00", False),
    ],
)
def test_a_night_shift_reaches_into_the_next_morning(asked: str, covered: bool) -> None:
    nights = plan(weekly(MIKE, handoff=time(0), windows=NIGHTS))
    assert (who(nights, at(asked)).person is not None) is covered


def test_the_first_rotation_that_covers_a_moment_has_it() -> None:
    layered = plan(weekly(PRIYA, windows=(Window(6, time(0), time(0)),)), weekly(MIKE))
    assert who(layered, at("2026-01-11T12:00")).person == PRIYA
    assert who(layered, at("2026-01-12T00:00")).person == MIKE


def christmas(year: int) -> dict[date, str]:
    return {date(year, 12, 25): "Christmas Day"}


@pytest.mark.parametrize(
    ("asked", "person"),
    [
        ("2026-12-24T23:59", MIKE),
        ("2026-12-25T00:00", PRIYA),
        ("2026-12-25T02:10", PRIYA),
        ("2026-12-26T00:00", MIKE),
    ],
)
def test_a_holiday_is_the_holiday_rotations_from_midnight_to_midnight(asked: str, person: int) -> None:
    year = plan(weekly(PRIYA, days=Days.HOLIDAYS), weekly(MIKE), holidays=christmas)
    assert who(year, at(asked)).person == person


def test_a_rotation_for_working_days_leaves_the_holiday_to_somebody_else() -> None:
    year = plan(weekly(MIKE, days=Days.WORKING), holidays=christmas, catch_all=DANA)
    assert who(year, at("2026-12-25T02:10")).person == DANA
    assert who(year, at("2026-12-26T02:10")).person == MIKE


def test_an_override_comes_before_everything_and_the_newest_first() -> None:
    one = Override(person=DANA, start=at("2026-01-06T00:00"), end=at("2026-01-07T00:00"))
    two = Override(person=PRIYA, start=at("2026-01-06T12:00"), end=at("2026-01-06T18:00"))
    covered = plan(weekly(MIKE), overrides=(two, one))
    asked = [
        "2026-01-05T23:59",
        "2026-01-06T00:00",
        "2026-01-06T12:00",
        "2026-01-06T18:00",
        "2026-01-07T00:00",
    ]
    assert [who(covered, at(text)).person for text in asked] == [MIKE, DANA, PRIYA, DANA, MIKE]


def test_a_swap_touches_only_the_one_whose_turn_it_was() -> None:
    """Dana stands in for Mike over a fortnight; her own week inside of it stays hers, and Priya's stays Priya's."""
    swap = Override(person=DANA, start=at("2026-01-05T09:00"), end=at("2026-01-26T09:00"), instead_of=MIKE)
    swapped = plan(weekly(MIKE, PRIYA, DANA), overrides=(swap,))
    weeks = ["2026-01-06T00:00", "2026-01-13T00:00", "2026-01-20T00:00", "2026-01-27T00:00"]
    assert [who(swapped, at(week)).person for week in weeks] == [DANA, PRIYA, DANA, MIKE]


def test_what_nobody_has_is_told_as_a_gap_and_the_catch_all_closes_it() -> None:
    nights = weekly(MIKE, handoff=time(0), windows=NIGHTS)
    week = (at("2026-01-05T00:00"), at("2026-01-12T00:00"))
    open_hours = gaps(plan(nights), *week)
    assert sum((span.end - span.start for span in open_hours), timedelta()) == timedelta(
        hours=7 * 24 - 5 * 14
    )
    assert gaps(plan(nights, catch_all=DANA), *week) == []


@pytest.mark.parametrize(
    ("zone", "day", "time_read", "instant"),
    [
        ("America/Chicago", "2026-03-08", "02:30", "2026-03-08T08:00:00"),  # left out: the jump itself
        ("America/Chicago", "2026-11-01", "01:30", "2026-11-01T06:30:00"),  # comes twice: the first time
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:30:00"),  # thirty minutes are left out
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45:00"),
        ("Asia/Kathmandu", "2026-06-01", "00:00", "2026-05-31T18:15:00"),
        ("Pacific/Apia", "2011-12-30", "12:00", "2011-12-30T10:00:00"),  # a whole day was left out
    ],
)
def test_what_the_wall_reads_is_one_instant(zone: str, day: str, time_read: str, instant: str) -> None:
    found = moment(date.fromisoformat(day), time.fromisoformat(time_read), ZoneInfo(zone))
    assert found == datetime.fromisoformat(instant).replace(tzinfo=UTC)


# An independent oracle: a clock on the wall that is watched minute by minute, from the instant to the reading only.

MINUTE = timedelta(minutes=1)


def watched(rotation: Rotation, zone: ZoneInfo, start: datetime, minutes: int) -> list[int | None]:
    """Hand over at the first minute in which the wall reads the hour of the handover of the day that is due, or more."""
    turn, told = -1, list[int | None]()
    length = timedelta(days=rotation.every * (7 if rotation.unit is Unit.WEEKS else 1))
    for passed in range(minutes):
        wall = (start + passed * MINUTE).astimezone(zone).replace(tzinfo=None)
        while wall >= datetime.combine(rotation.begins + (turn + 1) * length, rotation.handoff):
            turn += 1
        told.append(rotation.people[turn % len(rotation.people)] if turn >= 0 else None)
    return told


# Where the clocks change on which day, and from which hour on the wall.
CHANGES = [
    ("America/Chicago", date(2026, 3, 8), 2.0),
    ("America/Chicago", date(2026, 11, 1), 1.0),
    ("America/St_Johns", date(2026, 3, 8), 2.0),
    ("America/Havana", date(2026, 3, 8), 0.0),
    ("America/Havana", date(2026, 11, 1), 0.0),
    ("Australia/Lord_Howe", date(2026, 10, 4), 2.0),
    ("Australia/Lord_Howe", date(2026, 4, 5), 1.5),
    ("Asia/Beirut", date(2026, 3, 29), 0.0),
    ("Asia/Beirut", date(2026, 10, 24), 23.0),
    ("Pacific/Chatham", date(2026, 9, 27), 2.75),
    ("Europe/Dublin", date(2026, 10, 25), 1.0),
    ("Asia/Kathmandu", date(2026, 3, 29), 2.0),
]


@settings(max_examples=60, deadline=None)
@given(
    change=st.sampled_from(CHANGES),
    minutes_after=st.integers(0, 59),
    days_before=st.integers(0, 2),
    every=st.integers(1, 2),
    people=st.permutations([MIKE, DANA, PRIYA]),
)
def test_the_resolver_agrees_with_a_clock_that_is_watched(
    change: tuple[str, date, float], minutes_after: int, days_before: int, every: int, people: list[int]
) -> None:
    zone, day, hour = change
    handoff = time(int(hour), (int(hour * 60) + minutes_after) % 60)
    begins = day - timedelta(days=days_before)
    rotation = weekly(*people, begins=begins, handoff=handoff, every=every, unit=Unit.DAYS)
    start = datetime.combine(day - timedelta(days=3), time(20), tzinfo=UTC)
    told = watched(rotation, ZoneInfo(zone), start, minutes=5 * 24 * 60)
    scheme = plan(rotation, zone=zone)
    for passed in range(0, len(told), 5):
        assert who(scheme, start + passed * MINUTE).person == told[passed]


windows = st.builds(
    Window,
    weekday=st.integers(0, 6),
    start=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    end=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
SPRING = datetime(2026, 2, 20, tzinfo=UTC)
instants = st.integers(0, 270 * 24 * 60).map(lambda minutes: SPRING + minutes * MINUTE)
rotations = st.builds(
    Rotation,
    name=st.just("any"),
    people=st.lists(st.sampled_from([MIKE, DANA, PRIYA]), max_size=4).map(tuple),
    begins=st.dates(date(2026, 1, 1), date(2026, 11, 1)),
    handoff=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    every=st.integers(1, 30),
    unit=st.sampled_from(Unit),
    windows=st.lists(windows, max_size=5).map(tuple),
    days=st.sampled_from(Days),
    until=st.none() | st.dates(date(2026, 6, 1), date(2026, 12, 1)),
)
overrides = st.builds(
    lambda person, start, hours, instead: Override(
        person=person, start=start, end=start + timedelta(hours=hours), instead_of=instead
    ),
    st.sampled_from([MIKE, DANA, PRIYA]),
    instants,
    st.integers(1, 300),
    st.none() | st.sampled_from([MIKE, DANA]),
)
plans = st.builds(
    Plan,
    zone=st.sampled_from([ZoneInfo(name) for name in ZONES]),
    rotations=st.lists(rotations, max_size=3).map(tuple),
    overrides=st.lists(overrides, max_size=3).map(tuple),
    catch_all=st.none() | st.just(PRIYA),
    holidays=st.just(lambda year: {date(year, 7, 4): "Independence Day", date(year, 3, 29): "a Sunday"}),
)


@settings(max_examples=150, deadline=None)
@given(
    scheme=plans, start=instants, days=st.integers(1, 20), asked=st.lists(st.floats(0, 0.999999), max_size=20)
)
def test_spans_have_neither_gap_nor_overlap_and_agree_with_every_instant(
    scheme: Plan, start: datetime, days: int, asked: list[float]
) -> None:
    end = start + timedelta(days=days)
    found = spans(scheme, start, end)
    assert (found[0].start, found[-1].end) == (start, end)
    assert all(one.end == two.start and one.duty != two.duty for one, two in pairwise(found))
    assert all(one.start < one.end for one in found)
    for part in asked:
        instant = start + part * (end - start)
        span = next(one for one in found if one.start <= instant < one.end)
        assert span.duty == who(scheme, instant)


@settings(max_examples=60, deadline=None)
@given(scheme=plans.filter(lambda scheme: scheme.catch_all is not None), start=instants)
def test_with_a_catch_all_somebody_always_has_it(scheme: Plan, start: datetime) -> None:
    assert gaps(scheme, start, start + timedelta(days=14)) == []


@settings(max_examples=40, deadline=None)
@given(zone=st.sampled_from(ZONES), people=st.integers(1, 5), start=instants)
def test_over_a_whole_round_everybody_has_the_same_days(zone: str, people: int, start: datetime) -> None:
    """Weekly turns on the wall's clock: the change of the clocks makes one of them an hour shorter or longer."""
    rotation = weekly(*range(people), begins=date(2026, 1, 5))
    first = moment(date(2026, 3, 2), time(9), ZoneInfo(zone))
    had = dict.fromkeys(range(people), timedelta())
    for span in spans(plan(rotation, zone=zone), first, first + timedelta(weeks=people)):
        assert span.duty.person is not None
        had[span.duty.person] += span.end - span.start
    assert all(abs(time_had - timedelta(weeks=1)) <= timedelta(hours=1) for time_had in had.values())
