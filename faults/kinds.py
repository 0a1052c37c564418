"""What is broken, and how: each kind of fault with what it takes to break it and to mend it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil
import redis

from calls.crash_points import Place
from faults.msps import Msp
from integrations.sandbox.models import Fault, OptOut

if TYPE_CHECKING:
    from random import Random

    from faults.world import World

CRASH_SECONDS = 12.0  # for a process to come by the place at which it is to end


class NotInjected(Exception):
    """The moment passed: there was nothing to break."""


Break = Callable[["World", "Random", str], None]
Spoil = Callable[[Msp], contextlib.AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A fault of the desk itself (`breaks`), or one of a single MSP's providers (`spoils`)."""

    group: str
    name: str
    weight: int
    breaks: Break | None = None
    spoils: Spoil | None = None

    @property
    def label(self) -> str:
        return f"{self.group}: {self.name}"


# The desk's processes


def _kill(part: str, *, child: bool = False) -> Break:
    def kill(world: World, dice: Random, order: str) -> None:
        family = world.family(part)
        victims = family[1:] if child else family[:1]
        if not victims:
            raise NotInjected(part)
        with contextlib.suppress(psutil.NoSuchProcess):
            dice.choice(victims).kill()

    return kill


def _hang(part: str, shortest: float, longest: float) -> Break:
    def hang(world: World, dice: Random, order: str) -> None:
        stopped = world.family(part)
        if not stopped:
            raise NotInjected(part)
        seconds = dice.uniform(shortest, longest)
        _signal(stopped, signal.SIGSTOP)
        _wake_after(seconds, stopped).wait()

    return hang


def _wake_after(seconds: float, stopped: list[psutil.Process]) -> subprocess.Popen[bytes]:
    """By a process of its own: whoever stops or ends the harness does not make it a longer fault."""
    numbers = " ".join(str(process.pid) for process in reversed(stopped))
    script = f"sleep {seconds:.2f}; for one in {numbers}; do kill -CONT $one; done 2>/dev/null"
    return subprocess.Popen(["sh", "-c", script], start_new_session=True)


def _signal(processes: object, number: signal.Signals) -> None:
    for process in processes:  # type: ignore[attr-defined]
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def _crash(place: Place, *, times: int = 1) -> Break:
    def crash(world: World, dice: Random, order: str) -> None:
        world.crash_order.write_text(f"{place}:{times}:{order}")
        deadline = time.monotonic() + CRASH_SECONDS
        while world.crash_order.exists():
            if time.monotonic() > deadline:
                world.crash_order.unlink(missing_ok=True)
                raise NotInjected(place)
            time.sleep(0.05)

    return crash


def _crash_of_the_watchdog(place: Place) -> Break:
    """While the worker hangs, the watchdog does its work, and dies at it."""

    def crash(world: World, dice: Random, order: str) -> None:
        stopped = world.family("worker")
        _signal(stopped, signal.SIGSTOP)
        waking = _wake_after(CRASH_SECONDS, stopped)
        try:
            _crash(place)(world, dice, order)
        finally:
            os.killpg(waking.pid, signal.SIGKILL)
            waking.wait()
            _signal(stopped, signal.SIGCONT)

    return crash


def _deploy(part: str) -> Break:
    def deploy(world: World, dice: Random, order: str) -> None:
        found = world.find(part)
        if found is None:
            raise NotInjected(part)
        with contextlib.suppress(psutil.NoSuchProcess):
            found.terminate()

    return deploy


# Redis


def _flush(world: World, dice: Random, order: str) -> None:
    try:
        with redis.Redis.from_url(world.servers.redis_url, socket_timeout=2) as broker:
            broker.flushall()
    except redis.RedisError as exc:
        raise NotInjected("redis") from exc


# Postgres


def _restart(world: World, dice: Random, order: str) -> None:
    """The fast shutdown of a deployment; the supervisor starts it again."""
    found = world.find("postgres")
    if found is None:
        raise NotInjected("postgres")
    found.send_signal(signal.SIGINT)


def _kill_backend(world: World, dice: Random, order: str) -> None:
    """One session ends in the middle of whatever it does; the server takes no harm."""
    with world.ask() as database:
        row = database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = 'nightdesk' AND pid <> pg_backend_pid() ORDER BY random() LIMIT 3"
        ).fetchone()
    if row is None:
        raise NotInjected("postgres")


# One MSP's providers


def _spoil(kind: Fault.Kind, *, left: int | None = None, psa: bool = False) -> Spoil:
    @contextlib.contextmanager
    def spoilt(msp: Msp) -> Iterator[None]:
        scope = msp.slug if psa else msp.account
        row = Fault.objects.create(kind=kind, scope=scope, left=left)
        try:
            yield
        finally:
            row.delete()

    return spoilt


@contextlib.contextmanager
def _silent_and_lagging(msp: Msp) -> Iterator[None]:
    with (
        _spoil(Fault.Kind.CONNECTWISE_SILENT, left=1, psa=True)(msp),
        _spoil(Fault.Kind.CONNECTWISE_LAGS, psa=True)(msp),
    ):
        yield


@contextlib.contextmanager
def _opted_out(msp: Msp) -> Iterator[None]:
    row = OptOut.objects.create(number=msp.ann)
    try:
        yield
    finally:
        row.delete()


@contextlib.contextmanager
def _nothing(msp: Msp) -> Iterator[None]:
    yield


def _desk(name: str, weight: int, breaks: Break, group: str = "kill -9") -> Kind:
    return Kind(group, name, weight, breaks=breaks)


def _theirs(group: str, name: str, weight: int, spoils: Spoil) -> Kind:
    return Kind(group, name, weight, spoils=spoils)


DESK = (
    _desk("web", 4, _kill("web")),
    _desk("worker", 4, _kill("worker")),
    _desk("pool child", 4, _kill("worker", child=True)),
    _desk("watchdog", 4, _kill("watchdog")),
    _desk("auditor", 2, _kill("auditor")),
    *(_desk(f"at {place}", 3, _crash(place)) for place in Place),
    *(
        _desk(f"watchdog at {place}, worker hung", 2, _crash_of_the_watchdog(place))
        for place in (Place.PAGE_CLAIMED, Place.PAGE_SENDING, Place.PAGE_ACCEPTED, Place.PAGE_SETTLED)
    ),
    _desk("web", 2, _deploy("web"), "SIGTERM"),
    _desk("worker", 2, _deploy("worker"), "SIGTERM"),
    _desk("web", 2, _hang("web", 2, 8), "hang"),
    _desk("worker", 3, _hang("worker", 4, 12), "hang"),
    _desk("watchdog", 2, _hang("watchdog", 4, 12), "hang"),
    _desk("Redis", 4, _hang("redis", 4, 15), "hang"),
    _desk("Postgres", 3, _hang("postgres", 2, 10), "hang"),
    _desk("Redis", 4, _kill("redis")),
    _desk("Redis flushed", 4, _flush, "data"),
    _desk("Postgres", 3, _kill("postgres")),
    _desk("Postgres sessions", 4, _kill_backend),
    _desk("Postgres restarted", 3, _restart, "data"),
)
PROVIDERS = (
    _theirs("Twilio", "429", 6, _spoil(Fault.Kind.TWILIO_BUSY, left=2)),
    _theirs("Twilio", "503 for a while", 6, _spoil(Fault.Kind.TWILIO_DOWN, left=3)),
    _theirs("Twilio", "503 throughout", 3, _spoil(Fault.Kind.TWILIO_DOWN)),
    _theirs("Twilio", "takes it, never answers", 8, _spoil(Fault.Kind.TWILIO_SILENT, left=1)),
    _theirs("Twilio", "opted out (21610)", 5, _opted_out),
    _theirs("Twilio", "never calls back", 4, _spoil(Fault.Kind.TWILIO_MUTE)),
    _theirs("Twilio", "calls back late", 5, _spoil(Fault.Kind.TWILIO_LATE)),
    _theirs("Twilio", "calls back three times, disordered", 6, _spoil(Fault.Kind.TWILIO_REPEATS)),
    _theirs("ConnectWise", "500 for a while", 4, _spoil(Fault.Kind.CONNECTWISE_DOWN, left=2, psa=True)),
    _theirs("ConnectWise", "429", 4, _spoil(Fault.Kind.CONNECTWISE_BUSY, left=2, psa=True)),
    _theirs(
        "ConnectWise", "makes it, never answers", 3, _spoil(Fault.Kind.CONNECTWISE_SILENT, left=1, psa=True)
    ),
    _theirs("ConnectWise", "makes it, never answers, search lags", 2, _silent_and_lagging),
    _theirs("people", "voicemail answers", 4, _nothing),
    _theirs("people", "nobody answers", 4, _nothing),
    _theirs("people", "the caller hangs up early", 5, _nothing),
    _theirs("people", "two answer at once", 5, _nothing),
    _theirs("forger", "callbacks and keys with a false signature", 4, _nothing),
)
