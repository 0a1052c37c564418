"""Starting one server on one core, with the stand-in model and the callers on the other."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks.callers import ACCOUNT, NUMBER, Target
from nightdesk.embedded import BASE_DIR, Embedded

MODEL_PORT, SERVER_PORT = 9471, 9472
PUBLIC, TOKEN = "https://bench.example", "bench-token"
ONBOARDING = f"""\
tenant: {{name: Bench IT, slug: bench, time_zone: America/Chicago}}
people: [{{name: Bea Bench, voice: "+15550003333"}}]
on_call: [{{person: Bea Bench, method: voice, wait: 3m}}]
numbers: [{{number: "{NUMBER}", customer: Bench Manufacturing}}]
customers:
  - name: Bench Manufacturing
    runbook: |
      customer_name: Bench Manufacturing
      business_hours: Mon-Fri 8a-5p CT
      known_systems: [ERP (NetSuite), VPN (Cisco AnyConnect), File server, Email (Microsoft 365)]
      escalation_rules:
        - {{trigger: "production outage OR server down", target: "+15550003333", method: sms}}
        - {{trigger: "password OR printer", target: null, method: noop}}
"""


def _pinned(core: int, command: list[str]) -> list[str]:
    return ["taskset", "-c", str(core), *command] if shutil.which("taskset") else command


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=1).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@contextlib.contextmanager
def process(core: int, command: list[str], address: str, env: dict[str, str]) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    child = subprocess.Popen(
        _pinned(core, command), cwd=BASE_DIR, env=os.environ | env, stdout=quiet, stderr=quiet
    )
    try:
        deadline = time.monotonic() + 60
        while not _answers(address):
            if child.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command} did not start")
            time.sleep(0.1)
        yield
    finally:
        child.terminate()
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:  # a model that never answers does not stop politely either
            child.kill()
            child.wait()


def set_model(*, delay: float = 0.0, silent: float = 0.0) -> None:
    body = json.dumps({"delay": delay, "silent": silent}).encode()
    urllib.request.urlopen(
        urllib.request.Request(f"http://127.0.0.1:{MODEL_PORT}/configure", body), timeout=5
    ).close()


@contextlib.contextmanager
def model() -> Iterator[None]:
    command = [sys.executable, "-m", "benchmarks.model", "--port", str(MODEL_PORT)]
    with process(1, command, f"http://127.0.0.1:{MODEL_PORT}/", {}):
        yield


@contextlib.contextmanager
def desk_data() -> Iterator[dict[str, str]]:
    """A Postgres and Redis of their own, durable as in production, with one tenant to call."""
    with tempfile.TemporaryDirectory(prefix="nightdesk-bench-") as folder:
        servers = Embedded(Path(folder))
        servers.start()
        env = {
            "NIGHTDESK_VAR": folder,
            "NIGHTDESK_EMBEDDED": "1",
            "DATABASE_URL": servers.database_url,
            "DATABASE_OWNER_URL": servers.owner_url,
            "REDIS_URL": servers.redis_url,
            "LOG_FORMAT": "json",
        }
        file = Path(folder) / "bench.yaml"
        file.write_text(ONBOARDING)
        for command in (["migrate", "-v0"], ["onboard", str(file)]):
            subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=BASE_DIR,
                env=os.environ | env,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        try:
            yield env
        finally:
            servers.stop()


def environment() -> dict[str, str]:
    return {
        "PORT": str(SERVER_PORT),
        "PUBLIC_URL": PUBLIC,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "ANTHROPIC_API_KEY": "bench",
        "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{MODEL_PORT}",
    }


@contextlib.contextmanager
def bare() -> Iterator[Target]:
    with process(
        0, [sys.executable, "-m", "benchmarks.bare"], f"http://127.0.0.1:{SERVER_PORT}/", environment()
    ):
        yield Target(f"http://127.0.0.1:{SERVER_PORT}", PUBLIC, TOKEN)


@contextlib.contextmanager
def desk() -> Iterator[Target]:
    with desk_data() as env:
        command = [sys.executable, "-m", "nightdesk.web"]
        with process(0, command, f"http://127.0.0.1:{SERVER_PORT}/healthz", environment() | env):
            yield Target(f"http://127.0.0.1:{SERVER_PORT}", PUBLIC, TOKEN, env["DATABASE_URL"])
