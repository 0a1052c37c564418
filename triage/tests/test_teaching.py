"""What the choice among rules learns: from calls of which it is known who was the right one to wake."""

from __future__ import annotations

import numpy as np

from triage.learned.teaching import teach_paging


def choices(calls: int, worth: np.ndarray, seed: int = 1) -> list[tuple[np.ndarray, list[bool]]]:
    """Four rules for each call, of which the one with the greatest worth is right."""
    random = np.random.default_rng(seed)
    drawn = [random.normal(size=(4, len(worth))) for _ in range(calls)]
    return [(features, list((features @ worth) == (features @ worth).max())) for features in drawn]


def is_found(worth: np.ndarray, known: list[tuple[np.ndarray, list[bool]]]) -> float:
    return float(np.mean([right[int(np.argmax(features @ worth))] for features, right in known]))


def test_what_makes_a_rule_right_is_found_again():
    hidden = np.array([2.0, -1.0, 0.0, 0.5])
    assert is_found(teach_paging(choices(400, hidden)), choices(200, hidden, seed=2)) > 0.95


def test_a_rule_that_is_right_beside_another_need_not_fit():
    """One target may have two rules: the call is about one of them, and the other is right and fits worst of all.

    Were the credit halved between them, what fits would be unlearned (found again in 0.63 of the calls).
    """
    hidden = np.array([2.0, -1.0, 0.0, 0.5])
    known = choices(400, hidden)
    for features, right in known[::3]:
        other = (right.index(True) + 1) % len(right)
        features[other, 0], right[other] = -4.0, True
    assert is_found(teach_paging(known), choices(200, hidden, seed=4)) > 0.9


def test_features_that_are_the_same_for_all_rules_are_worth_nothing():
    hidden = np.array([1.0, 1.0])
    known = [(np.hstack([features, np.full((4, 1), 7.0)]), right) for features, right in choices(100, hidden)]
    assert abs(teach_paging(known)[2]) < 1e-9
