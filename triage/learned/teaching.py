"""How the machine learns: least squares with a kernel, one linear equation, the same on every run.

Run by `python -m triage.tests.write_judge` when the known calls or the signs change; a call is never decided here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from triage.learned.features import Features
from triage.learned.landmarks import landmarks_among, likeness, moved_to
from triage.learned.machine import CAUTION, FEWEST_CALLS, NARROWNESS, WORDS_COUNT, Machine
from triage.learned.paging import FITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from triage.learned.ear import Vector

    Matrix = NDArray[np.float64]

PAGING_CAUTION = 200.0
PAIRING_CAUTION = 12.0
"""How little a single known call may decide which subjects of rules answer which calls."""
USUAL_PHRASE = 64
"""Calls that a phrase stands in when it is no rare one."""
MOST_AXES = 96
"""Directions of meaning that are looked at. More of them tell known calls apart, and unknown ones no better."""


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """One known call: what was told, what is true of it, and for which kinds of incident it had to wake somebody."""

    features: Features
    claims: tuple[bool, ...]
    """In the order of CLAIMS."""
    kinds: tuple[float, ...] | None
    """In the order of KINDS; None where the truth does not say it."""


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """A machine, and of which kinds it would find each known call had it not been taught by it, in their order."""

    machine: Machine
    left_out: Matrix


def axes_of(meanings: Sequence[Vector], most: int = MOST_AXES) -> Vector:
    """Return the directions in which the meanings differ most, a column each."""
    _, _, directions = np.linalg.svd(np.array(meanings, dtype=np.float64), full_matrices=False)
    kept = directions[:most].T
    signs = np.sign(kept[np.abs(kept).argmax(axis=0), np.arange(kept.shape[1])])
    axes: Vector = (kept * signs).astype(np.float16).astype(np.float32)
    return axes


def teach(lessons: Sequence[Lesson], axes: Vector, taught_by: str = "") -> Taught:
    """Solve for the weights of all known calls at once; `paging` and the usual pieces are left to the caller."""
    points = np.array([one.features.point for one in lessons], dtype=np.float64)
    rarity = _rarity([one.features.grams for one in lessons])
    shares = [_shares(one.features.grams, rarity) for one in lessons]
    alike = likeness(points, points, NARROWNESS)
    truth = np.where([one.claims for one in lessons], 1.0, -1.0)
    kinds, starts, likely = _teach_kinds(lessons, alike)
    alike += WORDS_COUNT * _shared(shares, rarity)
    claims, began = _solve(alike, truth)
    landmarks = landmarks_among(points)
    weights = moved_to(landmarks, points, np.hstack([claims, kinds]), NARROWNESS)
    worth = _worth(shares, claims)
    machine = Machine(
        axes=axes,
        points=landmarks.astype(np.float32),
        weights=weights.astype(np.float32),
        starts=np.array([*began, *starts], dtype=np.float32),
        phrases={gram: place for place, gram in enumerate(rarity)},
        rarity=np.array(list(rarity.values()), dtype=np.float32),
        worth=np.array([worth[gram] for gram in rarity], dtype=np.float32),
        answered=np.full(len(rarity), -1, dtype=np.int32),
        pointers=np.zeros((0, 1), dtype=np.float32),
        paging=np.zeros(1, dtype=np.float32),
        subjects=np.zeros((1, 1), dtype=np.float32),
        usual_pieces=np.zeros(0, dtype=np.int32),
        told=np.zeros(0, dtype=np.float32),
        taught_by=taught_by,
    )
    told = np.array([machine.judge(one.features).worry for one in lessons], dtype=np.float32)
    return Taught(replace(machine, told=told), likely)


def _solve(kernel: Matrix, truth: Matrix) -> tuple[Matrix, Matrix]:
    """Return the weights, a column for each of truth, and where each starts; the kernel is used up."""
    kernel[np.diag_indices(len(truth))] += CAUTION
    solved = np.linalg.solve(kernel, np.column_stack([np.ones(len(truth)), truth]))
    ones, told = solved[:, :1], solved[:, 1:]
    starts: Matrix = (ones.T @ truth / ones.sum())[0]
    return told - ones * starts, starts


def _teach_kinds(lessons: Sequence[Lesson], alike: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """Teach the kinds by the calls whose kinds are known; the others get no weight."""
    rows = np.array([place for place, one in enumerate(lessons) if one.kinds is not None])
    truth = np.array([one.kinds for one in lessons if one.kinds is not None])
    starts = truth.mean(axis=0)
    told, left_out = _solve_left_out(alike[np.ix_(rows, rows)], truth - starts)
    weights = np.zeros((len(lessons), truth.shape[1]))
    weights[rows] = told
    likely = alike @ weights + starts
    likely[rows] = left_out + starts
    return weights, starts, likely


def _rarity(all_grams: Sequence[frozenset[str]]) -> dict[str, float]:
    counts = Counter(gram for grams in all_grams for gram in grams)
    calls = len(all_grams)
    return {gram: math.log(calls / n) for gram, n in sorted(counts.items()) if n >= FEWEST_CALLS}


def _shares(grams: frozenset[str], rarity: Mapping[str, float]) -> dict[str, float]:
    """Return a call's phrases with their share in it, the squares adding up to 1."""
    known = {gram: rarity[gram] for gram in sorted(grams) if gram in rarity}
    length = math.sqrt(sum(value * value for value in known.values())) or 1.0
    return {gram: value / length for gram, value in known.items()}


def _shared(shares: Sequence[Mapping[str, float]], rarity: Mapping[str, float]) -> Matrix:
    """Return how much each two calls share. Most phrases stand in few calls: only the usual ones make a table."""
    where: dict[str, list[tuple[int, float]]] = {gram: [] for gram in rarity}
    for row, share in enumerate(shares):
        for gram, value in share.items():
            where[gram].append((row, value))
    usual = [found for found in where.values() if len(found) >= USUAL_PHRASE]
    table = np.zeros((len(shares), len(usual)), dtype=np.float32)
    for column, found in enumerate(usual):
        for row, value in found:
            table[row, column] = value
    shared: Matrix = (table @ table.T).astype(np.float64)
    for found in where.values():
        if len(found) < USUAL_PHRASE:
            rows, values = np.array([row for row, _ in found]), np.array([value for _, value in found])
            shared[rows[:, None], rows] += np.outer(values, values)
    return shared


def _worth(shares: Sequence[Mapping[str, float]], weights: Matrix) -> dict[str, Any]:
    """Return for each phrase the weights of the calls that it stands in, each by its share of the call."""
    worth: dict[str, Any] = {}
    for share, weight in zip(shares, weights, strict=True):
        for gram, value in share.items():
            worth[gram] = worth.get(gram, 0.0) + value * weight
    return worth


def teach_pointers(
    told: Sequence[frozenset[str]], subjects: Matrix, rarity: Mapping[str, float]
) -> tuple[dict[str, Vector], Matrix]:
    """Return which way each phrase points among the subjects of rules, and where each call would point if left out.

    `subjects` has a row for each call: what sets its right rule apart from the others of its runbook.
    """
    counts = Counter(gram for grams in told for gram in grams)
    known = {gram: rarity[gram] for gram, n in sorted(counts.items()) if n >= FEWEST_CALLS and gram in rarity}
    shares = [_shares(grams, known) for grams in told]
    weights, left_out = _solve_left_out(_shared(shares, known), subjects)
    return _worth(shares, weights), left_out


def _solve_left_out(kernel: Matrix, truth: Matrix) -> tuple[Matrix, Matrix]:
    """Return the weights, and what each call would be told had it not been taught."""
    inverse = np.linalg.inv(kernel + CAUTION * np.eye(len(truth)))
    weights = inverse @ truth
    left_out: Matrix = truth - weights / np.diag(inverse)[:, None]
    return weights, left_out


def teach_paging(choices: Sequence[tuple[Matrix, Sequence[bool]]]) -> Matrix:
    """Return what each feature of a rule is worth, from calls whose right rules are known.

    Each choice holds the features of every rule that could be paged, a row each, and which rules are right.
    """
    rows = np.vstack([features - features.mean(axis=0) for features, _ in choices])
    truth = np.concatenate([np.array(right, float) - np.mean(right) for _, right in choices])
    spread = rows.std(axis=0) + 1e-6
    spread[FITS:] = 1.0
    caution = np.full(rows.shape[1], PAIRING_CAUTION)
    caution[:FITS] = PAGING_CAUTION
    scaled = rows / spread
    worth: Matrix = np.linalg.solve(scaled.T @ scaled + np.diag(caution), scaled.T @ truth)
    scaled_back: Matrix = worth / spread
    return scaled_back
