"""A kernel machine: a call is judged by the kinds of known calls that it resembles, and by the phrases it shares with them.

Least squares with a kernel, so that learning is one linear equation: no chance, no rounds, the same on every run.
Taught by `python -m triage.tests.write_judge`; used with numpy alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from triage.learned.features import Features
from triage.learned.kinds import OUTPUTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

NARROWNESS = 1.0
"""How fast likeness fades with distance."""
WORDS_COUNT = 1.0
"""How much shared phrases count beside it."""
CAUTION = 0.2
"""How little a single known call may decide (the ridge)."""
FEWEST_CALLS = 2
"""A phrase that fewer calls contain says nothing."""
_FINEST = 1 / 160
"""Steps in which a pointer is kept, in a byte each."""


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """`worry` is about +1 for calls that had to wake somebody, about -1 for others; `kinds` are about 1 or 0 each."""

    worry: float
    kinds: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Machine:
    """Landmarks among the known calls, and how much each counts for each question asked about a new one."""

    axes: Matrix
    """The directions of meaning that are looked at, a column each (see `teaching.axes_of`)."""
    points: Matrix
    """The landmarks, a row each (see `landmarks.py`)."""
    weights: Matrix
    """A row for each landmark: first for the worry, then for each of OUTPUTS."""
    starts: Matrix
    phrases: Mapping[str, tuple[float, float]]
    """For each phrase how rare it is and what it is worth for the worry."""
    answered: Mapping[str, int]
    """For each phrase of calls whose right rule is known, its row in `pointers`."""
    pointers: Matrix
    """Which way a phrase points among the subjects of rules (see `subjects`): a row each."""
    paging: Matrix
    """What each feature of a rule beside a call is worth (see `paging.py`)."""
    subjects: Matrix
    """The directions in which what rules are about differs, a column each."""
    usual_pieces: NDArray[np.int32]
    """What callers' words are mostly cut into, to be worked out before the first call."""
    told: Matrix
    """The worry that each known call is told, in their order: a triager that hears them otherwise must be taught anew."""
    taught_by: str

    def judge(self, features: Features) -> Verdict:
        point = features.point
        doubled, squares = _unfolded(self)
        alike = doubled @ point
        alike -= squares
        np.exp(alike, out=alike)
        worry, *kinds = np.exp(-NARROWNESS * (point @ point)) * (alike @ self.weights) + self.starts
        return Verdict(
            float(worry) + self._phrases(features.grams),
            dict(zip(OUTPUTS, map(float, kinds), strict=True)),
        )

    def _phrases(self, grams: Iterable[str]) -> float:
        known = [self.phrases[gram] for gram in grams if gram in self.phrases]
        length = math.sqrt(sum(rarity * rarity for rarity, _ in known))
        return WORDS_COUNT * sum(rarity * worth for rarity, worth in known) / length if length else 0.0

    def pointed_at(self, grams: Iterable[str]) -> Matrix:
        """Return which way phrases point among the subjects of rules; nought when none of them is known."""
        rarity = {gram: self.phrases[gram][0] for gram in sorted(grams) if gram in self.answered}
        length = math.sqrt(sum(value * value for value in rarity.values()))
        if not length:
            return np.zeros(self.pointers.shape[1], dtype=np.float32)
        rows = self.pointers[[self.answered[gram] for gram in rarity]]
        pointed: Matrix = np.array(list(rarity.values()), dtype=np.float32) @ rows / np.float32(length)
        return pointed

    def save(self, path: Path) -> None:
        names = sorted(self.phrases)
        np.savez_compressed(
            path,
            axes=self.axes.astype(np.float16),
            points=self.points.astype(np.float16),
            weights=self.weights.astype(np.float32),
            starts=self.starts.astype(np.float32),
            phrases=np.array("\n".join(names).encode()),
            worth=np.array([self.phrases[name] for name in names], dtype=np.float32),
            answered=np.array("\n".join(self.answered).encode()),
            pointers=(self.pointers / _FINEST).round().clip(-127, 127).astype(np.int8),
            paging=self.paging.astype(np.float32),
            subjects=self.subjects.astype(np.float16),
            usual_pieces=self.usual_pieces.astype(np.int32),
            told=self.told.astype(np.float16),
            taught_by=np.array(self.taught_by.encode()),
        )

    @classmethod
    def load(cls, path: Path) -> Self:
        with np.load(path, allow_pickle=False) as file:
            names = bytes(file["phrases"][()]).decode().split("\n")
            answered = bytes(file["answered"][()]).decode().split("\n")
            return cls(
                axes=file["axes"].astype(np.float32),
                points=file["points"].astype(np.float32),
                weights=file["weights"],
                starts=file["starts"],
                phrases=dict(zip(names, map(tuple, file["worth"].tolist()), strict=True)),
                answered={name: row for row, name in enumerate(answered)},
                pointers=file["pointers"].astype(np.float32) * np.float32(_FINEST),
                paging=file["paging"],
                subjects=file["subjects"].astype(np.float32),
                usual_pieces=file["usual_pieces"],
                told=file["told"].astype(np.float32),
                taught_by=bytes(file["taught_by"][()]).decode(),
            )


@lru_cache(maxsize=4)
def _unfolded(machine: Machine) -> tuple[Matrix, Matrix]:
    """Return the squared distance to each landmark taken apart: what no call changes waits ready."""
    squares: Matrix = NARROWNESS * np.square(machine.points).sum(axis=1)
    return np.float32(2 * NARROWNESS) * machine.points, squares
