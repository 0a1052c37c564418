"""How the machine learns: least squares with a kernel, one linear equation, the same on every run.

Run by `python -m triage.tests.write_judge` when the known calls or the signs change; a call is never decided here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from triage.learned.features import Features
from triage.learned.landmarks import landmarks_among, likeness, moved_to
from triage.learned.machine import CAUTION, FEWEST_CALLS, FINEST, NARROWNESS, WORDS_COUNT, Machine

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from triage.learned.ear import Vector

    Matrix = NDArray[np.float64]

PAGING_CAUTION = 6.0
"""How little a single known call may decide what makes a rule the right one."""
PAGING_ROUNDS = 50
PAGING_SETTLED = 1e-6
"""Largest change of a worth, in spreads of its feature, at which another round changes nothing."""
USUAL_PHRASE = 64
"""Calls that a phrase stands in when it is no rare one."""
_BLOCK = 2_000
"""Calls whose likeness to all others is worked out at once: the whole table stands in memory once, not thrice."""
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
    subject: tuple[float, ...] | None
    """What sets the right rules apart from the others, among the subjects of rules; None where no rule is right, or all."""


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """A machine, and what it would say of each known call, in their order, had it not been taught by it."""

    machine: Machine
    kinds: Matrix
    pointed: Matrix


def axes_of(meanings: Sequence[Vector], most: int = MOST_AXES) -> Vector:
    """Return the directions in which the meanings differ most, a column each."""
    _, _, directions = np.linalg.svd(np.array(meanings, dtype=np.float64), full_matrices=False)
    kept = directions[:most].T
    signs = np.sign(kept[np.abs(kept).argmax(axis=0), np.arange(kept.shape[1])])
    axes: Vector = (kept * signs).astype(np.float16).astype(np.float32)
    return axes


def teach(lessons: Sequence[Lesson], axes: Vector, subjects: Vector, taught_by: str = "") -> Taught:
    """Solve for the weights of all known calls at once; `paging` and the usual pieces are left to the caller."""
    points = np.array([one.features.point for one in lessons], dtype=np.float64)
    rarity = _rarity([one.features.grams for one in lessons])
    shares = [_shares(one.features.grams, rarity) for one in lessons]
    alike = likeness(points, points, NARROWNESS)
    truth = np.where([one.claims for one in lessons], 1.0, -1.0)
    kinds = _solve_known([one.kinds for one in lessons], alike)
    _add_shared(alike, shares, rarity)
    pointers = _solve_known([one.subject for one in lessons], alike)
    claims, began = _solve(alike, truth)
    landmarks = landmarks_among(points)
    weights = moved_to(landmarks, points, np.hstack([claims, kinds.weights, pointers.weights]), NARROWNESS)
    worth, pointing = _worth(shares, claims), _worth(shares, pointers.weights)
    answered, directions = _in_rows([pointing[gram] for gram in rarity])
    machine = Machine(
        axes=axes,
        points=landmarks.astype(np.float32),
        weights=weights.astype(np.float32),
        starts=np.array([*began, *kinds.starts, *pointers.starts], dtype=np.float32),
        phrases={gram: place for place, gram in enumerate(rarity)},
        rarity=np.array(list(rarity.values()), dtype=np.float32),
        worth=np.array([worth[gram] for gram in rarity], dtype=np.float32),
        answered=answered,
        pointers=directions,
        paging=np.zeros(1, dtype=np.float32),
        subjects=subjects,
        usual_pieces=np.zeros(0, dtype=np.int32),
        told=np.zeros(0, dtype=np.float32),
        taught_by=taught_by,
    )
    told = np.array([machine.judge(one.features).worry for one in lessons], dtype=np.float32)
    return Taught(replace(machine, told=told), kinds.left_out, pointers.left_out)


def _in_rows(pointing: Sequence[Matrix]) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
    """Return the row of each phrase among those that point anywhere, and these rows, as they are stored: in steps of
    FINEST, at most 127 of them. The last points nowhere.
    """
    told = (np.array(pointing) / FINEST).round().clip(-127, 127).astype(np.int8)
    points = told.any(axis=1)
    rows = np.where(points, np.cumsum(points) - 1, points.sum()).astype(np.int32)
    return rows, np.vstack([told[points], np.zeros((1, told.shape[1]), dtype=np.int8)])


def _solve(kernel: Matrix, truth: Matrix) -> tuple[Matrix, Matrix]:
    """Return the weights, a column for each of truth, and where each starts; the kernel is used up."""
    kernel[np.diag_indices(len(truth))] += CAUTION
    solved = np.linalg.solve(kernel, np.column_stack([np.ones(len(truth)), truth]))
    ones, told = solved[:, :1], solved[:, 1:]
    starts: Matrix = (ones.T @ truth / ones.sum())[0]
    return told - ones * starts, starts


class _Known(NamedTuple):
    """What was solved for by some of the calls: weights for all (the others have none), and what each would be told."""

    weights: Matrix
    starts: Matrix
    left_out: Matrix


def _solve_known(truths: Sequence[tuple[float, ...] | None], alike: Matrix) -> _Known:
    """Teach by the calls of which the truth is known; each of them is told what the others say of it."""
    rows = np.array([place for place, truth in enumerate(truths) if truth is not None])
    truth = np.array([one for one in truths if one is not None])
    starts = truth.mean(axis=0)
    told, left_out = _solve_left_out(alike[np.ix_(rows, rows)], truth - starts)
    weights = np.zeros((len(truths), truth.shape[1]))
    weights[rows] = told
    likely = alike @ weights + starts
    likely[rows] = left_out + starts
    return _Known(weights, starts, likely)


def _rarity(all_grams: Sequence[frozenset[str]]) -> dict[str, float]:
    counts = Counter(gram for grams in all_grams for gram in grams)
    calls = len(all_grams)
    return {gram: math.log(calls / n) for gram, n in sorted(counts.items()) if n >= FEWEST_CALLS}


def _shares(grams: frozenset[str], rarity: Mapping[str, float]) -> dict[str, float]:
    """Return a call's phrases with their share in it, the squares adding up to 1."""
    known = {gram: rarity[gram] for gram in sorted(grams) if gram in rarity}
    length = math.sqrt(sum(value * value for value in known.values())) or 1.0
    return {gram: value / length for gram, value in known.items()}


def _add_shared(alike: Matrix, shares: Sequence[Mapping[str, float]], rarity: Mapping[str, float]) -> None:
    """Add how much each two calls share. Most phrases stand in few calls: only the usual ones make a table."""
    where: dict[str, list[tuple[int, float]]] = {gram: [] for gram in rarity}
    for row, share in enumerate(shares):
        for gram, value in share.items():
            where[gram].append((row, value))
    usual = [found for found in where.values() if len(found) >= USUAL_PHRASE]
    table = np.zeros((len(shares), len(usual)), dtype=np.float32)
    for column, found in enumerate(usual):
        for row, value in found:
            table[row, column] = value
    for start in range(0, len(shares), _BLOCK):
        alike[start : start + _BLOCK] += WORDS_COUNT * (table[start : start + _BLOCK] @ table.T)
    for found in where.values():
        if len(found) < USUAL_PHRASE:
            rows, values = np.array([row for row, _ in found]), np.array([value for _, value in found])
            alike[rows[:, None], rows] += WORDS_COUNT * np.outer(values, values)


def _worth(shares: Sequence[Mapping[str, float]], weights: Matrix) -> dict[str, Any]:
    """Return for each phrase the weights of the calls that it stands in, each by its share of the call."""
    worth: dict[str, Any] = {}
    for share, weight in zip(shares, weights, strict=True):
        for gram, value in share.items():
            worth[gram] = worth.get(gram, 0.0) + value * weight
    return worth


def _solve_left_out(kernel: Matrix, truth: Matrix) -> tuple[Matrix, Matrix]:
    """Return the weights, and what each call would be told had it not been taught."""
    inverse = np.linalg.inv(kernel + CAUTION * np.eye(len(truth)))
    weights = inverse @ truth
    left_out: Matrix = truth - weights / np.diag(inverse)[:, None]
    return weights, left_out


def teach_paging(choices: Sequence[tuple[Matrix, Sequence[bool]]]) -> Matrix:
    """Return what each feature of a rule is worth, from calls whose right rules are known.

    Each choice holds the features of every rule that could be paged, a row each, and which rules are right. The worths
    are those with which one of the right rules is most probably chosen (a conditional logit, solved by Newton's steps;
    between rounds, those that are right share the credit as they stand).
    """
    rules = _side_by_side(choices)
    spread = rules.features[rules.there].std(axis=0) + 1e-6
    features = rules.features / spread
    caution = PAGING_CAUTION * np.eye(features.shape[2])
    worth: Matrix = np.zeros(features.shape[2])
    for _ in range(PAGING_ROUNDS):
        chosen = _chances(np.where(rules.there, features @ worth, -np.inf))
        wanted = _chances(np.where(rules.right, features @ worth, -np.inf))
        usual = np.einsum("crf,cr->cf", features, chosen)
        slope = np.einsum("crf,cr->f", features, chosen - wanted) + caution @ worth
        bend = np.einsum("crf,cr,crg->fg", features, chosen, features, optimize=True) - usual.T @ usual
        step = np.linalg.solve(bend + caution, slope)
        worth = worth - step
        if np.abs(step).max() < PAGING_SETTLED:
            break
    scaled_back: Matrix = worth / spread
    return scaled_back


class _Rules(NamedTuple):
    """The rules of all choices in one table: choice by rule by feature, from the choice's mean; which are there, and right."""

    features: Matrix
    there: NDArray[np.bool_]
    right: NDArray[np.bool_]


def _side_by_side(choices: Sequence[tuple[Matrix, Sequence[bool]]]) -> _Rules:
    most = max(len(features) for features, _ in choices)
    table: Matrix = np.zeros((len(choices), most, choices[0][0].shape[1]))
    there, right = np.zeros((2, len(choices), most), dtype=np.bool_)
    for place, (features, is_right) in enumerate(choices):
        table[place, : len(features)] = features - features.mean(axis=0)
        there[place, : len(features)] = True
        right[place, : len(features)] = is_right
    return _Rules(table, there, right)


def _chances(worths: Matrix) -> Matrix:
    """Return how probable each rule is as the chosen one, a row for each choice."""
    grown = np.exp(worths - worths.max(axis=1, keepdims=True))
    chances: Matrix = grown / grown.sum(axis=1, keepdims=True)
    return chances
