"""The time in which the machine ran. A machine that stands still, as a starved virtual one does, keeps no promise of seconds;
what it lost is measured by the harness itself, told in the report, and counted out."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from django.utils import timezone

TICK = 0.5  # seconds
STANDSTILL = timedelta(seconds=5)


class Clock:
    """Ticks in a thread of its own, and remembers the gaps."""

    def __init__(self) -> None:
        self.gaps: list[tuple[datetime, datetime]] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._tick, daemon=True, name="clock")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def elapsed(self, since: datetime, until: datetime) -> timedelta:
        """Return how long the machine ran between two moments."""
        lost = (min(until, end) - max(since, begin) for begin, end in self.gaps)
        return until - since - sum((gap for gap in lost if gap > timedelta(0)), timedelta(0))

    @property
    def lost(self) -> timedelta:
        return sum((end - begin for begin, end in self.gaps), timedelta(0))

    def _tick(self) -> None:
        before = timezone.now()
        while not self._stop.wait(TICK):
            now = timezone.now()
            if now - before > STANDSTILL:
                self.gaps.append((before, now))
            before = now
