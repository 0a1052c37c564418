"""Text messages as carriers count them: the GSM alphabet, 160 characters in one segment, 153 in each of several."""

from __future__ import annotations

import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€")
"""Sent as two characters. Both tables: 3GPP TS 23.038."""
_LIKE = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "–": "-",
        "—": "-",
        "…": "...",
        "\u00a0": " ",
    }
    | {"→": "->", "•": "-", "ç": "c", "\t": " "}
)
SINGLE, EACH = 160, 153
"""Characters of a message that goes in one segment, and of each segment when there are more."""


def as_gsm(text: str) -> str:
    """Return the text in the GSM alphabet: a single foreign character would halve what fits. What has no likeness goes."""
    return "".join(_letter(c) for c in unicodedata.normalize("NFC", text.translate(_LIKE)))


def _letter(char: str) -> str:
    if char in _BASIC or char in _EXTENDED:
        return char
    return "".join(c for c in unicodedata.normalize("NFKD", char) if c in _BASIC or c in _EXTENDED)


def length(text: str) -> int:
    """Return how many characters a text takes on the wire."""
    return sum(2 if char in _EXTENDED else 1 for char in text)


def segments(text: str) -> int:
    """Return in how many segments a text goes, all of it being in the alphabet."""
    count = length(text)
    return 1 if count <= SINGLE else -(-count // EACH)


def fitted(text: str, most: int) -> str:
    """Return the text in the alphabet and no longer than `most` characters on the wire, cut at a word with dots behind."""
    plain = as_gsm(text)
    if length(plain) <= most:
        return plain
    words = plain.split(" ")
    while len(words) > 1 and length(" ".join(words)) + 3 > most:
        words.pop()
    kept = " ".join(words).rstrip(" ,;:-")
    while length(kept) + 3 > most and kept:
        kept = kept[:-1]
    return f"{kept}..."[: max(most, 0)]
