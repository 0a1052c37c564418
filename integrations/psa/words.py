"""Texts as a PSA can hold them."""

from __future__ import annotations

import re

TEXT_LENGTH = 15_000
SUMMARY_LENGTH = 100
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def one_line(text: str, length: int) -> str:
    line = " ".join(_UNPRINTABLE.sub(" ", text).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def clean(text: str) -> str:
    """Drop control characters and cut what no note can hold."""
    text = _UNPRINTABLE.sub("", text).strip()
    if len(text) <= TEXT_LENGTH:
        return text
    return text[:TEXT_LENGTH] + "… (cut here; the whole text is in NightDesk)"
