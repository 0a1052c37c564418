"""A night lasts from noon to noon, on the clock of the MSP."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from calls.reconcile.night import latest_night, night_of


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 7), 23), (date(2026, 7, 1), 24), (date(2026, 10, 31), 25)]
)
def test_a_night_lasts_from_noon_to_noon_also_when_the_clocks_change(day: date, hours: int) -> None:
    night = night_of(day, ZoneInfo("America/Chicago"))
    assert (night.end.astimezone(UTC) - night.begin.astimezone(UTC)).total_seconds() == hours * 3600


def test_in_the_morning_the_night_is_yesterdays() -> None:
    chicago = ZoneInfo("America/Chicago")
    assert latest_night(datetime(2026, 11, 21, 9, 0, tzinfo=chicago), chicago) == date(2026, 11, 20)
