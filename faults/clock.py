"""The time in which the machine ran. A machine that stands still, as a starved virtual one does, keeps no promise of seconds;
what it lost is measured by a process that does nothing else, told in the report, and counted out."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

TICKER = """
import os, time
harness, before = os.getppid(), time.time()
while os.getppid() == harness:
    time.sleep(0.5)
    now = time.time()
    if now - before > 5.0:
        print(before, now, flush=True)
    before = now
"""


class Clock:
    """Remembers the gaps in which not even a process that only ticks was run.

    It is no thread of ours: who stops the harness does not stop the desk, and what that loses is no gap.
    """

    def __init__(self, folder: Path) -> None:
        self._kept = folder / "gaps"
        self._ticker: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._kept.open("wb") as kept:
            self._ticker = subprocess.Popen(
                [sys.executable, "-c", TICKER], stdout=kept, start_new_session=True
            )

    def stop(self) -> None:
        assert self._ticker is not None
        self._ticker.kill()
        self._ticker.wait()

    @property
    def gaps(self) -> list[tuple[datetime, datetime]]:
        lines = self._kept.read_text().splitlines()
        return [(_moment(begin), _moment(end)) for begin, end in map(str.split, lines)]

    def elapsed(self, since: datetime, until: datetime) -> timedelta:
        """Return how long the machine ran between two moments."""
        lost = (min(until, end) - max(since, begin) for begin, end in self.gaps)
        return until - since - sum((gap for gap in lost if gap > timedelta(0)), timedelta(0))

    @property
    def lost(self) -> timedelta:
        return sum((end - begin for begin, end in self.gaps), timedelta(0))


def _moment(seconds: str) -> datetime:
    return datetime.fromtimestamp(float(seconds), UTC)
