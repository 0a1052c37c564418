"""A rule's trigger, split into the phrases that each meet it.

Only splits that leave every phrase meaning what it meant: `phones or internet down` stays whole, because
`phones` alone would wake somebody for any call about a phone.
"""

from __future__ import annotations

import re
from functools import lru_cache

_TROUBLE_WORDS = """down offline out outage outages dead unavailable unreachable unresponsive broken failed failing failure
    failures frozen stuck crashed stopped lost stolen hacked breached breach leaked exposed infected locked blocked
    alarm alarms alert fire flood leak smoke ransom ransomware virus malware phishing intrusion incident attack
    exposure compromised encrypted theft"""
TROUBLE = frozenset(_TROUBLE_WORDS.split())
"""A phrase that ends in one of these says what is wrong, so it stands by itself left of a small `or`."""

_LEANING_WORDS = """and but with without which who that when while if unless except excluding not even especially including
    affecting such during after before because since until for in on at of to by from plus then"""
LEANING = frozenset(_LEANING_WORDS.split())
"""A piece behind a comma that begins like this says more about the piece before it."""

QUOTES = "\"'“”‘’«»`"
EDGES = " \t,;:.!" + QUOTES

ENCLOSED = re.compile(r'\([^()]*\)|\[[^\[\]]*\]|"[^"]*"|“[^“”]*”')

SPLIT = re.compile(r"\bOR\b|\|\||;|,(?=\s|$)|\bor\b")
LABEL = re.compile(
    r"(?:routine|minor|normal|low|(?:non|not)[ -]urgent|urgent|critical|major|emergency|p[1-4]):\s",
    re.IGNORECASE,
)
"""A word for the rule as a whole, which no caller has to say."""


@lru_cache(maxsize=4096)
def trigger_phrases(trigger: str) -> tuple[str, ...]:
    """The phrases of a trigger in their order, without quotes and without repeats.

    `OR` and semicolons always split. A comma splits a list of things; a small `or` splits only where the words
    before it name a trouble of their own. Brackets and quotes keep together what they hold.
    """
    text = " ".join(trigger.split())
    phrases: dict[str, None] = {}
    for piece in _pieces(text):
        phrase = _stripped(piece)
        if phrase:
            phrases.setdefault(phrase)
    return tuple(phrases)


def _pieces(text: str) -> list[str]:
    """Cut at every safe separator; a piece that leans on the one before it stays with it."""
    label = LABEL.match(text)
    begin = label.end() if label else 0
    enclosed = [found.span() for found in ENCLOSED.finditer(text)]
    pieces = []
    for cut in SPLIT.finditer(text, begin):
        if any(start < cut.start() < end for start, end in enclosed):
            continue
        if _is_safe(cut[0], before=text[begin : cut.start()], after=text[cut.end() :]):
            pieces.append(text[begin : cut.start()])
            begin = cut.end()
    return [*pieces, text[begin:]]


def _is_safe(separator: str, *, before: str, after: str) -> bool:
    if separator == ",":
        following = re.findall(r"[\w']+", after[:40].lower())
        return not following or following[0] not in LEANING
    if separator == "or":
        words = re.findall(r"[\w'-]+", before.lower())
        return not words or words[-1] in TROUBLE
    return True


def _stripped(piece: str) -> str:
    """The phrase without separators and quotes around it; an apostrophe within stays."""
    return piece.strip().strip(EDGES).strip()
