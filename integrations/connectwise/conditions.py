"""ConnectWise's filter language, from typed values only: nothing a caller or a model said can reach it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

_FIELD = re.compile(r"[A-Za-z]+(/[A-Za-z]+)?")
_TOKEN = re.compile(r"nightdesk:[A-Za-z0-9_-]{1,80}")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.-]{0,49}")
_OPERATORS = frozenset({"=", "!=", "<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class Token:
    """A string of our own making, such as `nightdesk:CA…`. Anything else is refused: quoting is undocumented."""

    text: str

    def __post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.text):
            raise ValueError(f"{self.text!r} is not a reference of ours.")


@dataclass(frozen=True, slots=True)
class Identifier:
    """A company's code as the owner entered it, of letters and digits that need no quoting."""

    text: str

    def __post_init__(self) -> None:
        if not _IDENTIFIER.fullmatch(self.text):
            raise ValueError(f"{self.text!r} cannot be written into a filter.")

    @classmethod
    def of(cls, text: str) -> Identifier | None:
        return cls(text) if _IDENTIFIER.fullmatch(text) else None


Value = bool | int | datetime | Token | Identifier


def where(field: str, operator: str, value: Value) -> str:
    """Write one comparison."""
    if not _FIELD.fullmatch(field) or operator not in _OPERATORS:
        raise ValueError(f"{field} {operator} is not a comparison.")
    return f"{field}{operator}{_literal(value)}"


def whose(company: str) -> str | None:
    """Say that a record is a company's, named by id or code; None for a code that cannot be quoted safely."""
    text = company.strip()
    if text.isdecimal():
        return where("company/id", "=", int(text))
    code = Identifier.of(text)
    return where("company/identifier", "=", code) if code else None


def one_of(field: str, values: list[int]) -> str:
    """Write a comparison with a list of ids."""
    if not _FIELD.fullmatch(field) or not values:
        raise ValueError(f"{field} needs a list of ids.")
    return f"{field} in ({','.join(str(int(value)) for value in values)})"


def all_of(*comparisons: str) -> str:
    return " and ".join(comparisons)


def _literal(value: Value) -> str:
    """Whole seconds in UTC with a Z: fractions and offsets are refused for some fields."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case datetime():
            return f"[{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}]"
        case Token(text) | Identifier(text):
            return f'"{text}"'
