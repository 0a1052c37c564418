"""What the landmarks of the judge promise: to say what all known calls would say, in a fraction of the time."""

from __future__ import annotations

import numpy as np

from triage.learned.landmarks import landmarks_among, likeness, moved_to

NARROWNESS = 1.0


def crowds(calls: int, seed: int = 1) -> np.ndarray:
    """Points that lie in forty crowds, as calls do."""
    random = np.random.default_rng(seed)
    middles = np.random.default_rng(0).normal(size=(40, 6))
    return middles[random.integers(0, 40, calls)] + 0.2 * random.normal(size=(calls, 6))


def test_landmarks_tell_new_points_nearly_what_all_known_ones_would_tell_them():
    known, new = crowds(800), crowds(100, seed=2)
    weights = np.column_stack([np.sign(known[:, 0]), np.sign(known[:, 1])])
    landmarks = landmarks_among(known, most=300)
    moved = moved_to(landmarks, known, weights, NARROWNESS)
    told = likeness(new, known, NARROWNESS) @ weights
    told_by_landmarks = likeness(new, landmarks, NARROWNESS) @ moved
    assert np.sqrt(np.mean((told - told_by_landmarks) ** 2)) < 0.02 * told.std()


def test_few_known_points_are_their_own_landmarks():
    known = crowds(50)
    landmarks = landmarks_among(known, most=300)
    assert np.allclose(landmarks, known, atol=0.01)
    weights = np.ones((50, 1))
    assert moved_to(landmarks, known, weights, NARROWNESS) is weights


def test_the_same_points_have_the_same_landmarks():
    known = crowds(400)
    assert np.array_equal(landmarks_among(known, most=60), landmarks_among(known, most=60))
