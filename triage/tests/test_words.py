"""Words as they were meant, whatever the recogniser wrote."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.words import normalise, restore_names, skeleton


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Are male sever is down", "our mail server is down"),
        ("I think we got ran some where", "ransomware"),
        ("the hole office", "whole office"),
        ("won't can't isn't", "will not can not is not"),
        ("the why fi and the v p n", "wifi and the vpn"),
        ("No body can log in", "nobody can log in"),
        ("Se cayó el teléfono", "se cayo el telefono"),
    ],
)
def test_damage_is_put_right(written, meant):
    assert meant in normalise(written)


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("a theme a health", "athenahealth"),
        ("den tricks", "dentrix"),
        ("epic or", "epicor"),
        ("eye manage", "imanage"),
    ],
)
def test_product_names_are_found_by_their_sound(heard, name):
    assert restore_names(f"{heard} is down", {name: name}) == f"{name} is down"


def test_everyday_words_are_not_taken_for_names():
    assert restore_names("the printer is out of paper", {"epicor": "epicor"}) == "the printer is out of paper"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_normalising_never_fails(text):
    assert normalise(text) == " ".join(normalise(text).split())
    skeleton(text)
