"""The headline of the night."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from calls.dashboard.night import night_of
from calls.dashboard.tests.makers import escalate, owe_ticket, page
from calls.nights import night_began

CHICAGO = ZoneInfo("America/Chicago")
SMALL_HOURS = datetime(2026, 11, 21, 2, 30, tzinfo=CHICAGO)


@pytest.mark.parametrize(
    ("now", "began"),
    [("2026-11-21T02:30", "2026-11-20T17:00"), ("2026-11-21T09:00", "2026-11-20T17:00"),
     ("2026-11-21T16:59", "2026-11-20T17:00"), ("2026-11-21T17:00", "2026-11-21T17:00"),
     ("2026-11-01T09:00", "2026-10-31T17:00"), ("2026-03-08T09:00", "2026-03-07T17:00")],
)  # fmt: skip
def test_a_night_begins_when_the_office_closes(now, began):
    local = datetime.fromisoformat(now).replace(tzinfo=CHICAGO)
    assert night_began(local) == datetime.fromisoformat(began).replace(tzinfo=CHICAGO)


def test_the_night_counts_who_was_woken_and_who_slept(northstar, make_call):
    woke = make_call(northstar, started_at=SMALL_HOURS)
    page(escalate(woke, "exhausted"), 1, "delivered")
    not_yet = make_call(northstar, started_at=SMALL_HOURS)
    page(escalate(not_yet), 1, "due")
    make_call(northstar, started_at=SMALL_HOURS - timedelta(hours=2), disposition="morning_ticket")
    make_call(northstar, started_at=SMALL_HOURS - timedelta(days=1))
    night = night_of(northstar, SMALL_HOURS)
    assert (night.calls, night.woke, night.slept, night.unanswered) == (3, 1, 2, 1)
    assert night.words == "Three calls answered. One call woke somebody. One call reached nobody."


def test_what_is_owed_counts_however_old_it_is(northstar, southpaw, make_call):
    old = make_call(northstar, started_at=SMALL_HOURS - timedelta(days=9))
    owe_ticket(old, "stuck")
    owe_ticket(make_call(northstar, started_at=SMALL_HOURS))
    owe_ticket(make_call(northstar, started_at=SMALL_HOURS), "done")
    owe_ticket(make_call(southpaw, started_at=SMALL_HOURS))
    night = night_of(northstar, SMALL_HOURS)
    assert (night.owed, night.stuck) == (1, 1)


@pytest.mark.parametrize(
    ("hour", "title"), [(2, "Tonight so far"), (8, "Last night"), (18, "Tonight so far")]
)
def test_the_headline_knows_whether_the_night_is_over(northstar, hour, title):
    assert night_of(northstar, SMALL_HOURS.replace(hour=hour)).title == title


def test_a_quiet_night_is_told_as_one(northstar):
    assert night_of(northstar, SMALL_HOURS).words == "Quiet. Nobody has called."
