"""Every number is written one way, and words are never taken for numbers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.phone import e164


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("+15555550199", "+15555550199"),
        ("+1-555-0100", "+15550100"),
        ("(312) 555-0142", "+13125550142"),
        ("312.555.0142", "+13125550142"),
        ("1 312 555 0142", "+13125550142"),
        ("+1 312 555 0142 ext. 4", "+13125550142"),
        ("+44 20 7946 0958", "+442079460958"),
        (" +49 30 901820 ", "+4930901820"),
    ],
)
def test_number_is_written_one_way(written: str, expected: str) -> None:
    assert e164(written) == expected


@pytest.mark.parametrize(
    "word",
    [
        "",
        "+",
        "anonymous",
        "+anonymous",
        "Restricted",
        "unavailable",
        "client:bob",
        "911",
        "1-800-FLOWERS",
        "12",
    ],
)
def test_what_is_no_number_stays_none(word: str) -> None:
    assert e164(word) is None


def test_more_digits_than_any_number_has_are_refused() -> None:
    assert e164("+1234567890123456") is None


def test_region_decides_about_national_numbers() -> None:
    assert e164("020 7946 0958", region="GB") == "+442079460958"


@given(st.text() | st.from_regex(r"\+?[\d ().-]{0,30}", fullmatch=True))
def test_every_answer_is_e164_and_reads_as_itself(text: str) -> None:
    number = e164(text)
    if number is not None:
        assert re.fullmatch(r"\+[0-9]{7,15}", number)
        assert e164(number) == number
