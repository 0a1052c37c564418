"""Numbers as they are written or dictated, found in running text: "4111 1111", "four one, double one", "treinta y uno"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

_ENGLISH = {
    "zero": "0", "oh": "0", "o": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13",
    "fourteen": "14", "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
    "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80",
    "ninety": "90", "hundred": "00",
}  # fmt: skip
_SPANISH = {
    "cero": "0", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "seis": "6", "siete": "7",
    "ocho": "8", "nueve": "9", "diez": "10", "once": "11", "doce": "12", "trece": "13", "catorce": "14",
    "quince": "15", "dieciséis": "16", "dieciseis": "16", "diecisiete": "17", "dieciocho": "18", "diecinueve": "19",
    "veinte": "20", "veintiuno": "21", "veintidós": "22", "veintitrés": "23", "veinticuatro": "24",
    "veinticinco": "25", "treinta": "30", "cuarenta": "40", "cincuenta": "50", "sesenta": "60", "setenta": "70",
    "ochenta": "80", "noventa": "90",
}  # fmt: skip
_FRENCH = {
    "zéro": "0", "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "sept": "7", "huit": "8", "neuf": "9",
    "dix": "10", "onze": "11", "douze": "12", "treize": "13", "quatorze": "14", "quinze": "15", "seize": "16",
    "vingt": "20", "trente": "30", "quarante": "40", "cinquante": "50", "soixante": "60",
}  # fmt: skip
_PORTUGUESE = {
    "dois": "2", "duas": "2", "três": "3", "quatro": "4", "sete": "7", "oito": "8", "nove": "9", "dez": "10",
    "doze": "12", "treze": "13", "catorze": "14", "quinze": "15", "vinte": "20", "trinta": "30", "quarenta": "40",
    "cinquenta": "50", "sessenta": "60", "setenta": "70", "oitenta": "80", "noventa": "90",
}  # fmt: skip
_GERMAN = {
    "null": "0", "eins": "1", "zwei": "2", "zwo": "2", "drei": "3", "vier": "4", "fünf": "5", "sechs": "6",
    "sieben": "7", "acht": "8", "neun": "9", "zehn": "10", "elf": "11", "zwölf": "12", "zwanzig": "20",
    "dreißig": "30", "vierzig": "40", "fünfzig": "50", "sechzig": "60", "siebzig": "70", "achtzig": "80",
    "neunzig": "90",
}  # fmt: skip
_ITALIAN = {
    "tre": "3", "quattro": "4", "cinque": "5", "sei": "6", "sette": "7", "otto": "8", "dieci": "10", "undici": "11",
    "dodici": "12", "venti": "20", "trenta": "30", "quaranta": "40", "cinquanta": "50", "sessanta": "60",
    "settanta": "70", "ottanta": "80", "novanta": "90",
}  # fmt: skip
_SPOKEN = {**_ITALIAN, **_GERMAN, **_PORTUGUESE, **_FRENCH, **_SPANISH, **_ENGLISH, "un": "1"}
_UNITS = {
    "ein": "1",
    "zwei": "2",
    "drei": "3",
    "vier": "4",
    "fünf": "5",
    "sechs": "6",
    "sieben": "7",
    "acht": "8",
    "neun": "9",
}
_SPOKEN |= {
    f"{unit}und{ten}": _SPOKEN[ten][0] + digit
    for unit, digit in _UNITS.items()
    for ten in ("zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")
}
_INSIDE = {"to": "2", "too": "2", "for": "4", "ate": "8", "won": "1", "due": "2"}
"""Words that mean a digit only between two others."""
_UM = "um"
"""Portuguese for one, English for a moment's thought: a digit in Portuguese company only."""
_TENS = frozenset(
    word for word, value in _SPOKEN.items() if len(value) == 2 and value[0] > "1" and value[1] == "0"
)
_REPEATS = {"double": 2, "triple": 3, "doble": 2, "dobro": 2}
_BETWEEN = frozenset("and then y et und e dash hyphen space guion guión tiret strich uh er".split())
_SELDOM_A_NUMBER = frozenset(("oh", "o", "once", "un", "sei", "sept", "elf", "acht"))
"""Words that, standing alone, are more often something else."""

_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_SEPARATES = re.compile(r"[\s,.()\-–—/]*")


@dataclass(frozen=True, slots=True)
class Run:
    """Digits that were said in a row: where they stand in the text, as they were said, and as digits."""

    start: int
    end: int
    text: str
    digits: str


@lru_cache(maxsize=2_048)
def runs(text: str) -> tuple[Run, ...]:
    """Return every run of digits, single ones included."""
    return tuple(run for words in _rows(text) if (run := _run(text, words)))


class _Word(NamedTuple):
    start: int
    end: int
    text: str

    @property
    def is_number(self) -> bool:
        return _is_number(self.text)


def _is_number(text: str) -> bool:
    return text in _SPOKEN or text in _REPEATS or text == _UM or text[0].isdecimal()


def _rows(text: str) -> Iterator[list[_Word]]:
    """Yield the words of each stretch that numbers and what may stand between numbers make up."""
    row: list[_Word] = []
    last_end = 0
    for hit in _TOKEN.finditer(text):
        said = hit.group().lower()
        if not row and not _is_number(said):  # nearly every word
            last_end = hit.end()
            continue
        word = _Word(hit.start(), hit.end(), said)
        if row and not _SEPARATES.fullmatch(text, last_end, word.start):
            yield row
            row = []
        last_end = word.end
        if (word.is_number and _stands_free(text, word)) or (
            row and (word.text in _BETWEEN or (word.text in _INSIDE and row[-1].is_number))
        ):
            row.append(word)
        elif row:
            yield row
            row = []
    if row:
        yield row


def _stands_free(text: str, word: _Word) -> bool:
    """Whether a number is a word of its own: no part of a name ("Tulip99"), of +1, or of o'clock."""
    before = text[word.start - 1 : word.start]
    after = text[word.end : word.end + 1]
    return not (before.isalnum() or before in ("+", "_")) and not (word.text == "o" and after in ("'", "’"))


def _run(text: str, words: list[_Word]) -> Run | None:
    while words and (not words[-1].is_number or words[-1].text in _REPEATS):
        words.pop()
    digits = _digits([word.text for word in words])
    if not digits or (len(words) == 1 and words[0].text in _SELDOM_A_NUMBER):
        return None
    start, end = words[0].start, words[-1].end
    return Run(start, end, text[start:end], digits)


def _digits(words: list[str]) -> str:
    """Return the digits of a run ("double four", "twenty three"), whether written or spoken."""
    digits, times, tens = "", 1, ""
    in_portuguese = words.count(_UM) > 1 or not _PORTUGUESE.keys().isdisjoint(words)
    for word in words:
        if word in _REPEATS:
            times = _REPEATS[word]
            continue
        value = word if word[0].isdecimal() else _SPOKEN.get(word) or _INSIDE.get(word, "")
        if word == _UM and in_portuguese:
            value = "1"
        if not value:
            continue
        if tens and len(value) == 1 and value != "0":
            value, digits = tens[0] + value, digits[:-2]
        tens = value if word in _TENS else ""
        digits, times = digits + value * times, 1
    return digits


def is_luhn(digits: str) -> bool:
    """Tell whether the check digit fits, as it does on every payment card."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
