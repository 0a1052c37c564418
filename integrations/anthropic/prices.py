"""What the models cost, in dollars for a million tokens: the one place to change when the price list does."""

from __future__ import annotations

import re
from typing import NamedTuple


class Price(NamedTuple):
    """List prices. Writing to the cache is the five-minute kind."""

    input: float
    output: float
    cache_write: float
    cache_read: float


HAIKU_4_5 = Price(1.00, 5.00, 1.25, 0.10)
SONNET_4 = Price(3.00, 15.00, 3.75, 0.30)
OPUS_4_5 = Price(5.00, 25.00, 6.25, 0.50)

PRICES: dict[str, Price] = {
    "claude-haiku-4-5": HAIKU_4_5,
    "claude-sonnet-4-5": SONNET_4,
    "claude-sonnet-4-6": SONNET_4,
    "claude-opus-4-5": OPUS_4_5,
    "claude-opus-4-6": OPUS_4_5,
    "claude-opus-4-8": OPUS_4_5,
}
"""Anthropic's list of June 2026. A model that is not listed has no price here; nothing is guessed for it."""

_DATE = re.compile(r"-20\d{6}$")


class Usage(NamedTuple):
    """Tokens as billed: `input` is what was neither written to the cache nor read from it."""

    input: int = 0
    output: int = 0
    cache_write: int = 0
    cache_read: int = 0


def cost(model: str, usage: Usage) -> float | None:
    """Return the dollars that a reply cost, to the hundred-thousandth of a cent; None for a model without a price."""
    price = PRICES.get(_DATE.sub("", model))
    if price is None:
        return None
    return round(sum(tokens * rate for tokens, rate in zip(usage, price, strict=True)) / 1_000_000, 7)
