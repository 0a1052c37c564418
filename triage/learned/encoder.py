"""The Universal Sentence Encoder (multilingual, version 3) for an utterance at a time, or for all texts of a runbook.

Two layers of convolutions over word pieces, a mean, four dense layers. What the first layer makes of a piece does
not depend on its neighbours, and callers use few words: those rows are remembered, which leaves a third of the work.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

MOST_PIECES = 4_000
"""Pieces that are remembered: 15 KiB each, taken only when used."""

_CHUNKS = 17
_CHUNK_ROWS = 7_530
_EMBEDDING, _BRANCH = 512, 256
_WIDTHS = (2, 3, 5)
_LEFT = {2: 0, 3: 1, 5: 2}
"""How many pieces to the left each branch sees; the others are to the right."""
_MARGIN = 2


class Encoder:
    """The weights, and the rows of pieces met so far."""

    def __init__(self, weights: Path) -> None:
        threadpool_limits(1, user_api="blas")  # one decision is too small to be shared between cores
        with np.load(weights, allow_pickle=False) as file:
            self._load_table(file)
            self._load_first_layer(file)
            self._load_the_rest(file)
        self._places: dict[int, int] = {}
        self._own = np.zeros((MOST_PIECES + 1, _EMBEDDING + _BRANCH * len(_WIDTHS)), dtype=np.float32)
        self._first = {
            width: [np.zeros((MOST_PIECES + 1, _BRANCH), dtype=np.float32) for _ in range(width)]
            for width in _WIDTHS
        }  # a table for each place of a window; the last row of each is what lies beyond the ends: nothing
        self._filling = threading.Lock()

    def _load_table(self, file: np.lib.npyio.NpzFile) -> None:
        """Read the pieces' embeddings, kept as bytes: piece n stands in row n // 17 of chunk n % 17."""
        self._table = np.empty((_CHUNKS * _CHUNK_ROWS, _EMBEDDING), dtype=np.uint8)
        for chunk in range(_CHUNKS):
            self._table[chunk::_CHUNKS] = file[f"q{chunk + 1}"]
        self._scale, self._low = file["scale"], file["lo"]

    def _load_first_layer(self, file: np.lib.npyio.NpzFile) -> None:
        self._eps = float(file["eps"])
        self._project = np.concatenate([file[f"proj{width}"] for width in _WIDTHS], axis=1)
        self._project_bias = np.concatenate([file[f"proj_b{width}"] for width in _WIDTHS])
        self._gain, self._bias = (
            np.concatenate([file[f"ln_{kind}{width}"] for width in _WIDTHS]) for kind in "gb"
        )
        self._w1 = {
            width: np.concatenate(np.split(file[f"w1_{width}"], width), axis=1) for width in _WIDTHS
        }  # a block of columns for each place of the window
        self._b1 = {width: file[f"b1_{width}"] for width in _WIDTHS}

    def _load_the_rest(self, file: np.lib.npyio.NpzFile) -> None:
        self._w2 = {width: file[f"w2_{width}"] for width in _WIDTHS}
        self._b2 = {width: file[f"b2_{width}"] for width in _WIDTHS}
        self._norm = file["ln_g"], file["ln_b"]
        self._mean, self._mean_bias = file["cnn_W"], file["cnn_b"]
        self._from_mean = np.hstack([file["d0"], file["p1"]])
        self._d1, self._d2, self._d3, self._p3 = (file[name] for name in ("d1", "d2", "d3", "p3"))

    def prepare(self, pieces: Sequence[int]) -> None:
        """Remember pieces before anybody says them."""
        with self._filling:
            self._remember(pieces[:MOST_PIECES])

    def encode_all(self, texts: Sequence[Sequence[int]]) -> Matrix:
        """Return the meaning of each text, a row each, in one go: most of the time goes by reading the weights."""
        row = _in_a_row(texts)
        features, hidden = self._rows(row)
        for branch, width in enumerate(_WIDTHS):
            seen = features[:, _EMBEDDING + branch * _BRANCH :][:, :_BRANCH]
            seen[:] = self._second(width, seen, hidden[width], row.between)
        features = _normalised(features, *self._norm, self._eps)
        sums = np.array([features[start:end].sum(axis=0) for start, end in row.ends])
        return self._dense(sums, np.array([len(text) for text in texts], dtype=np.float32)[:, None])

    def _second(self, width: int, seen: Matrix, hidden: Matrix, between: NDArray[np.intp]) -> Matrix:
        """Run the second convolution of a branch over what the first made of the pieces; between texts is nothing."""
        count = len(seen)
        padded = np.zeros((count + 2 * _MARGIN, _BRANCH), dtype=np.float32)
        inner = padded[_MARGIN : _MARGIN + count]
        np.maximum(hidden, 0, out=inner)
        inner += seen
        inner[between] = 0
        beside = np.concatenate([padded[start : start + count] for start in _windows(width)], axis=1)
        second: Matrix = beside @ self._w2[width]
        second += self._b2[width]
        np.maximum(second, 0, out=second)
        second += inner
        return second

    def _dense(self, sums: Matrix, counts: Matrix) -> Matrix:
        mean = (sums @ self._mean + counts * self._mean_bias) / np.sqrt(counts)
        wide = mean @ self._from_mean
        half = self._d1.shape[0]
        inner = np.maximum(wide[:, half:] + np.maximum(wide[:, :half], 0) @ self._d1, 0)
        told = np.tanh(inner @ self._p3 + np.maximum(inner @ self._d2, 0) @ self._d3)
        meanings: Matrix = told / np.sqrt(np.maximum(np.square(told).sum(axis=1), self._eps))[:, None]
        return meanings

    def _rows(self, row: _Row) -> tuple[Matrix, dict[int, Matrix]]:
        """Return each piece as the second layer takes it, and what the first makes of it among its neighbours.

        Both are the caller's own to change; they are made of what is remembered of each piece.
        """
        with self._filling:
            self._remember([piece for piece in row.pieces if piece != _NOTHING])
            places = np.full(len(row.pieces) + 2 * _MARGIN, MOST_PIECES)
            places[_MARGIN:-_MARGIN] = [self._places.get(piece, MOST_PIECES) for piece in row.pieces]
            return self._own[places[_MARGIN:-_MARGIN]], {
                width: self._first_of(width, places, len(row.pieces)) for width in _WIDTHS
            }

    def _remember(self, pieces: Sequence[int]) -> None:
        new = [piece for piece in dict.fromkeys(pieces) if piece not in self._places]
        if len(self._places) + len(new) > MOST_PIECES:
            self._places.clear()
            new = list(dict.fromkeys(pieces))[:MOST_PIECES]
        if new:
            self._fill(np.array(new))

    def _first_of(self, width: int, places: NDArray[np.int64], count: int) -> Matrix:
        tables = zip(self._first[width], _windows(width), strict=True)
        hidden = sum(table[places[start : start + count]] for table, start in tables)
        first: Matrix = hidden + self._b1[width]
        return first

    def _fill(self, pieces: NDArray[np.int64]) -> None:
        start = len(self._places)
        rows = slice(start, start + len(pieces))
        chunk = pieces % _CHUNKS
        raw = self._table[pieces] * self._scale[chunk, None] + self._low[chunk, None]
        seen = _normalised(raw @ self._project + self._project_bias, self._gain, self._bias, self._eps)
        self._own[rows, :_EMBEDDING] = raw
        self._own[rows, _EMBEDDING:] = seen
        for width, part in zip(_WIDTHS, np.split(seen, len(_WIDTHS), axis=1), strict=True):
            shares = np.split(part @ self._w1[width], width, axis=1)
            for table, share in zip(self._first[width], shares, strict=True):
                table[rows] = share
        self._places.update({int(piece): start + at for at, piece in enumerate(pieces)})


_NOTHING = -1


class _Row(NamedTuple):
    """Texts one after the other, with as much nothing between them as a window is wide to its sides."""

    pieces: list[int]
    ends: list[tuple[int, int]]
    between: NDArray[np.intp]


def _in_a_row(texts: Sequence[Sequence[int]]) -> _Row:
    pieces: list[int] = []
    ends: list[tuple[int, int]] = []
    for text in texts:
        pieces += [_NOTHING] * _MARGIN if pieces else []
        ends.append((len(pieces), len(pieces) + len(text)))
        pieces += text
    between = [place for place, piece in enumerate(pieces) if piece == _NOTHING]
    return _Row(pieces, ends, np.array(between, dtype=np.intp))


def _windows(width: int) -> tuple[int, ...]:
    """Return where in padded rows each place of a window begins."""
    return tuple(_MARGIN - _LEFT[width] + place for place in range(width))


def _normalised(rows: Matrix, gain: Matrix, bias: Matrix, eps: float) -> Matrix:
    rows -= rows.mean(axis=-1, keepdims=True)
    variance = np.einsum("ij,ij->i", rows, rows) / rows.shape[-1]
    rows *= (1 / np.sqrt(variance + eps))[:, None]
    rows *= gain
    rows += bias
    return rows
