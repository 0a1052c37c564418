"""What everyday words weigh, learned from calls whose truth is known: a logistic regression small enough to read.

Run by hand when the calls grow (`python -m triage.tests.write_weights`); a call is never decided here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from triage.words import normalise, stem, tokens

FEWEST_CALLS = 3
"""A word that fewer calls contain says nothing."""
ROUNDS = 200
STEP = 0.01
PULL = 1.0
"""How strongly every weight is pulled back to nought, so that no single word decides."""

FUNCTION_WORDS = frozenset(
    """and the a an it of to in at on with by from for is are was be that this there here el la en de y del lo un una
    as or so then have has had am were into about""".split()
)

Example = tuple[frozenset[str], bool]


def word_features(texts: Iterable[str]) -> frozenset[str]:
    """Return the stems that count, each once."""
    words = {word for text in texts for word in tokens(normalise(text))}
    return frozenset(stem(word) for word in words if word not in FUNCTION_WORDS)


def learn_weights(calls: Sequence[tuple[Sequence[str], bool]]) -> dict[str, float]:
    """Return the weight of each word; positive ones speak for waking somebody, "" is the start of the sum."""
    examples = [(word_features(turns), wakes) for turns, wakes in calls]
    counts = Counter(word for words, _ in examples for word in words)
    weights = {word: 0.0 for word in sorted(counts) if counts[word] >= FEWEST_CALLS}
    start = 0.0
    for _ in range(ROUNDS):
        start = _improve(weights, start, examples)
    rounded = {word: round(weight, 2) for word, weight in weights.items() if abs(weight) >= 0.05}
    return {"": round(start, 2), **rounded}


def _improve(weights: dict[str, float], start: float, examples: Sequence[Example]) -> float:
    """Take one step of gradient descent in place and return the new start of the sum."""
    slopes: Counter[str] = Counter()
    drift = 0.0
    for words, wakes in examples:
        error = _chance(start + sum(weights.get(word, 0.0) for word in words)) - wakes
        drift += error
        for word in words:
            slopes[word] += error  # type: ignore[assignment]
    for word in weights:
        weights[word] -= STEP * (slopes[word] + PULL * weights[word])
    return start - 0.3 * STEP * drift


def _chance(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
