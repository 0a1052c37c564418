"""Two texts, line by line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from calls.dashboard.diff import Change, diff_lines

LINES = st.lists(st.sampled_from(["a", "b", "  - c", ""]), max_size=8).map("\n".join)


def test_a_changed_line_goes_and_comes():
    lines = diff_lines("a\nb\nc", "a\nB\nc")
    assert [(line.sign, line.before, line.after, line.text) for line in lines] == [
        (" ", 1, 1, "a"),
        ("−", 2, None, "b"),
        ("+", None, 2, "B"),
        (" ", 3, 3, "c"),
    ]


@given(before=LINES, after=LINES)
def test_both_texts_can_be_read_from_the_lines(before, after):
    lines = diff_lines(before, after)
    assert [line.text for line in lines if line.change is not Change.NEW] == before.splitlines()
    assert [line.text for line in lines if line.change is not Change.GONE] == after.splitlines()
