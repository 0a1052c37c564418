"""Business hours cut into tokens: days, spans, dates, zones, closings, and the punctuation between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any

from triage.hours.clock_times import DAY, SPAN, read_span
from triage.hours.opening import EVERY_DAY, Season
from triage.hours.zones import zone_key


class Kind(StrEnum):
    ALWAYS = auto()
    DAYS = auto()
    SPAN = auto()
    DATES = auto()
    ZONE = auto()
    CLOSED = auto()
    HOLIDAYS = auto()
    APPOINTMENT = auto()
    COMMA = auto()
    COLON = auto()
    END = auto()
    OPENING = auto()
    CLOSING = auto()
    JOINER = auto()
    WORD = auto()
    LONE_TIME = auto()
    DOUBT = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text with its meaning: weekdays, a span of minutes, a season or a zone's key."""

    kind: Kind
    value: Any = None


DAY_NAMES = (
    r"mo(?:n(?:day)?s?)?",
    r"tu(?:e(?:s(?:day)?s?)?)?",
    r"wed(?:nesday)?s?",
    r"th(?:u(?:r(?:s(?:day)?)?)?s?)?",
    r"fr(?:i(?:day)?s?)?",
    r"sat(?:urday)?s?|sa",
    r"sun(?:day)?s?|su",
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_TO = r"(?:-|to|until|till?|thru|through)"
_NAME = "(?:" + "|".join(DAY_NAMES) + r")(?![a-z])\.?"
_LETTER = r"(?-i:M|T|W|F)(?![a-z])"
_ONE_DAY = f"(?:{_NAME}|{_LETTER})"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_DAY_OF_MONTH = r"\d{1,2}(?:st|nd|rd|th)?(?!\d|:\d)"
_DATE = rf"(?:{_MONTH}\s+{_DAY_OF_MONTH}|{_DAY_OF_MONTH}\s+{_MONTH})"
_AREA = "Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|US|Canada|Etc"

PATTERNS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.ALWAYS,
        r"24\s*[/x×]\s*7(?:\s*[/x×]\s*365)?(?!\d)|(?:a)?round[ -]the[ -]clock|always open"
        r"|24[ -]*(?:hours|hrs?)(?:\s*(?:a|per|/)\s*day)?\s*,?\s*(?:7|seven)\s*days(?:\s*(?:a|per|/)\s*week)?"
        r"|(?:7|seven)\s*days(?:\s*(?:a|per|/)\s*week)?\s*,?\s*24[ -]*(?:hours|hrs?)(?:\s*(?:a|per|/)\s*day)?",
    ),
    (Kind.SPAN, r"24[ -]*(?:hours?|hrs?|h)(?![a-z])(?:\s*(?:a|per|/)\s*day)?|all[ -]day|" + SPAN),
    (Kind.DAYS, r"24\s*[/x×]\s*5(?!\d)"),
    (Kind.DAYS, r"(?:7|seven)\s*days(?:\s*(?:a|per|/)\s*week)?|daily|every\s?day|all week"),
    (Kind.DAYS, r"week\s?days?|workdays?|business days|week\s?ends?"),
    (Kind.DATES, rf"{_DATE}\s*{_TO}\s*(?:{_DATE}|{_DAY_OF_MONTH})"),
    (Kind.DATES, _DATE),
    (Kind.DATES, rf"{_MONTH}\s*{_TO}\s*{_MONTH}(?![a-z])|{_MONTH}(?=\s*:)"),
    (Kind.DAYS, rf"{_ONE_DAY}\s*{_TO}\s*{_ONE_DAY}"),
    (Kind.DAYS, _ONE_DAY),
    (Kind.ZONE, r"(?:utc|gmt)\s*[+-]\s*\d{1,2}(?::?00)?"),
    (Kind.ZONE, rf"(?:{_AREA})(?:/[a-z0-9_+-]+)+"),
    (
        Kind.ZONE,
        r"(?:eastern|central|mountain|pacific|arizona|alaska|hawaii)(?=\s*(?:standard |daylight )?time\b)",
    ),
    (Kind.ZONE, r"(?:eastern|central|mountain|pacific|arizona|alaska|hawaii)(?=\s*(?:[,;.()]|$))"),
    (Kind.ZONE, r"[ecmp][sd]?t|ak[sd]?t|hs?t|az|bst|utc|gmt|ce?s?t|cest|ee?st|eet"),
    (
        Kind.HOLIDAYS,
        r"(?:incl(?:uding|udes|\.)?|even|open)\s+(?:on\s+|all\s+)?holidays|holidays (?:too|included)|365(?: days)?",
    ),
    (Kind.APPOINTMENT, r"(?:by )?appointments?(?: only)?|by appt\.?|on request"),
    (Kind.CLOSED, r"closed|except|excluding|excl\.?|other than"),
    (
        Kind.DOUBT,
        rf"(?:first|second|third|fourth|last)(?!-(?!{_NAME})[a-z])|other|alternat\w*|biweekly|bi-weekly|odd|even|var(?:y|ies|iable)|seasonal"
        r"|tb[da]|some|not|no|sunset|sunrise|dusk|dawn|\d(?:st|nd|rd|th)|half",
    ),
    (Kind.LONE_TIME, r"\d{1,2}:\d{2}\w*|\d{1,2}\s*[ap]\.?m\.?|\d{1,2}[ap]"),
    (Kind.JOINER, r"and|or|plus|from|on|the|each|also|then|time|standard|daylight|local|hours|open"),
    (Kind.WORD, r"[^\W_]+(?:['’_.-][^\W_]+)*"),
)
BREAKS = {";": Kind.END, "\n": Kind.END, "|": Kind.END, ",": Kind.COMMA, "/": Kind.COMMA, "(": Kind.OPENING}
BREAKS |= {"[": Kind.OPENING, ")": Kind.CLOSING, "]": Kind.CLOSING, ":": Kind.COLON}

_WHOLE_WORD = r"(?<![\w:])(?:{})(?![a-z0-9_])"
_SCANNERS = tuple(
    (kind, re.compile(_WHOLE_WORD.format(pattern), re.IGNORECASE)) for kind, pattern in PATTERNS
)
_DASHES = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "\u00a0": " ", "\u202f": " ", "’": "'"}
)


def tokens_of(text: str) -> Iterator[Token]:
    """The text as tokens; DOUBT marks what changes the meaning in a way that is not understood."""
    text = " ".join(part for part in re.split(r"[^\S\n]+", text.translate(_DASHES)))
    position = 0
    while position < len(text):
        if token_end := _scan(text, position):
            token, position = token_end
            yield token
            continue
        if kind := BREAKS.get(text[position]):
            yield Token(kind)
        position += 1


def _scan(text: str, position: int) -> tuple[Token, int] | None:
    for kind, pattern in _SCANNERS:
        if found := pattern.match(text, position):
            return _token(kind, found[0]), found.end()
    return None


def _token(kind: Kind, written: str) -> Token:
    reader = READERS.get(kind)
    if reader is None:
        return Token(kind)
    value = reader(written)
    return Token(Kind.DOUBT) if value is None else Token(kind, value)


def _read_days(written: str) -> frozenset[int] | None:
    text = re.sub(r"\s", "", written.lower())
    if text.startswith(("7", "seven", "daily", "every", "all")):
        return EVERY_DAY
    if text.startswith("weekend"):
        return frozenset({5, 6})
    if text.startswith(("weekd", "work", "business", "24")):
        return frozenset(range(5))
    ends = [_weekday(name) for name in re.split(_TO, text) if name]
    first, last = ends[0], ends[-1]
    span = range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)]
    return frozenset(span)


def _weekday(name: str) -> int:
    for number, pattern in enumerate(DAY_NAMES):
        if re.fullmatch(rf"(?:{pattern})\.?", name):
            return number
    return "mtwxf".index(name)


def _read_span(written: str) -> tuple[int, int] | None:
    if written.lower().startswith(("24", "all")) and not re.search(r"-\s*\d", written):
        return 0, DAY
    return read_span(written)


def _read_dates(written: str) -> Season | None:
    """`Jan 15 - Apr 15`, `Jun-Aug` (whole months), `Dec 24`, `Dec 24-26`."""
    months = [MONTHS.index(name[:3].lower()) + 1 for name in re.findall(_MONTH, written, re.IGNORECASE)]
    days = [int(number) for number in re.findall(r"\d+", written)]
    if not days:
        return Season((months[0], 1), (months[-1], 31))
    if not all(1 <= day <= 31 for day in days):
        return None
    return Season((months[0], days[0]), (months[-1], days[-1]))


READERS: dict[Kind, Callable[[str], Any]] = {
    Kind.DAYS: _read_days,
    Kind.SPAN: _read_span,
    Kind.DATES: _read_dates,
    Kind.ZONE: zone_key,
}
