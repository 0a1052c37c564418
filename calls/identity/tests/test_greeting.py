"""A known caller is asked after his call of the other day, and told nothing that a forged number could want."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from calls.identity.greeting import about
from calls.identity.known import NOTHING, Known
from calls.identity.memory import Earlier, remembered

CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 20, 2, 30, tzinfo=CHICAGO)  # a Friday
LEE = Known(company=251, contact=7, contact_name="Lee Whitfield")


def called(ago: timedelta, became: str = "morning_ticket", kind: str = "email") -> Earlier:
    return Earlier(NOW - ago, "my outlook is stuck", became, kind)


def asked(*earlier: Earlier, known: Known = LEE, is_vouched_for: bool = True) -> str:
    return about(known, earlier, is_vouched_for=is_vouched_for, now=NOW, zone=CHICAGO)


@pytest.mark.parametrize(
    ("ago", "day"),
    [
        (timedelta(hours=2), "earlier today"),
        (timedelta(hours=3), "yesterday"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=3), "Tuesday"),
    ],
)
def test_the_day_is_told_as_people_say_it(ago: timedelta, day: str) -> None:
    assert asked(called(ago)) == f"the email problem from {day}"


def test_a_number_that_no_carrier_vouches_for_hears_only_that_it_called() -> None:
    assert asked(called(timedelta(days=3)), is_vouched_for=False) == "your call from Tuesday"


@pytest.mark.parametrize("kind", ["security", "premises", "not_it", "other", ""])
def test_some_kinds_of_trouble_are_never_named(kind: str) -> None:
    assert asked(called(timedelta(days=3), kind=kind)) == "your call from Tuesday"


@pytest.mark.parametrize(
    "earlier",
    [
        [],
        [called(timedelta(days=7))],
        [called(timedelta(days=1), "closed")],
        [called(timedelta(days=1), "out_of_scope")],
        [called(timedelta(hours=4), "closed"), called(timedelta(days=1))],
    ],
)
def test_what_is_old_or_over_is_not_asked_after(earlier: list[Earlier]) -> None:
    assert asked(*earlier) == ""


def test_who_is_not_one_known_person_is_asked_nothing() -> None:
    assert asked(called(timedelta(days=1)), known=NOTHING) == ""
    assert asked(called(timedelta(days=1)), known=Known(company=251)) == ""


def test_the_newest_word_on_language_and_call_back_is_remembered() -> None:
    when = NOW - timedelta(days=1)
    calls = [
        Earlier(when, "no tengo correo", "closed", "email", "Spanish", ""),
        Earlier(when, "email", "closed", "email", "French", "Lee, 555-0188, +15555550177"),
    ]
    lines = remembered(calls, "+15555550177", CHICAGO)
    assert lines[2:] == (
        "spoke Spanish when he called before",
        "gave as name and number for calling back: Lee, 555-0188",
    )
