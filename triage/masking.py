"""Secrets that a caller says aloud are masked before they reach a prompt, a ticket, a page or a log.

Card numbers (checked by Luhn), US social security numbers, passwords, codes and PINs; written in digits or
spoken one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from triage.types import Speaker, Turn

CARD, SSN, NUMBER, SECRET = "[card number removed]", "[SSN removed]", "[number removed]", "[secret removed]"

_SPOKEN = {
    "zero": "0", "oh": "0", "o": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13",
    "fourteen": "14", "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
    "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80",
    "ninety": "90", "hundred": "00", "cero": "0", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5",
    "seis": "6", "siete": "7", "ocho": "8", "nueve": "9",
}  # fmt: skip
_TENS = {word for word in _SPOKEN if word.endswith("ty")}
_REPEATS = {"double": 2, "triple": 3}
_WORD = "|".join(sorted(_SPOKEN, key=len, reverse=True))
_GAP = r"[\s,.\-–—/]*(?:\b(?:and|then|dash|uh|um|space|double|triple)\b[\s,.\-]*)*"
_RUN = re.compile(
    rf"(?<![\w+])(?:(?:double|triple)\s+)?(?:\d+|\b(?:{_WORD})\b)(?:{_GAP}(?:\d+|\b(?:{_WORD})\b))+|(?<!\w)\d{{9,}}",
    re.IGNORECASE,
)
_PIECE = re.compile(rf"\d+|double|triple|{_WORD}", re.IGNORECASE)
_SSN_FORM = re.compile(r"(?<!\d)(?!000|666|9\d\d)\d{3}[- .]\d{2}[- .]\d{4}(?!\d)")
_SSN_WORDS = re.compile(r"social(?: security)?|\bssn\b|seguro social|tax ?id", re.IGNORECASE)
_CARD_WORDS = re.compile(
    r"\bcards?\b|visa|master ?card|amex|american express|discover|tarjeta|card number", re.IGNORECASE
)

_NAME_OF_ONE = r"(?:pass\s?(?:word|code|phrase)|pwd|pin(?:\s?(?:code|number))?|security (?:code|answer)|cvv|cvc|(?:verification|mfa|access|one[- ]time|login|authenticator|alarm|door)\s?(?:code|pin)|contrase[nñ]a|clave)"
_PIECE_OF_ONE = r"[^\s,;!?]+?(?=[.,;!?]*(?:\s|$))"
_END_OF_ONE = r"(?:and|but|so|if|can|could|please|it|that|which|i|y|pero|because|for|with|thanks|on|in|just)"
_SECRET = re.compile(
    rf"(?P<lead>\b{_NAME_OF_ONE}\b(?:\s+(?:for|to|on|de|del|of)\s+(?:\w+\s+){{0,4}}?\w+)?\s*"
    rf"(?:(?:is|was|are|es|era|['’]s|to|as)\b[\s:,]*|[:=]\s*)(?:still\s+|now\s+|currently\s+|set to\s+)?)"
    rf"(?P<secret>\"[^\"]+\"|{_PIECE_OF_ONE}(?:\s+(?!{_END_OF_ONE}\b){_PIECE_OF_ONE}){{0,5}})",
    re.IGNORECASE,
)
_NO_SECRET = re.compile(
    r"^\W*(?:not|no|never|wrong|expired?|expiring|locked|incorrect|invalid|the same|reset|being|too|working|broken|rejected|"
    r"denied|bad|old|gone|forgotten|due|about|going|still|now|what|asked|asking|(?:correct|right|fine)$|needed|required|missing|"
    r"changed|blocked|refused|accepted|in|on|somewhere|written|stuck|a|an|my|his|her|their|incorrecta|mala|work\w*|help\w*|"
    r"change|me|be|get|log|sign|open|use|access|enter)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1_024)
def mask(text: str) -> str:
    """Return the text with whatever looks like a card number, an SSN or a secret taken out."""
    masked = _SECRET.sub(_without_secret, text)
    masked = _SSN_FORM.sub(SSN, masked)
    return _RUN.sub(lambda run: _masked_run(run, masked), masked)


def mask_turns(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Mask every turn, and numbers that a caller spreads over consecutive turns."""
    masked = [Turn(turn.speaker, mask(turn.text)) for turn in turns]
    for spread in _caller_pairs(turns):
        _mask_across(turns, masked, spread)
    return tuple(masked)


def _caller_pairs(turns: Sequence[Turn]) -> Iterable[tuple[int, ...]]:
    callers = [index for index, turn in enumerate(turns) if turn.speaker is Speaker.CALLER]
    for width in (2, 3, 4):
        yield from (tuple(callers[at : at + width]) for at in range(len(callers) - width + 1))


def _mask_across(turns: Sequence[Turn], masked: list[Turn], spread: tuple[int, ...]) -> None:
    """Digits of these turns that only together make a number are taken out of each."""
    runs = [(index, run) for index in spread for run in _runs(turns[index].text)]
    if len({index for index, _ in runs}) != len(spread) or len(runs) != len(spread):
        return
    digits = "".join(_digits(run.group()) for _, run in runs)
    context = " ".join(turns[index].text for index in spread)
    verdict = _verdict(digits, context)
    if verdict:
        for index, run in runs:
            masked[index] = Turn(Speaker.CALLER, mask(turns[index].text.replace(run.group(), verdict)))


@lru_cache(maxsize=1_024)
def _runs(text: str) -> tuple[re.Match[str], ...]:
    return tuple(_RUN.finditer(text))


def _without_secret(hit: re.Match[str]) -> str:
    return hit.group() if _NO_SECRET.match(hit["secret"]) else hit["lead"] + SECRET


def _masked_run(run: re.Match[str], text: str) -> str:
    before = text[max(0, run.start() - 60) : run.start()]
    verdict = _verdict(_digits(run.group()), before)
    return verdict or run.group()


def _verdict(digits: str, context: str) -> str | None:
    """Say what a run of digits is; ten and eleven digits are call-back numbers and stay."""
    if _SSN_WORDS.search(context) and (len(digits) == 9 or len(digits) == 4):
        return SSN
    if len(digits) >= 12 and _CARD_WORDS.search(context):
        return CARD
    if 13 <= len(digits) <= 19 and _is_luhn(digits):
        return CARD
    return NUMBER if len(digits) == 9 or len(digits) >= 13 else None


def _digits(run: str) -> str:
    """Return the digits of a run, whether written or spoken ("double four", "twenty three")."""
    digits, times, tens = "", 1, ""
    for piece in _PIECE.findall(run.lower()):
        if piece in _REPEATS:
            times = _REPEATS[piece]
            continue
        value = piece if piece.isdigit() else _SPOKEN[piece]
        if tens and len(value) == 1 and value != "0":
            value, digits = tens[0] + value, digits[:-2]
        tens = value if piece in _TENS else ""
        digits, times = digits + value * times, 1
    return digits


def _is_luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
