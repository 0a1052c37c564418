"""`make run` as a newcomer lives it: real Postgres, Valkey, web, worker and watchdog, from nothing to nothing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from nightdesk.embedded import BASE_DIR

PATIENCE = 60.0
OTHERS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "NIGHTDESK_EMBEDDED",
    "PUBLIC_URL",
    "TWILIO_AUTH_TOKEN",
    "DATABASE_POOL",
    "DATABASE_THREADS",
)


@dataclass
class Desk:
    """A running desk with a `var/` of its own."""

    var: Path
    port: int
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        env = {name: value for name, value in os.environ.items() if name not in OTHERS}
        env |= {"NIGHTDESK_VAR": str(self.var), "PORT": str(self.port)}
        command = [sys.executable, "-m", "nightdesk.run"]
        with (self.var.parent / "run.log").open("a") as log:
            self.process = subprocess.Popen(command, cwd=BASE_DIR, env=env, stdout=log, stderr=log, text=True)
        wait_for(self.is_ready)

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def said(self) -> str:
        return (self.var.parent / "run.log").read_text()

    def processes(self) -> list[psutil.Process]:
        """Every process that belongs to this desk, by its environment or its command line."""
        return [found for found in psutil.process_iter() if self._owns(found)]

    def _owns(self, process: psutil.Process) -> bool:
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            return process.environ().get("NIGHTDESK_VAR") == str(self.var) or str(self.var) in " ".join(
                process.cmdline()
            )
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False

    def named(self, word: str) -> psutil.Process:
        """Return the process with a word in its command line, once it is there."""
        wait_for(lambda: self._with(word))
        return self._with(word)[0]

    def _with(self, word: str) -> list[psutil.Process]:
        return [process for process in self.processes() if word in " ".join(process.cmdline())]

    def stop(self, how: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(how)
        self.process.wait(PATIENCE)


def wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = min(int(probe.getsockname()[1]), 60_000)
    running = Desk(tmp_path / "var", port)
    yield running
    for process in running.processes():
        process.kill()


@pytest.mark.slow
def test_the_first_run_plays_a_call_that_pages_and_writes_a_ticket_and_leaves_nothing_behind(
    desk: Desk,
) -> None:
    desk.start()
    wait_for(lambda: "Ctrl-C stops everything" in desk.said())
    assert "Mike Reyes by sms: accepted" in desk.said()
    assert "ticket  #1" in desk.said()
    desk.stop(signal.SIGINT)
    wait_for(lambda: not desk.processes())


@pytest.mark.slow
def test_after_a_kill_nothing_lingers_and_the_next_run_starts_cleanly(desk: Desk) -> None:
    desk.start()
    wait_for(lambda: "Ctrl-C stops everything" in desk.said())
    desk.stop(signal.SIGKILL)
    wait_for(lambda: not desk.processes())
    desk.start()
    desk.named("nightdesk.celery").kill()
    wait_for(lambda: "worker ended; starting it again" in desk.said())
    desk.named("bin/postgres").kill()
    wait_for(lambda: "it runs again" in desk.said())
    wait_for(desk.is_ready)
    desk.stop(signal.SIGTERM)
    wait_for(lambda: not desk.processes())


@pytest.mark.slow
def test_a_starter_that_holds_signals_back_leaves_nothing_lingering_either(desk: Desk) -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    try:
        desk.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    desk.stop(signal.SIGKILL)
    wait_for(lambda: not desk.processes())
