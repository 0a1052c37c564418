"""Refused webhooks, written down one line a second at most: a flood must not fill the log either."""

from __future__ import annotations

import time
from dataclasses import dataclass

import structlog

log = structlog.get_logger(__name__)

LINE_EVERY = 1.0  # seconds


@dataclass(slots=True)
class Refusals:
    """Counts what was refused since the last line that told of it."""

    untold: int = 0
    told_at: float = float("-inf")

    def note(self, path: str, account_sid: str) -> None:
        """Tell of this refusal, with the number of those that went untold before it."""
        self.untold += 1
        now = time.monotonic()
        if now - self.told_at < LINE_EVERY:
            return
        log.warning("webhook_refused", path=path, account_sid=account_sid, times=self.untold)
        self.told_at, self.untold = now, 0


refusals = Refusals()
