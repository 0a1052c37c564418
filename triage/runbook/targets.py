"""Whom a rule names: a phone number, an e-mail address or a person, told apart by how it is written."""

from __future__ import annotations

import re
from enum import StrEnum

METHODS = ("sms", "email", "voice", "noop")
"""How somebody is reached; `noop` reaches nobody."""

EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")
PHONE = re.compile(r"\+?[\d\s().\-–/]+(?:(?:x|ext\.?)\s*\d{1,6})?", re.IGNORECASE)

FEWEST_DIGITS, MOST_DIGITS = 7, 15
"""Seven is a local number; 15 is the most that ITU-T E.164 allows."""


class TargetKind(StrEnum):
    PHONE = "phone number"
    EMAIL = "e-mail address"
    NAME = "name"


def kind_of(target: str) -> TargetKind:
    """Tell what the target is by its form alone; whatever is neither number nor address is a name."""
    if EMAIL.fullmatch(target.strip()):
        return TargetKind.EMAIL
    if PHONE.fullmatch(target.strip()) and any(character.isdigit() for character in target):
        return TargetKind.PHONE
    return TargetKind.NAME


def default_method(target: str | None) -> str:
    """How a target is reached when the rule does not say: a number by text, a person by a ringing phone."""
    if target is None:
        return "noop"
    return {TargetKind.PHONE: "sms", TargetKind.EMAIL: "email", TargetKind.NAME: "voice"}[kind_of(target)]


def why_unreachable(target: str) -> str | None:
    """What keeps a target from ever being reached, and what would be right; None when its form is fine."""
    if "\n" in target:
        return "more than one line; name one person, number or address"
    if kind_of(target) is TargetKind.PHONE:
        return _why_no_number(target)
    if "@" in target and kind_of(target) is TargetKind.NAME:
        return f"{target!r} is no complete e-mail address; write it like oncall@example.com"
    return None


def _why_no_number(target: str) -> str | None:
    digits = sum(character.isdigit() for character in re.split(r"x|ext", target, flags=re.IGNORECASE)[0])
    if FEWEST_DIGITS <= digits <= MOST_DIGITS:
        return None
    return (
        f"{target!r} has {digits} digits and is no number of a person; "
        'write it with country code, like "+15555550100"'
    )
