"""How far a long run has come: a bar in a terminal, a line now and then in a log."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

LINES = 20  # in a log


@contextmanager
def progress(console: Console, total: int) -> Iterator[Callable[[], None]]:
    """Yield what is to be called, from any thread, each time one more is done."""
    if not console.is_terminal:
        yield _lines(console, total)
        return
    columns = (TextColumn("faults"), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("faults", total=total)
        yield lambda: bar.advance(task)


def _lines(console: Console, total: int) -> Callable[[], None]:
    lock, begun, done = threading.Lock(), time.monotonic(), 0

    def tick() -> None:
        nonlocal done
        with lock:
            done += 1
            if done % max(1, total // LINES) == 0:
                console.print(f"{done} of {total} faults after {time.monotonic() - begun:.0f} s")

    return tick
