"""From what was uploaded to clean text: size, encoding and characters, before any YAML is read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.runbook.faults import FaultList

MAX_BYTES = 100_000
"""Twenty times the largest runbook anybody keeps by hand; YAML is slow, so size is judged before parsing."""

LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""The line ends that YAML knows, so that our line numbers agree with the parser's."""

UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""YAML 1.1, chapter 5.1: what a document may not contain."""

UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the text, line and column counted from 1."""

    line: int = 1
    column: int = 1


def spot_at(text: str, offset: int) -> Spot:
    """Where the character at `offset` stands."""
    breaks = [found.end() for found in LINE_BREAK.finditer(text, 0, offset)]
    return Spot(len(breaks) + 1, offset - (breaks[-1] if breaks else 0) + 1)


def clean_source(source: str | bytes, faults: FaultList) -> str | None:
    """The text without byte-order mark and unprintable characters, or None when there is nothing to read on."""
    if len(source) > MAX_BYTES:
        _refuse_size(len(source), faults)
        return None
    text = _decoded(source, faults) if isinstance(source, bytes) else source
    if text is None:
        return None
    text = _without_unprintables(text.removeprefix("\ufeff"), faults)
    if (size := len(text.encode())) > MAX_BYTES:
        _refuse_size(size, faults)
        return None
    return text


def _refuse_size(size: int, faults: FaultList) -> None:
    message = f"{size:,} bytes; a runbook has at most {MAX_BYTES:,}. Keep what the night needs and leave out the rest"
    faults.error(Spot(), "", message)


def _decoded(data: bytes, faults: FaultList) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        looks = "the file looks like UTF-16" if data.startswith(UTF_16_MARKS) else "the file is not UTF-8"
        message = f"{looks}: byte {error.start} is 0x{data[error.start]:02x}. Save it as UTF-8"
        faults.error(spot_at(before, len(before)), "", message)
        return None


def _without_unprintables(text: str, faults: FaultList) -> str:
    """Blank the characters that YAML forbids, so that the rest can still be checked."""
    lines = LINE_BREAK.split(text) if UNPRINTABLE.search(text) else []
    for number, line in enumerate(lines, start=1):
        for found in UNPRINTABLE.finditer(line):
            message = f"control character U+{ord(found[0]):04X}; remove it, a runbook is plain text"
            faults.error(Spot(number, found.start() + 1), "", message)
    return UNPRINTABLE.sub(" ", text)
