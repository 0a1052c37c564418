"""What the stand-in Twilio does after it has answered: threads that end with the process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.db import connections

PAUSE = 0.4  # seconds between two events of a text or call, so that they arrive in order
_jobs: set[threading.Thread] = set()
_stop = threading.Event()


def later(*steps: Callable[[], None]) -> None:
    """Run the steps one after the other in a thread of their own."""
    thread = threading.Thread(target=_run, args=(steps,), daemon=True, name="sandbox")
    _jobs.add(thread)
    thread.start()


def after(seconds: float, step: Callable[[], None]) -> None:
    """Run a step later, unless the process ends before."""

    def waited() -> None:
        if wait(seconds):
            step()

    later(waited)


def wait(seconds: float) -> bool:
    """Wait inside a step; False when the process asked all jobs to end."""
    return not _stop.wait(seconds)


def settle(seconds: float = 10.0) -> None:
    """End waiting jobs and return when none is left; for tests."""
    _stop.set()
    until = time.monotonic() + seconds
    while _jobs:
        thread = next(iter(_jobs))
        thread.join(max(0.0, until - time.monotonic()))
        if thread.is_alive():
            raise TimeoutError("a job of the sandbox does not end")
        _jobs.discard(thread)
    _stop.clear()


def _run(steps: tuple[Callable[[], None], ...]) -> None:
    try:
        for step in steps:
            time.sleep(PAUSE)
            try:
                step()
            finally:
                connections.close_all()
    finally:
        _jobs.discard(threading.current_thread())
