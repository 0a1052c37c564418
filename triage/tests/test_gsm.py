"""Text messages are counted as carriers count them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.gsm import EACH, SINGLE, as_gsm, fitted, length, segments


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Se cayó el servidor — “nadie” puede…", 'Se cayo el servidor - "nadie" puede...'),
        ("¿Qué? Ñandú, Größe, à la façon", "¿Qué? Ñandu, Größe, à la facon"),
        ("down 🙂 for 20 €", "down  for 20 €"),
    ],
)
def test_what_is_not_in_the_alphabet_is_written_like_it(text: str, plain: str) -> None:
    assert as_gsm(text) == plain


def test_braces_and_the_euro_take_two_places() -> None:
    assert length("a€b{}") == 8


@pytest.mark.parametrize(("count", "parts"), [(1, 1), (160, 1), (161, 2), (306, 2), (307, 3)])
def test_segments(count: int, parts: int) -> None:
    assert segments("a" * count) == parts
    assert (SINGLE, EACH) == (160, 153)


@given(st.text(max_size=400), st.integers(3, 306))
def test_what_is_fitted_fits_and_is_in_the_alphabet(text: str, most: int) -> None:
    short = fitted(text, most)
    assert length(short) <= most
    assert as_gsm(short) == short
