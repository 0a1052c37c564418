"""Two revisions of a runbook, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Change(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line with its number in either text; None where that text lacks it."""

    change: Change
    before: int | None
    after: int | None
    text: str

    @property
    def sign(self) -> str:
        return {Change.SAME: " ", Change.GONE: "−", Change.NEW: "+"}[self.change]


def diff_lines(before: str, after: str) -> list[DiffLine]:
    """Every line of both texts in reading order: what would go first, then what would come."""
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [line for block in matcher.get_opcodes() for line in _block(block, old, new)]


def _block(block: tuple[str, int, int, int, int], old: list[str], new: list[str]) -> Iterator[DiffLine]:
    kind, old_from, old_to, new_from, new_to = block
    if kind == "equal":
        for step in range(old_to - old_from):
            yield DiffLine(Change.SAME, old_from + step + 1, new_from + step + 1, old[old_from + step])
        return
    for at in range(old_from, old_to):
        yield DiffLine(Change.GONE, at + 1, None, old[at])
    for at in range(new_from, new_to):
        yield DiffLine(Change.NEW, None, at + 1, new[at])
