"""Refused webhooks: a flood fills neither the log nor the processor that callers need.

Whoever forges has nothing to hurry for. So beyond a pace that no mistake reaches, refusals wait for their turn; a
forger who waits for answers comes as slowly as they do, and people on the line keep their place.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

import structlog

log = structlog.get_logger(__name__)

LINE_EVERY = 1.0  # seconds
PACE = 250  # refusals a second and process, after as many at once
LONGEST_WAIT = 2.0  # seconds
MOST_WAITING = 500  # beyond these a refusal is given at once: a held connection is not free either


@dataclass(slots=True)
class Refusals:
    """Counts what was refused since the last line that told of it, and gives each refusal its time."""

    untold: int = 0
    told_at: float = float("-inf")
    next_at: float = float("-inf")
    waiting: int = 0

    def note(self, path: str, account_sid: str) -> None:
        """Tell of this refusal, with the number of those that went untold before it."""
        self.untold += 1
        now = time.monotonic()
        if now - self.told_at < LINE_EVERY:
            return
        log.warning("webhook_refused", path=path, account_sid=account_sid, times=self.untold)
        self.told_at, self.untold = now, 0

    async def wait(self) -> None:
        """Return when the next refusal may be given: at once, unless there is a flood."""
        seconds = self._turn(time.monotonic())
        if seconds <= 0 or self.waiting >= MOST_WAITING:
            return
        self.waiting += 1
        try:
            await asyncio.sleep(seconds)
        finally:
            self.waiting -= 1

    def _turn(self, now: float) -> float:
        """Take the next turn. Return how many seconds from now it is; as many as fit into one second are at once."""
        self.next_at = min(max(self.next_at, now - 1.0) + 1.0 / PACE, now + LONGEST_WAIT)
        return self.next_at - now


refusals = Refusals()
