"""A share of calls, and how much it can be trusted."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with its 95 % Wilson interval."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        return self.hits / self.total if self.total else math.nan

    def interval(self, z: float = 1.96) -> tuple[float, float]:
        if not self.total:
            return 0.0, 1.0
        n, share = self.total, self.value
        middle = share + z * z / (2 * n)
        reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        scale = 1 + z * z / n
        return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)

    def __str__(self) -> str:
        if not self.total:
            return "none"
        low, high = self.interval()
        return f"{self.value:6.1%}  [{low:5.1%} – {high:6.1%}]  {self.hits} of {self.total}"

    @property
    def fraction(self) -> str:
        return f"{self.hits}/{self.total}" if self.total else "-"
