"""Everything that runs during a trial: the desk as `make run` starts it, and the providers beside it, with data of their own."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg

from nightdesk.embedded import BASE_DIR, Embedded

READY_SECONDS = 240.0
NOT_INHERITED = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "NIGHTDESK_EMBEDDED",
    "NIGHTDESK_VAR",
    "PUBLIC_URL",
    "PORT",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "ANTHROPIC_API_KEY",
    "DATABASE_POOL",
    "DATABASE_THREADS",
)
QUIET = {"LOG_FORMAT": "json", "DJANGO_SETTINGS_MODULE": "nightdesk.settings"}
PARTS = {
    "web": ("nightdesk.web",),
    "worker": ("nightdesk.celery", "worker"),
    "watchdog": ("manage.py", "watchdog"),
    "auditor": ("manage.py", "auditor"),
    "postgres": ("bin/postgres", "-D"),
    "redis": ("valkey-server",),
}


def free_port() -> int:
    """A port that nobody listens on, low enough for the mail port 25 above it."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port < 64_000:
            return port


def wait_for(what: Callable[[], object], *, seconds: float, why: str) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{why} took longer than {seconds:.0f} s")
        time.sleep(0.05)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}


@dataclass(slots=True)
class World:
    """The folder of one trial and what runs in it. The providers survive whatever befalls the desk."""

    folder: Path
    tenants: int
    desk_port: int = field(default_factory=free_port)
    provider_port: int = field(default_factory=free_port)
    desk: subprocess.Popen[bytes] | None = None
    provider: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def desk_url(self) -> str:
        return f"http://127.0.0.1:{self.desk_port}"

    @property
    def provider_url(self) -> str:
        return f"http://127.0.0.1:{self.provider_port}/sandbox"

    @property
    def servers(self) -> Embedded:
        return Embedded(self.folder / "desk")

    @property
    def providers_servers(self) -> Embedded:
        return Embedded(self.folder / "providers", durable=False)

    @property
    def crash_order(self) -> Path:
        return self.folder / "crash-at"

    def desk_environment(self) -> dict[str, str]:
        return (
            clean_environment()
            | QUIET
            | {
                "NIGHTDESK_VAR": str(self.folder / "desk"),
                "PORT": str(self.desk_port),
                "TWILIO_API_URL": f"{self.provider_url}/twilio",
                "EMAIL_URL": f"smtp://127.0.0.1:{self.provider_port + 25}",
                "ALARM_WEBHOOK_URL": f"{self.provider_url}/alarms",
                "DEADMAN_URL": f"{self.provider_url}/deadman",
                "STAFF_ALARM_CONTACTS": "staff@nightdesk.example",
                "NIGHTDESK_CRASH_AT": f"@{self.crash_order}",
            }
        )

    def provider_environment(self) -> dict[str, str]:
        return (
            clean_environment()
            | QUIET
            | {
                "NIGHTDESK_VAR": str(self.folder / "providers"),
                "NIGHTDESK_EMBEDDED": "1",
                "DATABASE_URL": self.providers_servers.database_url,
                "DATABASE_OWNER_URL": self.providers_servers.owner_url,
                "REDIS_URL": self.providers_servers.redis_url,
                "DATABASE_POOL": "0",
                "PORT": str(self.provider_port),
                "PUBLIC_URL": self.desk_url,
                "SANDBOX_DESK_URL": self.desk_url,
            }
        )

    def prepare_desk(self) -> subprocess.Popen[bytes]:
        """Begin to make the desk's tables and tenants; its servers end with this."""
        command = [sys.executable, "-m", "faults.msps", str(self.tenants), str(self.provider_port)]
        return self._spawn(command, self.desk_environment(), "prepare.log")

    def start(self) -> None:
        """Start the stand-ins and the desk, and wait for both. Their databases have to be there already."""
        self._spawn_providers()
        self.desk = self._spawn([sys.executable, "-m", "nightdesk.run"], self.desk_environment(), "desk.log")
        self._wait_for_providers()
        self._wait_for_desk()

    def _spawn_providers(self) -> None:
        env = self.provider_environment()
        self.provider = [
            self._spawn([sys.executable, "-m", "nightdesk.web"], env, "providers.log"),
            self._spawn([sys.executable, "manage.py", "sandbox_mail"], env, "providers.log"),
        ]

    def _wait_for_providers(self) -> None:
        address = f"http://127.0.0.1:{self.provider_port}/readyz"
        wait_for(lambda: answers(address), seconds=READY_SECONDS, why="starting the providers")

    def _wait_for_desk(self) -> None:
        wait_for(self.is_ready, seconds=READY_SECONDS, why="starting the desk")
        wait_for(lambda: self.find("auditor"), seconds=READY_SECONDS, why="starting the auditor")
        wait_for(self._pool_children, seconds=READY_SECONDS, why="starting the worker")
        wait_for(self._all_beat, seconds=READY_SECONDS, why="the first round of watchdog and auditor")

    def is_ready(self) -> bool:
        return answers(f"{self.desk_url}/readyz")

    def _spawn(self, command: list[str], env: dict[str, str], log: str) -> subprocess.Popen[bytes]:
        with (self.folder / log).open("ab") as output:
            return subprocess.Popen(
                command, cwd=BASE_DIR, env=env, stdout=output, stderr=output, start_new_session=True
            )

    # Looking at the desk from outside

    def find(self, part: str) -> psutil.Process | None:
        """The process of a part, or None while it is dead."""
        words, here = PARTS[part], str(self.folder / "desk")
        for process in self._descendants():
            with contextlib.suppress(psutil.Error):
                line = " ".join(process.cmdline())
                if all(word in line for word in words) and not self._is_pool_child(process, part):
                    if part in ("postgres", "redis") and here not in line:
                        continue
                    return process
        return None

    def _is_pool_child(self, process: psutil.Process, part: str) -> bool:
        """Celery's children carry their parent's command line."""
        parent = process.parent()
        return part == "worker" and parent is not None and "nightdesk.celery" in " ".join(parent.cmdline())

    def _descendants(self) -> list[psutil.Process]:
        if self.desk is None or self.desk.poll() is not None:
            return []
        with contextlib.suppress(psutil.Error):
            return [
                found
                for found in psutil.Process(self.desk.pid).children(recursive=True)
                if found.status() != psutil.STATUS_ZOMBIE
            ]
        return []

    def family(self, part: str) -> list[psutil.Process]:
        """A part with everything it started."""
        found = self.find(part)
        if found is None:
            return []
        with contextlib.suppress(psutil.Error):
            return [found, *found.children(recursive=True)]
        return []

    def _pool_children(self) -> list[psutil.Process]:
        return self.family("worker")[1:]

    def _all_beat(self) -> bool:
        with self.ask() as database:
            return database.execute("SELECT count(*) FROM calls_pulse").fetchone() == (2,)

    @contextlib.contextmanager
    def ask(self) -> Iterator[psycopg.Connection[Any]]:
        """The desk's database, as its superuser: the truth that is checked."""
        sockets = self.servers.sockets
        with psycopg.connect(
            f"host={sockets} user=nightdesk dbname=nightdesk connect_timeout=3", autocommit=True
        ) as database:
            yield database

    def stop(self) -> None:
        """End everything, the desk politely."""
        for process in self._descendants():
            with contextlib.suppress(psutil.Error):
                process.send_signal(signal.SIGCONT)
        for started in (self.desk, *self.provider):
            if started and started.poll() is None:
                started.terminate()
        for started in (self.desk, *self.provider):
            if started:
                try:
                    started.wait(40)
                except subprocess.TimeoutExpired:
                    os.killpg(started.pid, signal.SIGKILL)
                    started.wait()
