"""What a p1_threshold means on a given day."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from triage.seasons import is_in_season
from triage.thresholds import Threshold, read_threshold

MARCH = datetime(2026, 3, 10, tzinfo=UTC)
JULY = datetime(2026, 7, 10, tzinfo=UTC)
TAX = "during tax season any preparer who cannot file; otherwise 3 or more people unable to work"


@pytest.mark.parametrize(
    ("text", "now", "threshold"),
    [
        (None, MARCH, Threshold()),
        ("production is blocked for more than 1 person", MARCH, Threshold(2)),
        ("more than five people cannot work", MARCH, Threshold(6)),
        ("at least 4 users", MARCH, Threshold(4)),
        (TAX, MARCH, Threshold(3, anyone=True)),
        (TAX, JULY, Threshold(3)),
    ],
)
def test_threshold_is_read_for_the_day(text, now, threshold):
    assert read_threshold(text, now) == threshold


@pytest.mark.parametrize(
    ("text", "now", "on"),
    [
        ("tax season", MARCH, True),
        ("tax season", JULY, False),
        ("tax season (Jan 2 - Feb 28)", MARCH, False),
        ("Nov 15 - Feb 1", datetime(2026, 1, 3, tzinfo=UTC), True),
        ("month end", datetime(2026, 5, 30, tzinfo=UTC), True),
        ("month end", datetime(2026, 5, 15, tzinfo=UTC), False),
        ("any time", MARCH, None),
    ],
)
def test_seasons(text, now, on):
    assert is_in_season(text, now) is on
