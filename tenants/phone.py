"""One spelling for every telephone number: E.164."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

LETTERS = re.compile(r"[^\W\d_]")
EXTENSION = re.compile(r"(?:\s*(?:x|ext\.?|#)\s*\d{1,6})$", re.IGNORECASE)
WITHHELD = {"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253", "+464"}
"""What a withheld number looks like when a carrier spells words such as `anonymous` on the keypad."""
WRITTEN_OUT = re.compile(r"\+[1-9][0-9]{6,14}")
"""ITU-T E.164: a country code, and 15 digits at the most."""

COSTLY_CODES = {
    "870": "satellite",
    "878": "personal numbering",
    "881": "satellite",
    "882": "an international network",
    "883": "an international network",
    "979": "international premium rate",
}
"""Country codes that belong to no country, where a minute costs dollars and a fraudster earns them (ITU-T E.164.1)."""
COSTLY_TYPES = {
    phonenumbers.PhoneNumberType.PREMIUM_RATE: "premium rate",
    phonenumbers.PhoneNumberType.SHARED_COST: "shared cost",
    phonenumbers.PhoneNumberType.PERSONAL_NUMBER: "personal numbering",
}


@lru_cache(maxsize=4096)
def e164(text: str, region: str = "US") -> str | None:
    """Return a number as +15555550100, or None for what is no number, such as `anonymous`.

    Numbers reserved for fiction, as +1-555-0100, belong to nobody and pass all the same: a demonstration
    uses them. Letters are refused rather than dialled: 1-800-FLOWERS is a slogan, `anonymous` is not a number.
    """
    written = EXTENSION.sub("", text.strip())
    if written in WITHHELD:
        return None
    if LETTERS.search(written) or not any(character.isdigit() for character in written):
        return None
    return _possible(written, region) or _written_out(written)


def _possible(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return written if WRITTEN_OUT.fullmatch(written) else None


def _written_out(text: str) -> str | None:
    digits = "".join(character for character in text if character.isdigit() or character == "+")
    return digits if WRITTEN_OUT.fullmatch(digits) else None


def costly(number: str) -> str:
    """Return why an E.164 number must not be dialled or texted at our cost, such as `premium rate`; "" when it may."""
    if reason := COSTLY_CODES.get(number[1:4]):
        return reason
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    return COSTLY_TYPES.get(phonenumbers.number_type(parsed), "")
