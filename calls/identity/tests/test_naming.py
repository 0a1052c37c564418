"""A company is recognised as people say it and as speech recognition spells it; a guess is never taken for sure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.identity.naming import named_company

NAMES = {
    1: ("Acme Manufacturing",),
    2: ("Harbor Clinic",),
    3: ("Northwind Traders LLC", "NWT"),
    4: ("Kowalski & Sons",),
    5: ("Summit",),
}


@pytest.mark.parametrize(
    ("words", "customer"),
    [
        ("Acme Manufacturing", 1),
        ("it's acme manufacturing, the plant", 1),
        ("Acme", 1),
        ("A C M E", 1),
        ("the harbor clinic", 2),
        ("we're with north wind traders", 3),
        ("N W T", 3),
        ("Kowalski and Sons", 4),
        ("Summit.", 5),
    ],
)
def test_a_name_that_was_asked_for_is_sure(words: str, customer: int) -> None:
    named = named_company(words, NAMES, was_asked=True)
    assert named is not None
    assert (named.customer, named.is_sure) == (customer, True)


@pytest.mark.parametrize(
    ("words", "customer"),
    [
        ("acne manufacturing", 1),
        ("acne corp", 1),
        ("this is harbour klinik", 2),
        ("kovalsky and sons", 4),
        ("northwin traders", 3),
    ],
)
def test_a_name_heard_badly_is_put_to_the_caller(words: str, customer: int) -> None:
    named = named_company(words, NAMES, was_asked=True)
    assert named is not None
    assert (named.customer, named.is_sure) == (customer, False)


@pytest.mark.parametrize(
    "words", ["", "I don't know", "Globex Corporation", "my printer is broken", "what do you mean"]
)
def test_what_names_nobody_names_nobody(words: str) -> None:
    assert named_company(words, NAMES, was_asked=True) is None


@pytest.mark.parametrize(
    ("words", "customer"),
    [
        ("Hi, this is Bob from Harbor Clinic, the server is down", 2),
        ("I work for Acme and I can't log in", 1),
        ("we reached the summit of slow, it takes forever", None),
        ("my laptop fell from the summit of the stairs", None),
    ],
)
def test_unasked_only_a_name_behind_from_or_at_counts(words: str, customer: int | None) -> None:
    named = named_company(
        words, {key: own for key, own in NAMES.items() if customer or key == 5}, was_asked=False
    )
    if customer is None:
        assert named is None or not named.is_all
    else:
        assert named is not None
        assert named.customer == customer


def test_a_first_name_that_two_companies_share_decides_nothing() -> None:
    names = {1: ("Acme Dental",), 2: ("Acme Manufacturing",)}
    assert named_company("Acme", names, was_asked=True) is None


@pytest.mark.parametrize(
    ("words", "is_all"),
    [
        ("yes hello, Acme Manufacturing here", True),
        ("Acme Manufacturing and the server room is on fire", False),
    ],
)
def test_an_answer_that_tells_more_than_the_name_is_kept_for_the_triage(words: str, is_all: bool) -> None:
    named = named_company(words, NAMES, was_asked=True)
    assert named is not None
    assert named.is_all is is_all


@given(st.text(max_size=200), st.booleans())
def test_any_words_are_survived(words: str, was_asked: bool) -> None:
    named = named_company(words, NAMES, was_asked=was_asked)
    assert named is None or named.customer in NAMES
