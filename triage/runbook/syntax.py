"""YAML's own complaints, said again in words that a person who keeps a runbook can act on."""

from __future__ import annotations

import re

import yaml

from triage.runbook.faults import FaultList
from triage.runbook.source import LINE_BREAK, Spot

TAB_INDENT = re.compile(r"^ *\t[ \t]*(?=\S)")

TAB = "a tab; YAML is indented with spaces only, use two spaces for each level"

RIGHT_WORDS = {
    "mapping values are not allowed": (
        "a second 'key: value' where a text is expected; put quotes around a text that holds a colon, "
        "and begin keys of one level in the same column"
    ),
    "could not find expected ':'": "neither 'key: value' nor a list entry '- text'; close the quotes above or add the colon",
    "did not find expected alphabetic": 'a text that begins with * or & needs quotes: "*text"',
    "expected alphabetic": 'a text that begins with * or & needs quotes: "*text"',
    "unknown escape character": (
        "a backslash inside double quotes means a special character; use single quotes: 'File server (\\\\files)'"
    ),
    "expected hexdecimal": "a backslash inside double quotes means a special character; use single quotes",
    "expected hexadecimal": "a backslash inside double quotes means a special character; use single quotes",
    "invalid Unicode": "a backslash inside double quotes means a special character; use single quotes",
    "expected '-'": "a list is not continued here; begin every entry with '- ' in the same column",
    "expected ',' or ']'": "a list in [ ] that is not closed; add the comma or ], or put quotes around a text with [",
    "expected ',' or '}'": "a mapping in { } that is not closed; add the comma or }, or put quotes around a text with {",
    "expected key": (
        "the line does not fit what is above it; begin keys of one level in the same column, "
        "and put quotes around the whole text, not a part of it"
    ),
    "expected <block end>": (
        "the line does not fit what is above it; begin keys and list entries of one level in the same column, "
        "and put quotes around the whole text, not a part of it"
    ),
    "directive": "a line that begins with % is a YAML directive; remove it",
    "tag": 'a text that begins with ! needs quotes: "!text"',
    "expected the node content": "something is missing here; write a text in quotes",
    "expected node content": "something is missing here; write a text in quotes",
}


def tell_syntax_fault(error: yaml.MarkedYAMLError, text: str, faults: FaultList) -> None:
    """Tell where the YAML breaks off and what would be right; every tab at once when a tab is the reason."""
    mark = error.problem_mark or error.context_mark
    spot = Spot(mark.line + 1, mark.column + 1) if mark else Spot()
    lines = LINE_BREAK.split(text)
    character = lines[spot.line - 1][spot.column - 1 : spot.column] if spot.line <= len(lines) else ""
    if character == "\t":
        _tell_tabs(lines, spot, faults)
    elif "end of stream" in (error.problem or "") and error.context_mark:
        opened = Spot(error.context_mark.line + 1, error.context_mark.column + 1)
        faults.error(opened, "", "what opens here is never closed; add the closing quote or bracket")
    else:
        faults.error(spot, "", _in_our_words(error, character))


def _tell_tabs(lines: list[str], spot: Spot, faults: FaultList) -> None:
    """A tab stops the parser at the first one; the others are just as wrong."""
    spots = {spot.line: spot}
    for number, line in enumerate(lines, start=1):
        if found := TAB_INDENT.match(line):
            spots.setdefault(number, Spot(number, found[0].index("\t") + 1))
    for place in spots.values():
        faults.error(place, "", TAB)


def _in_our_words(error: yaml.MarkedYAMLError, character: str) -> str:
    problem = error.problem or "unreadable"
    if "cannot start any token" in problem:
        return f'a text cannot begin with {character}; put quotes around it: "{character}text"'
    told = f"{problem} {error.context or ''}"
    for words, right in RIGHT_WORDS.items():
        if words in told:
            return right
    return f"YAML cannot be read on from here ({problem}); put quotes around texts with special characters"
