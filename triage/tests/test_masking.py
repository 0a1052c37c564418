"""Secrets said aloud, written or spoken, never pass; call-back numbers do."""

from __future__ import annotations

import pytest

from triage.masking import mask, mask_turns
from triage.tests.turns import agent, caller


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("my card is 4111 1111 1111 1111 thanks", "1111"),
        ("4111-1111-1111-1111", "1111"),
        ("4111111111111111", "1111"),
        ("it's four one one one one one one one one one one one one one one one", "one one"),
        ("card number four one one one, triple one one, double one double one, one one one one", "triple"),
        ("social is 219-09-9999", "9999"),
        ("my social security number is two one nine zero nine nine nine nine nine", "nine nine"),
        ("219 09 9999 is the number", "09 9999"),
        ("My password is Tulip99 and it fails", "Tulip99"),
        ("the admin password is Rover-2020, can you get in?", "Rover"),
        ("the pin is 4711.", "4711"),
        ("my password is correct horse battery staple", "horse"),
        ("mi contraseña es girasol7", "girasol7"),
        ("the verification code is 882 193", "882"),
        ("the last four of my social are 6 7 8 9", "6 7 8 9"),
    ],
)
def test_secret_is_masked(text, secret):
    assert secret not in mask(text)
    assert "removed]" in mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "call me back at 312 555 0142",
        "+1 312 555 0142",
        "three one two, five five five, zero one four two",
        "my password is not working",
        "my password is expired",
        "the pin pad is broken",
        "error 51 on line 3, two of four terminals",
        "since nine thirty this morning, about twenty people",
        "ticket 448812",
    ],
)
def test_harmless_words_stay(text):
    assert mask(text) == text


def test_number_spread_over_two_turns_is_masked():
    turns = [caller("The card is 4111 1111"), agent("Go on."), caller("1111 1111")]
    assert "1111" not in " ".join(turn.text for turn in mask_turns(turns))


def test_masking_twice_changes_nothing():
    once = mask("my password is Tulip99 and my card 4111 1111 1111 1111")
    assert mask(once) == once
