"""Business hours in the words of runbooks, checked on days of 2026 and 2027."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.hours import is_after_hours, parse_hours, zones
from triage.hours.closing_days import closing_days

EASTERN, CENTRAL, MOUNTAIN, PACIFIC = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
)
MON, TUE, WED, THU, FRI, SAT, SUN = (f"2026-09-{day}" for day in range(14, 21))


def is_open(text: str, moment: str, zone: str) -> bool:
    hours = parse_hours(text)
    assert hours is not None, f"{text!r} is not understood"
    return hours.is_open(datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)))


WEEK = [
    (
        "Mon-Fri 8a-6p CT",
        CENTRAL,
        [f"{MON} 08:00", f"{FRI} 17:59"],
        [f"{MON} 07:59", f"{FRI} 18:00", f"{SAT} 12:00"],
    ),
    (
        "Mon-Thu 7:30a-5p, Fri 8a-1p ET",
        EASTERN,
        [f"{THU} 07:30", f"{FRI} 12:59"],
        [f"{FRI} 07:45", f"{FRI} 13:00"],
    ),
    ("7 days 8a-10p MT", MOUNTAIN, [f"{SUN} 21:59", f"{WED} 08:00"], [f"{SUN} 22:00", f"{MON} 02:00"]),
    (
        "Shop Mon-Fri 8a-5p MT; bar Wed-Sun 3p-11p",
        MOUNTAIN,
        [f"{SUN} 22:00", f"{TUE} 09:00"],
        [f"{TUE} 20:00"],
    ),
    (
        "Bar Wed-Sun 3p-11p; shop Mon-Fri 8a-5p MT",
        MOUNTAIN,
        [f"{SUN} 22:00", f"{TUE} 09:00"],
        [f"{TUE} 20:00"],
    ),
    (
        "Mon-Fri 6a-11p CT (two shifts), Sat 6a-2p",
        CENTRAL,
        [f"{SAT} 13:59", f"{FRI} 22:59"],
        [f"{SAT} 14:00"],
    ),
    (
        "Desk Mon-Fri 9a-5p PT; floor staffed 24 hours",
        PACIFIC,
        [f"{MON} 16:00"],
        [f"{MON} 18:00", f"{SUN} 12:00"],
    ),
    (
        "Desk Mon-Fri 9a-5p PT, floor staffed 24 hours",
        PACIFIC,
        [f"{MON} 16:00"],
        [f"{MON} 18:00", f"{SUN} 12:00"],
    ),
    (
        "Mon-Fri 24 hours, Sat 8a-2p CT",
        CENTRAL,
        [f"{WED} 03:00", f"{SAT} 09:00"],
        [f"{SAT} 03:00", f"{SUN} 12:00"],
    ),
    (
        "Mon-Fri 08:00-18:00 Europe/Berlin",
        "Europe/Berlin",
        [f"{MON} 17:59"],
        [f"{MON} 07:59", f"{MON} 18:00"],
    ),
    ("Mon–Fri 9am–5pm Eastern time", EASTERN, [f"{MON} 09:00"], [f"{MON} 17:00"]),
    ("Monday to Friday, 8 a.m. to 6 p.m. (Central)", CENTRAL, [f"{FRI} 17:00"], [f"{SAT} 10:00"]),
    ("We are open M-F 8-5 CT", CENTRAL, [f"{MON} 16:59"], [f"{MON} 17:00", f"{SUN} 10:00"]),
    ("weekdays 8a-noon PT", PACIFIC, [f"{MON} 11:59"], [f"{MON} 12:00", f"{SAT} 10:00"]),
    (
        "weekends noon-midnight PT",
        PACIFIC,
        [f"{SAT} 12:00", f"{SUN} 23:59"],
        [f"{MON} 00:00", f"{SAT} 11:59"],
    ),
    (
        "Fri 10p-6a CT",
        CENTRAL,
        [f"{FRI} 22:00", f"{SAT} 05:59"],
        [f"{FRI} 05:00", f"{SAT} 06:00", f"{SAT} 22:30"],
    ),
    ("Mon-Fri 22:00-06:00 UTC", "UTC", [f"{MON} 23:00", f"{SAT} 05:00"], [f"{MON} 05:00", f"{SAT} 23:00"]),
    ("Mon-Fri 10p-6a CT, Sat closed", CENTRAL, [f"{SAT} 05:00"], [f"{SAT} 22:30"]),
    ("Mon/Wed/Fri 9-5 AZ", "America/Phoenix", [f"{WED} 10:00"], [f"{TUE} 10:00"]),
    (
        "Mon, Wed & Fri 8:30a-5p ET",
        EASTERN,
        [f"{MON} 08:30", f"{FRI} 09:00"],
        [f"{THU} 09:00", f"{MON} 08:29"],
    ),
    ("Fri-Mon 9a-5p ET", EASTERN, [f"{SUN} 10:00", f"{MON} 10:00"], [f"{TUE} 10:00", f"{THU} 10:00"]),
    ("daily 7a-7p CT, closed Sun", CENTRAL, [f"{SAT} 10:00"], [f"{SUN} 10:00"]),
    ("daily 7a-7p CT; closed weekends", CENTRAL, [f"{FRI} 10:00"], [f"{SAT} 10:00", f"{SUN} 10:00"]),
    (
        "8a-5p Mon-Fri, 9a-1p Sat CT",
        CENTRAL,
        [f"{MON} 16:00", f"{SAT} 12:00"],
        [f"{SAT} 14:00", f"{SUN} 10:00"],
    ),
    ("8a-5p Mon-Fri CT, Sat closed", CENTRAL, [f"{MON} 16:00"], [f"{SAT} 12:00"]),
    ("Mon-Fri 8a-12p, 1p-5p ET", EASTERN, [f"{MON} 11:59", f"{MON} 13:00"], [f"{MON} 12:30"]),
    ("Mon-Fri 8a-5p CT, Sat by appointment", CENTRAL, [f"{FRI} 10:00"], [f"{SAT} 10:00"]),
    ("Mon-Fri 8a-5p, Sat 9a-1p by appointment CT", CENTRAL, [f"{FRI} 10:00"], [f"{SAT} 10:00"]),
    ("8a-5p Mon-Fri, 9a-1p Sat by appointment CT", CENTRAL, [f"{FRI} 10:00"], [f"{SAT} 10:00"]),
    ("PT clinic Mon-Fri 8a-5p ET", EASTERN, [f"{MON} 08:00"], [f"{MON} 17:00"]),
    ("Mon-Fri 9-5 UTC+2", "Etc/GMT-2", [f"{MON} 09:00"], [f"{MON} 17:00"]),
    ("mon-fri 0800-1700 est", EASTERN, [f"{MON} 16:59"], [f"{MON} 17:00"]),
    ("24 hours Mon-Fri CT", CENTRAL, [f"{WED} 03:00"], [f"{SAT} 12:00"]),
    ("Mon-Sat 8a-6p ET; last-minute line 24 hours", EASTERN, [f"{SAT} 17:00"], [f"{SAT} 19:00"]),
    ("Shop Mon-Fri 7a-6p ET; cleaning crew Sun-Thu", EASTERN, [f"{MON} 17:00"], [f"{SUN} 12:00"]),
    ("Ticket desk 7 days 12p-8p ET; concerts Fri-Sun 7:30p", EASTERN, [f"{FRI} 19:00"], [f"{FRI} 20:30"]),
]


@pytest.mark.parametrize(("text", "zone", "open_at", "closed_at"), WEEK)
def test_hours_are_understood_as_people_mean_them(text, zone, open_at, closed_at):
    assert [moment for moment in open_at if not is_open(text, moment, zone)] == []
    assert [moment for moment in closed_at if is_open(text, moment, zone)] == []


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("9-5", "09:00", "17:00"),
        ("9-5pm", "09:00", "17:00"),
        ("1-5pm", "13:00", "17:00"),
        ("3-11p", "15:00", "23:00"),
        ("8a-5", "08:00", "17:00"),
        ("12-8", "12:00", "20:00"),
        ("8-18", "08:00", "18:00"),
        ("8.30-17.30", "08:30", "17:30"),
        ("9:00-5:30", "09:00", "17:30"),
        ("10-2", "10:00", "14:00"),
        ("9 to 12", "09:00", "12:00"),
        ("12a-6a", "00:00", "06:00"),
        ("8h-18h", "08:00", "18:00"),
    ],
)
def test_the_missing_half_of_the_day_is_the_usual_one(written, start, end):
    first, last = (datetime.fromisoformat(f"{WED} {time}") for time in (start, end))
    minute = timedelta(minutes=1)
    edges = [first - minute, first, last - minute, last]
    states = [is_open(f"Wed {written} CT", str(moment), CENTRAL) for moment in edges]
    assert states == [False, True, True, False]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "whenever",
        "business hours",
        "8a-5p CT",
        "Mon-Fri CT",
        "Mon-Fri 1-5 CT",
        "Mon-Fri 08:00-05:00 CT",
        "Mon-Fri 25:00-26:00 CT",
        "Mon-Fri 13p-5p CT",
        "Mon-Fri 8a-5p",
        "Mon-Fri 8a-5p Mars/Olympus",
        "Mon-Fri 8a-5p ET, 8a-5p PT",
        "Mon-Fri 8a-5p CT, every other Sat 9a-1p",
        "Mon-Fri 8a-5p CT, Sat",
        "Sun City office Mon-Fri 8a-5p MT",
        "Mon-Fri 8a-5p CT, not Wed",
        "Mon-Fri 8a-5p CT, closed 12p-1p",
        "Mon-Fri 8a-5p CT (Jul 1 - Aug 31)",
        "Mon-Fri 8a-5p CT (Jun-Aug: closed Fri)",
        "Mon-Fri 8a-6p CT 9a",
        "Mon-Fri 8a-5p CT, closed Dec 99",
        "24/7 except Sun",
        "Mon-Fri 8a-6p CT " * 100,
    ],
)
def test_what_is_in_doubt_is_not_understood(text):
    assert parse_hours(text) is None


@pytest.mark.parametrize(
    "text", ["24/7", "24x7", "24 hours", "Open 24 hours a day, 7 days a week", "around the clock"]
)
def test_round_the_clock_never_closes(text):
    hours = parse_hours(text)
    assert hours is not None
    assert hours.is_open(datetime(2026, 12, 25, 3, tzinfo=UTC))


def test_round_the_clock_with_an_exception_does_close():
    assert is_open("24/7 except Sun CT", f"{SAT} 03:00", CENTRAL)
    assert not is_open("24/7 except Sun CT", f"{SUN} 03:00", CENTRAL)


SEASONAL = "Mon-Fri 8a-6p ET (Jan 15 - Apr 15: 7 days, 7a-11p)"


@pytest.mark.parametrize(
    ("text", "moment", "expected"),
    [
        (SEASONAL, "2027-03-14 22:00", True),
        (SEASONAL, "2027-01-15 07:00", True),
        (SEASONAL, "2027-01-14 07:00", False),
        (SEASONAL, "2027-04-15 22:59", True),
        (SEASONAL, "2027-04-16 20:00", False),
        (SEASONAL, "2026-07-12 12:00", False),
        (SEASONAL, "2026-07-13 12:00", True),
        ("Mon-Fri 8a-5p ET, Jun-Aug: Fri 8a-12p", "2026-07-10 13:00", False),
        ("Mon-Fri 8a-5p ET, Jun-Aug: Fri 8a-12p", "2026-07-09 13:00", True),
        ("Mon-Fri 8a-5p ET (Nov 15 - Jan 10: 7a-9p)", "2027-01-05 20:00", True),
        ("Mon-Fri 8a-5p ET (Nov 15 - Jan 10: 7a-9p)", "2027-01-11 20:00", False),
        ("Mon-Fri 8a-5p ET, closed Dec 24 - Jan 2", "2026-12-30 10:00", False),
        ("Mon-Fri 8a-5p ET (Dec 24 - Jan 2: closed)", "2026-12-30 10:00", False),
        ("Mon-Fri 8a-5p ET, closed Nov 27", "2026-11-27 10:00", False),
        ("8a-5p Mon-Fri ET, closed Nov 27", "2026-11-27 10:00", False),
        ("Mon-Fri 8a-6p ET; Jan 15 - Apr 15: 7 days 7a-11p", "2027-03-14 22:00", True),
        ("Jun-Aug: Mon-Fri 7a-1p ET; Sep-May: Mon-Fri 8a-5p", "2026-09-14 16:00", True),
        ("Jun-Aug: Mon-Fri 7a-1p ET; Sep-May: Mon-Fri 8a-5p", "2026-07-13 16:00", False),
    ],
)
def test_seasons_change_the_usual_week(text, moment, expected):
    assert is_open(text, moment, EASTERN) is expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-26", False),  # Thanksgiving
        ("2026-11-27", True),
        ("2026-07-03", False),  # Independence Day falls on a Saturday
        ("2021-12-31", False),  # New Year's Day of the next year, observed
        ("2026-12-25", False),
        ("2026-10-12", True),  # Columbus Day: most offices are open
        ("2026-11-11", True),  # Veterans Day likewise
    ],
)
def test_us_offices_close_on_the_six_holidays(day, expected):
    assert is_open("Mon-Fri 8a-6p CT", f"{day} 12:00", CENTRAL) is expected


def test_holidays_are_those_of_the_zones_country():
    assert not is_open("Mon-Fri 8a-6p Europe/Berlin", "2026-05-01 12:00", "Europe/Berlin")
    assert is_open("Mon-Fri 8a-6p ET", "2026-05-01 12:00", EASTERN)


@pytest.mark.parametrize("zone", ["UTC", "CET"])
def test_a_zone_without_a_country_has_no_holidays(zone):
    assert is_open(f"Mon-Fri 8a-6p {zone}", "2026-12-25 12:00", zone)


def test_a_country_without_a_calendar_has_no_holidays():
    assert closing_days("ZZ", 2026) == frozenset()


def test_no_table_of_countries_means_no_holidays(monkeypatch):
    monkeypatch.setattr(zones, "TZPATH", ("/nowhere",))
    monkeypatch.setattr(zones, "files", lambda package: Path("/nowhere"))
    assert list(zones._zone_table()) == []


def test_holidays_can_be_declared_open():
    assert is_open("7 days 8a-10p MT including holidays", "2026-12-25 12:00", MOUNTAIN)


@pytest.mark.parametrize(("day", "utc_hour"), [("2026-03-06", 14), ("2026-03-09", 13)])
def test_opening_follows_the_wall_clock_over_daylight_saving(day, utc_hour):
    hours = parse_hours("Mon-Fri 8a-6p CT")
    assert hours is not None
    opening = datetime.fromisoformat(day).replace(hour=utc_hour, tzinfo=UTC)
    assert hours.is_open(opening)
    assert not hours.is_open(opening - timedelta(minutes=1))


def test_arizona_keeps_its_clock():
    moment = datetime(2026, 7, 15, 15, 0, tzinfo=UTC)
    assert is_after_hours("Mon-Fri 8a-5p MT", moment - timedelta(hours=1, minutes=1))
    assert not is_after_hours("Mon-Fri 8a-5p AZ", moment)
    assert is_after_hours("Mon-Fri 8a-5p AZ", moment - timedelta(minutes=1))


def test_default_zone_serves_hours_that_name_none():
    moment = datetime(2026, 9, 14, 9, tzinfo=ZoneInfo(CENTRAL))
    assert not is_after_hours("Mon-Fri 8a-5p", moment, default_zone=CENTRAL)
    assert is_after_hours("Mon-Fri 8a-5p", moment)


@pytest.mark.parametrize("text", [None, "", "by arrangement"])
def test_no_hours_count_as_after_hours(text):
    assert is_after_hours(text, datetime(2026, 9, 14, 12, tzinfo=UTC))


def test_a_moment_without_a_zone_is_refused():
    hours = parse_hours("24/7")
    assert hours is not None
    with pytest.raises(ValueError, match="time zone"):
        hours.is_open(datetime.fromisoformat(f"{MON} 12:00"))


WORDS = """Mon|Fri-Mon|Sat,|8a-5p|9-5|noon|to|CT|ET|closed|except|(|)|;|:|Jan 15|-|Apr 15:|24/7|24 hours|UTC+25
|by appointment|holidays|7 days|99:99"""
WORD = st.sampled_from(WORDS.replace("\n", "").split("|"))
MOMENTS = st.integers(0, 2_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(st.one_of(st.text(max_size=80), st.lists(WORD, max_size=12).map(" ".join)))
def test_any_text_is_understood_or_not_but_never_raises(text):
    assert is_after_hours(text, datetime(2026, 2, 28, 23, 59, tzinfo=UTC)) in (True, False)


@given(
    MOMENTS,
    st.sampled_from([EASTERN, "Asia/Kolkata", "UTC"]),
)
def test_the_answer_does_not_depend_on_the_zone_that_the_moment_is_told_in(moment, zone):
    hours = parse_hours("Mon-Fri 8a-6p CT")
    assert hours is not None
    assert hours.is_open(moment) is hours.is_open(moment.astimezone(ZoneInfo(zone)))


def test_the_holiday_calendars_are_loaded_only_when_asked_for():
    program = "import sys, triage.runbook; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
