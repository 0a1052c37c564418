"""The whole desk on one machine: servers, web, worker, watchdog, auditor; what `make run` starts and what Ctrl-C ends."""

from __future__ import annotations

import ctypes
import fcntl
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType
from typing import IO

from rich.console import Console

from nightdesk.embedded import BASE_DIR, Embedded, EmbeddedError, ensure_servers

console = Console(highlight=False, stderr=False)
READY_SECONDS = 60.0
STOP_SECONDS = 12.0
PR_SET_PDEATHSIG = 1
WORKER = shlex.split(
    # Celery warns about root, which a container often is; its tasks take nothing but row ids.
    """-W "ignore:You're running the worker" -m celery -q -A nightdesk.celery worker -Q pages,celery --concurrency 2 --loglevel WARNING
    --without-gossip --without-mingle --without-heartbeat"""
)


@dataclass(slots=True)
class Part:
    """One process of the desk, started again when it dies."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command, cwd=BASE_DIR, preexec_fn=partial(_die_with, os.getpid()), start_new_session=True
        )

    @property
    def is_dead(self) -> bool:
        return self.process is not None and self.process.poll() is not None


@dataclass(slots=True)
class Desk:
    parts: list[Part]
    servers: Embedded | None = None
    stopping: bool = field(default=False)

    def start(self) -> None:
        """Start what is not running yet."""
        for part in self.parts:
            if part.process is None:
                part.start()

    def start_web(self) -> None:
        """Callers come first: the other parts, started beside it, would take half the machine from the web process."""
        self.parts[0].start()

    def watch(self) -> None:
        """Keep every part alive until told to stop; a part that keeps dying is started ever more slowly."""
        parent = os.getppid()
        while not self.stopping:
            time.sleep(0.3)
            if os.getppid() != parent:
                return
            self._revive_servers()
            for part in self.parts:
                if part.is_dead and not self.stopping:
                    self._revive(part)

    def _revive_servers(self) -> None:
        """Postgres and Redis are looked after like any other part; all waits in rows until they are back."""
        try:
            if self.servers and self.servers.revive():
                console.print("[yellow]a server had ended; it runs again[/]")
        except EmbeddedError as exc:
            console.print(f"[red]{exc}[/]")

    def _revive(self, part: Part) -> None:
        lived = time.monotonic() - part.started_at
        part.failures = 0 if lived > 60 else part.failures + 1
        if lived >= min(2.0**part.failures, 30.0) / 2:
            console.print(f"[yellow]{part.name} ended; starting it again[/]")
            part.start()

    def stop(self) -> None:
        """End every part: politely, then for good. Each leads a group of its own, so its children go with it."""
        self.stopping = True
        for part in reversed(self.parts):
            _signal_group(part, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for part in self.parts:
            try:
                if part.process:
                    part.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                pass
            _signal_group(part, signal.SIGKILL)


def _signal_group(part: Part, number: signal.Signals) -> None:
    if part.process is None:
        return
    try:
        os.killpg(part.process.pid, number)
    except ProcessLookupError:
        return


def _die_with(parent: int) -> None:
    """Linux: end with the supervisor, however it dies, even before we could ask for that. Elsewhere the next start cleans up."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)


def parts() -> list[Part]:
    from django.conf import settings

    python = sys.executable
    found = [
        Part("web", [python, "-m", "nightdesk.web"]),
        Part("worker", [python, *WORKER, "-n", f"desk-{os.getpid()}@%h"]),
        Part("watchdog", [python, "manage.py", "watchdog"]),
        Part("auditor", [python, "manage.py", "auditor"]),
    ]
    if settings.DEVELOPMENT and settings.EMAIL_PORT == settings.SANDBOX_MAIL_PORT:
        found.append(Part("mailbox", [python, "manage.py", "sandbox_mail"]))
    return found


def wait_until_ready(port: int, desk: Desk) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and not desk.stopping:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def claim_clone(var: Path) -> IO[str] | None:
    """Hold the lock of this clone, or None when another `make run` has it."""
    var.mkdir(parents=True, exist_ok=True)
    lock = (var / "run.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None
    return lock


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def refuse(words: str) -> int:
    console.print(f"[red]{words}[/]")
    return 1


def hear_signals() -> None:
    """Whoever starts us may hold signals back, and what we start would inherit that and never end."""
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def main() -> int:
    hear_signals()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nightdesk.settings")
    given = os.environ.get("PORT") or "8000"
    if not given.isdigit() or not 1024 <= int(given) <= 65000:
        return refuse(f"PORT={given} is no usable port: choose a number from 1024 to 65000.")
    port = int(given)
    var = Path(os.environ.get("NIGHTDESK_VAR") or BASE_DIR / "var")
    lock = claim_clone(var)
    if lock is None:
        return refuse(
            "This clone is running already. Stop it with Ctrl-C in its terminal, or set NIGHTDESK_VAR to run a second one."
        )
    if not _freed(port):
        return refuse(f"Port {port} is taken by another program. Choose one: PORT=8010 make run")
    (var / "port").write_text(given)
    servers = ensure_servers()
    import django

    django.setup()
    from nightdesk import welcome
    from nightdesk.checks import refuse_incomplete_production

    refuse_incomplete_production()

    fresh = welcome.prepare()
    desk = Desk(parts(), servers)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: _stop(desk, _frame))
    desk.start_web()
    try:
        if not wait_until_ready(port, desk):
            return 0 if desk.stopping else refuse("The web process did not become ready; its log is above.")
        desk.start()
        welcome.greet(fresh)
        desk.watch()
    finally:
        desk.stop()
        console.print("NightDesk has stopped.")
    return 0


def _freed(port: int) -> bool:
    """A desk that was killed a moment ago still gives its port back."""
    deadline = time.monotonic() + STOP_SECONDS
    while not port_is_free(port):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def _stop(desk: Desk, _frame: FrameType | None) -> None:
    desk.stopping = True


if __name__ == "__main__":
    raise SystemExit(main())
