"""A kernel machine: a call is judged by the kinds of known calls that it resembles, and by the phrases it shares with them.

Least squares with a kernel, so that learning is one linear equation: no chance, no rounds, the same on every run.
Taught by `python -m triage.tests.write_judge`; used with numpy alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from triage.learned.features import Features
from triage.learned.kinds import CLAIMS, KINDS
from triage.words import stem

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
FINEST = np.float32(1 / 800)
"""Steps in which a pointer is kept, in a byte each: a hundred thousand of them are loaded as they stand."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Verdict:
    """How much a call is like those of which each of CLAIMS is true: about +1, or about -1 when like the others.

    `kinds` are about 1 or 0 each: for which sorts of rule it is one. `pointed` is which way such calls pointed among
    the subjects of rules.
    """

    worry: float
    settled: float
    trying: float
    life: float
    self_harm: float
    kinds: Mapping[str, float]
    pointed: Matrix


@dataclass(frozen=True, eq=False)
class Machine:
    """Landmarks among the known calls, and how much each counts for each question asked about a new one."""

    axes: Matrix
    """The directions of meaning that are looked at, a column each (see `teaching.axes_of`)."""
    points: Matrix
    """The landmarks, a row each (see `landmarks.py`)."""
    weights: Matrix
    """A row for each landmark: first for each of CLAIMS, then for each of KINDS, then for each of the subjects."""
    starts: Matrix
    phrases: Mapping[str, int]
    """The place of each phrase in `rarity`, `worth` and `answered`."""
    rarity: Matrix
    worth: Matrix
    """What a phrase is worth for each of CLAIMS: a row each."""
    answered: NDArray[np.int32]
    """The row of a phrase in `pointers`; the last for those that point nowhere."""
    pointers: NDArray[np.int8]
    """Which way a phrase points among the subjects of rules (see `subjects`), in steps of FINEST: a row each, the last
    pointing nowhere.
    """
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
        told = np.exp(-NARROWNESS * (point @ point)) * (alike @ self.weights) + self.starts
        claims, kinds, pointed = np.split(told, (len(CLAIMS), len(CLAIMS) + len(KINDS)))
        worth, pointers = self._phrases(features.grams)
        return Verdict(
            **dict(zip(CLAIMS, map(float, claims + worth), strict=True)),
            kinds=dict(zip(KINDS, map(float, kinds), strict=True)),
            pointed=pointed + pointers,
        )

    def _phrases(self, grams: Iterable[str]) -> tuple[Matrix, Matrix]:
        """Return what known phrases are worth, each by its share of the call, and which way they point."""
        places = sorted(self.phrases[gram] for gram in grams if gram in self.phrases)
        rarity = self.rarity[places]
        length = np.float32(math.sqrt(rarity @ rarity) or 1.0)
        shares: Matrix = np.float32(WORDS_COUNT) * rarity / length
        worth: Matrix = shares @ self.worth[places]
        pointers: Matrix = shares @ (self.pointers[self.answered[places]] * FINEST)
        return worth, pointers

    def rarity_of(self, word: str) -> float:
        """Return how rare a word, or its stem, is among known calls; one that callers never said is as rare as any."""
        place = self.phrases.get(word, self.phrases.get(stem(word)))
        return float(self.rarest if place is None else self.rarity[place])

    @cached_property
    def rarest(self) -> float:
        return float(self.rarity.max(initial=0.0))

    def save(self, path: Path) -> None:
        np.savez_compressed(
            path,
            axes=self.axes.astype(np.float16),
            points=self.points.astype(np.float16),
            weights=self.weights.astype(np.float32),
            starts=self.starts.astype(np.float32),
            phrases=np.array("\n".join(self.phrases).encode()),
            rarity=self.rarity.astype(np.float32),
            worth=self.worth.astype(np.float32),
            answered=self.answered.astype(np.int32),
            pointers=self.pointers,
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
            return cls(
                axes=file["axes"].astype(np.float32),
                points=file["points"].astype(np.float32),
                weights=file["weights"],
                starts=file["starts"],
                phrases=dict(zip(names, range(len(names)), strict=True)),
                rarity=file["rarity"],
                worth=file["worth"],
                answered=file["answered"],
                pointers=file["pointers"],
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
