"""From what the recogniser wrote to plain words that can be compared.

Lowercase, no accents, contractions opened, misheard words put right. Commas and full stops survive as
tokens of their own, because a negation must not reach across them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from triage.lexicon.homophones import CONTRACTIONS, REPAIRS

LONGEST = 2_000
"""Characters of one utterance that are read; nobody says more in one breath."""

LONGEST_NAME_IN_WORDS = 4
SHORTEST_SOUND = 4
"""Shorter skeletons are met by chance."""
ONSET = 3
"""Shorter words may be letters that were spelled out ("a theme a health"): what follows decides how they sound."""
LETTERS_MORE = 3
"""Letters by which a name may be heard longer or shorter than it is."""
_ACCENT_FREE = str.maketrans("’‘`´", "''''")
_CONTRACTION = re.compile(r"\b(" + "|".join(map(re.escape, CONTRACTIONS)) + r")\b")
_REPAIRS = tuple((re.compile(rf"\b(?:{wrong})\b"), right) for wrong, right in REPAIRS)
_PAUSE = re.compile(r"[.?!;:]+(?=\s|$)|\s[-–—]+\s|[–—]")
_NOT_A_WORD = re.compile(r"[^a-z0-9,.|' ]+")
_ENDING = re.compile(r"(?:ations?|ing|ied|ies|ed|es|s|ly)$")


@lru_cache(maxsize=512)
def normalise(text: str) -> str:
    """Return the words of one utterance, single-spaced and ready to be matched."""
    plain = _without_accents(text[:LONGEST].lower().translate(_ACCENT_FREE))
    plain = _PAUSE.sub(" . ", plain).replace(",", " , ")
    plain = _NOT_A_WORD.sub(" ", plain)
    plain = _CONTRACTION.sub(lambda hit: CONTRACTIONS[hit.group(1)], plain)
    plain = _open_suffixes(plain)
    plain = " ".join(plain.split())
    for wrong, right in _REPAIRS:
        plain = wrong.sub(right, plain)
    return " ".join(plain.split())


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


_SUFFIXES = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"n't\b", " not"),
        (r"'re\b", " are"),
        (r"'ve\b", " have"),
        (r"'ll\b", " will"),
        (r"'d\b", " would"),
        (r"'m\b", " am"),
        (r"'s\b", " is"),
    )
)
_POINT_IN_A_NUMBER = re.compile(r"(?<=\d)[.](?=\d)")
_MARK_IN_A_WORD = re.compile(r"(?<=\w)[.'|](?=\w)|['|]")


def _open_suffixes(text: str) -> str:
    if "'" in text:
        for suffix, words in _SUFFIXES:
            text = suffix.sub(words, text)
    text = _POINT_IN_A_NUMBER.sub("", text)
    return _MARK_IN_A_WORD.sub(" ", text).replace(".", " . ")


def tokens(text: str) -> list[str]:
    """Return the words of normalised text, without its pauses."""
    return [word for word in text.split() if word not in {",", "."}]


@lru_cache(maxsize=8_192)
def stem(word: str) -> str:
    """Return a light stem: inflection goes, the word stays recognisable."""
    if len(word) <= 4:
        return word[:-1] if len(word) == 4 and word.endswith("s") and not word.endswith("ss") else word
    short = _ENDING.sub("", word)
    short = short if len(short) >= 3 else word
    if len(short) > 3 and short[-1] == short[-2] and short[-1] not in "lsz":
        short = short[:-1]
    return short.rstrip("e") if len(short) > 4 else short


_SOUNDS = (
    ("ph", "f"), ("ck", "k"), ("x", "ks"), ("qu", "kw"), ("ce", "se"), ("ci", "si"), ("cy", "sy"),
    ("ge", "je"), ("gi", "ji"), ("th", "0"), ("sh", "s"), ("ch", "k"), ("c", "k"), ("q", "k"), ("z", "s"),
    ("d", "t"), ("b", "p"), ("v", "f"), ("m", "n"), ("wr", "r"), ("kn", "n"), ("g", "k"),
)  # fmt: skip


_NO_LETTER = re.compile(r"[^a-z]")
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = frozenset("aeiouy")
_HARDLY_HEARD = str.maketrans("", "", "aeiouyhw")


@lru_cache(maxsize=8_192)
def skeleton(word: str) -> str:
    """Return how a word sounds, roughly: its consonants, with those that recognisers confuse made one."""
    sound = _NO_LETTER.sub("", word.lower())
    for letters, heard in _SOUNDS:
        sound = sound.replace(letters, heard)
    sound = _DOUBLED.sub(r"\1", sound)
    first = "A" if sound[:1] in _VOWELS else sound[:1]
    return first + sound[1:].translate(_HARDLY_HEARD)


def restore_names(text: str, names: Mapping[str, str]) -> str:
    """Put back product names that the recogniser broke into everyday words ("den tricks", "a theme a health").

    `names` maps what may be said, a name or the first part of it, to the name in full.
    """
    wanted = _by_onset(tuple(names.items()))
    said = [names.get(word, word) for word in text.split()]
    heard: list[str] = []
    at = 0
    while at < len(said):
        name, width = _name_at(said, at, wanted)
        heard.append(name)
        at += width
    return " ".join(heard)


class _Alike(NamedTuple):
    """Names that begin with the same sound: by their skeletons, and how long the longest is."""

    names: dict[str, str]
    longest: int


@lru_cache(maxsize=512)
def _by_onset(names: tuple[tuple[str, str], ...]) -> Mapping[str, _Alike]:
    wanted: dict[str, dict[str, str]] = {}
    for said, name in names:
        if len(sound := skeleton(said)) >= SHORTEST_SOUND:
            wanted.setdefault(_onset(said), {})[sound] = name
    return {onset: _Alike(alike, max(map(len, alike.values()))) for onset, alike in wanted.items()}


def _name_at(said: list[str], at: int, wanted: Mapping[str, _Alike]) -> tuple[str, int]:
    first = said[at]
    if not first.isalpha() or (len(first) >= ONSET and _onset(first) not in wanted):
        return first, 1
    for width in range(min(LONGEST_NAME_IN_WORDS, len(said) - at), 0, -1):
        window = said[at : at + width]
        joined = "".join(window)
        if not joined.isalpha():
            continue
        name = _name_of(joined, wanted.get(_onset(joined)))
        if name and (width == 1 or window[0] not in {"the", "is", "our"}):
            return name, width
    return first, 1


def _name_of(joined: str, alike: _Alike | None) -> str | None:
    """Return the name that sounds like this; the sound is worth working out only where a length may fit."""
    if not alike or len(joined) > alike.longest + LETTERS_MORE:
        return None
    if not any(_may_be(joined, name) for name in alike.names.values()):
        return None
    name = alike.names.get(skeleton(joined))
    return name if name and _may_be(joined, name) else None


def _may_be(joined: str, name: str) -> bool:
    return abs(len(joined) - len(name)) <= LETTERS_MORE or joined in name


_ONSETS = {
    **dict.fromkeys("aeiouy", "A"), **dict.fromkeys("cqgx", "k"), "z": "s", "d": "t", "b": "p", "v": "f", "m": "n",
    "ph": "f", "th": "0", "ce": "s", "ci": "s", "cy": "s", "ge": "j", "gi": "j", "wr": "r", "kn": "n",
}  # fmt: skip


def _onset(word: str) -> str:
    """Return the first sound of a word, which its first two letters decide."""
    return _ONSETS.get(word[:2]) or _ONSETS.get(word[:1], word[:1])
