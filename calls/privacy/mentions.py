"""A number that was said or written somewhere else: in another call, in a name, in a text. Found by its digits."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import phonenumbers
from django.db.models import JSONField, Model, TextField, Value
from django.db.models.expressions import Func
from django.db.models.functions import Cast

from calls.models import Call
from calls.privacy.places import HELD

GONE = "[number erased]"
BETWEEN = r"[\s().,/-]{0,3}"
DIGITS = (
    "0|zero|oh",
    "1|one",
    "2|two",
    "3|three",
    "4|four",
    "5|five",
    "6|six",
    "7|seven",
    "8|eight",
    "9|nine",
)


def pattern_of(number: str) -> str:
    """Return a pattern, the same for Postgres and for Python, that finds a number however it is written or spelled out.

    The country's code may stand before it, written or left out.
    """
    parsed = phonenumbers.parse(number)
    national = phonenumbers.national_significant_number(parsed)
    code = BETWEEN.join(str(parsed.country_code))
    body = BETWEEN.join(f"(?:{DIGITS[int(digit)]})" for digit in national)
    return rf"(?<![0-9])(?:\+?{code}{BETWEEN}|0)?{body}(?![0-9])"


def erase_mentions(tenant_id: UUID, number: str) -> int:
    """Take the number out of every text of the tenant's calls that has it. Return how many rows had it."""
    pattern = pattern_of(number)
    return sum(
        _erase(model, name, tenant_id, pattern)
        for model, held in HELD.items()
        if held.call
        for name in (*held.words, *held.caller)
        if (model, name) not in {(Call, "sid"), (Call, "from_number")}
    )


def _erase(model: type[Model], name: str, tenant_id: UUID, pattern: str) -> int:
    field: Any = model._meta.get_field(name)
    as_text: Any = Cast(name, TextField()) if isinstance(field, JSONField) else name
    without: Any = Func(
        as_text, Value(pattern), Value(GONE), Value("gi"), function="regexp_replace", output_field=TextField()
    )
    if isinstance(field, JSONField):
        without = Cast(without, JSONField())
    rows = model._default_manager.alias(as_text=Cast(name, TextField())).filter(
        tenant_id=tenant_id, as_text__iregex=pattern
    )
    return rows.update(**{name: without})


def without_mention(text: str, number: str) -> str:
    """The same in Python."""
    return re.sub(pattern_of(number), GONE, text, flags=re.IGNORECASE)


__all__ = ["GONE", "erase_mentions", "pattern_of", "without_mention"]
