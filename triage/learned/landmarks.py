"""Fewer points in place of all known calls: what these say of a call, told by a fraction of them.

The weights are solved for with every known call. To compare a call with each of them takes longer the more are known;
points in the middle of their crowds say nearly the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

MOST_LANDMARKS = 3_000
"""More say little more, and take longer."""
ROUNDS = 8
_LIGHT = 0.01
"""The ridge: it only keeps two landmarks that lie side by side from pulling against each other."""
_BLOCK = 2_000


def landmarks_among(points: Matrix, most: int = MOST_LANDMARKS) -> Matrix:
    """Return the middles of crowds of points (k-means from evenly spread ones), or the points when they are few."""
    if len(points) <= most:
        return _as_stored(points)
    exact = points.astype(np.float32)
    middles = exact[np.linspace(0, len(points) - 1, most).astype(int)]
    for _ in range(ROUNDS):
        middles = _middles(exact, _nearest(exact, middles), middles)
    return _as_stored(middles)


def _as_stored(points: NDArray[Any]) -> Matrix:
    """The weights are solved for with the landmarks as the file keeps them."""
    stored: Matrix = points.astype(np.float16).astype(np.float64)
    return stored


def _nearest(points: NDArray[np.float32], middles: NDArray[np.float32]) -> NDArray[np.intp]:
    squares = np.square(middles).sum(axis=1)
    blocks = (points[start : start + _BLOCK] for start in range(0, len(points), _BLOCK))
    return np.concatenate([(squares - 2 * block @ middles.T).argmin(axis=1) for block in blocks])


def _middles(
    points: NDArray[np.float32], crowds: NDArray[np.intp], middles: NDArray[np.float32]
) -> NDArray[np.float32]:
    sums = np.zeros_like(middles)
    np.add.at(sums, crowds, points)
    counts = np.bincount(crowds, minlength=len(middles))[:, None]
    moved: NDArray[np.float32] = np.where(counts > 0, sums / np.maximum(counts, 1), middles)
    return moved


def likeness(points: Matrix, others: Matrix, narrowness: float) -> Matrix:
    """Return how alike each two points are, from 1 for the same to 0: a row for each of the first."""
    alike: Matrix = (-2 * points) @ others.T
    alike += np.square(points).sum(axis=1)[:, None]
    alike += np.square(others).sum(axis=1)
    np.maximum(alike, 0, out=alike)
    alike *= -narrowness
    np.exp(alike, out=alike)
    return alike


def moved_to(landmarks: Matrix, points: Matrix, weights: Matrix, narrowness: float) -> Matrix:
    """Return weights with which the landmarks say of the points what the points with theirs say, by least squares."""
    if len(landmarks) == len(points):
        return weights
    squares: Matrix = _LIGHT * np.eye(len(landmarks))
    told: Matrix = np.zeros((len(landmarks), weights.shape[1]))
    for start in range(0, len(points), _BLOCK):
        block = points[start : start + _BLOCK]
        beside = likeness(block, landmarks, narrowness)
        squares = squares + beside.T @ beside
        told = told + beside.T @ (likeness(block, points, narrowness) @ weights)
    moved: Matrix = np.linalg.solve(squares, told).astype(np.float64)
    return moved
