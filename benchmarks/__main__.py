"""`make bench`: what the desk adds to a turn, what it does in a storm, and how fast it decides alone."""

from __future__ import annotations

import argparse
import asyncio
import gc
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import servers
from benchmarks.callers import Tally, Target, all_at_once, play
from benchmarks.flood import flood
from benchmarks.isolation import isolation
from triage import Speaker, Turn, run_turn, study
from triage.evaluate import KnownCall, load_calls
from triage.learned.judge import warm_up

console = Console(width=110)
THINK = 5.0  # seconds between a reply and the next thing a caller says
CALLERS = (200, 500)
SIDES: dict[str, type | object] = {"bare Django": servers.bare, "NightDesk": servers.desk}


def added_time(seconds: float) -> None:
    """Milliseconds beside the model's own time, paced callers, each server alone on one core."""
    table = Table(
        title="Added time per turn (ms), every turn of NightDesk's stored in Postgres", title_justify="left"
    )
    for column in ("server", "model", "callers", "turns", "p50", "p95", "p99", "errors"):
        table.add_column(column, justify="left" if column == "server" else "right")
    p95: dict[tuple[str, str, int], float] = {}
    rates: dict[str, float] = {}
    for name, start in SIDES.items():
        with _started(start) as target:
            for label, delay in (("at once", 0.0), ("0.9 s", 0.9)):
                servers.set_model(delay=delay)
                for callers in CALLERS:
                    tally = asyncio.run(
                        play(target, callers=callers, think=THINK, seconds=seconds, warm=THINK * 2)
                    )
                    p95[name, label, callers] = tally.percentile(0.95) - delay
                    table.add_row(name, label, str(callers), *_row(tally, delay))
            servers.set_model()
            tally = asyncio.run(play(target, callers=50, think=0.0, seconds=seconds))
            rates[name] = len(tally.seconds) / seconds
    console.print(table)
    for (name, label, callers), value in p95.items():
        if name == "NightDesk":
            console.print(
                f"  p95 with {callers} callers, model {label}: {value / p95['bare Django', label, callers]:.2f} × bare Django"
            )
    ratio = rates["NightDesk"] / rates["bare Django"]
    console.print(
        f"  turns a second on one core: {rates['NightDesk']:.0f} against {rates['bare Django']:.0f}, {ratio:.2f} ×\n"
    )


def storms() -> None:
    """Two hundred callers at once; and a tenth of the model's answers that never come."""
    table = Table(title="Storms", title_justify="left")
    for column in ("what", "turns", "p50 s", "p95 s", "worst s", "errors"):
        table.add_column(column, justify="left" if column == "what" else "right")
    with servers.desk() as target:
        servers.set_model(delay=0.6)
        tally = asyncio.run(all_at_once(target, callers=200))
        table.add_row("200 calls at once, model 600 ms", *_seconds(tally))
        servers.set_model(delay=0.4, silent=0.1)
        tally = asyncio.run(play(target, callers=100, think=2.0, seconds=20))
        table.add_row("a tenth of the model calls never answer", *_seconds(tally))
        servers.set_model()
    console.print(table)
    console.print('  "other words": the offline triager answered because both models were silent\n')


KNOWN_CALLS = Path(__file__).parents[1] / "triage" / "tests" / "calls"
START = "import time; began = time.perf_counter(); from triage.learned import judge; judge.warm_up(); print(time.perf_counter() - began)"


def alone() -> None:
    """The offline triager: how soon it is ready, and milliseconds per decision, every sentence new to it."""
    ready = min(float(_in_new_process(START)) for _ in range(3))
    warm_up()
    calls = (*load_calls(KNOWN_CALLS / "held_out"), *load_calls(KNOWN_CALLS / "unseen"))
    gc.freeze()  # as the web process does, and the next line, too
    gc.set_threshold(10_000, 20, 50)
    taken: list[float] = []
    for call in calls:
        study(call.runbook)  # as while the greeting is heard
        taken.extend(_decisions(call))
    taken.sort()
    p50, p95, worst = (taken[int((len(taken) - 1) * share)] for share in (0.5, 0.95, 1.0))
    console.print(
        f"Offline triager: ready after {ready:.2f} s; {len(taken)} decisions, p50 {p50:.1f} ms, p95 {p95:.1f} ms, "
        f"worst {worst:.1f} ms of one core\n"
    )


def _in_new_process(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def _decisions(call: KnownCall) -> Iterator[float]:
    """Time each decision of a call in milliseconds of processor time, so that a busy machine changes it little."""
    turns: list[Turn] = []
    for words in call.caller_turns:
        turns.append(Turn(Speaker.CALLER, words))
        started = time.process_time()
        decision = run_turn(turns, call.runbook, now=call.now)
        yield (time.process_time() - started) * 1000
        turns.append(Turn(Speaker.AGENT, decision.speech))


def _started(start: object) -> AbstractContextManager[Target]:
    return start()  # type: ignore[operator,no-any-return]


def _row(tally: Tally, delay: float) -> list[str]:
    times = [f"{(tally.percentile(share) - delay) * 1000:.1f}" for share in (0.5, 0.95, 0.99)]
    return [str(len(tally.seconds)), *times, str(tally.errors or "")]


def _seconds(tally: Tally) -> list[str]:
    times = [f"{tally.percentile(share):.2f}" for share in (0.5, 0.95, 1.0)]
    return [str(len(tally.seconds)), *times, str(tally.errors or "")]


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Measure NightDesk on this machine. Timings are noisy: read the ratios."
    )
    parser.add_argument("--only", choices=("flood", "triage", "isolation", "ringing"), help="one part alone")
    parser.add_argument("--seconds", type=float, default=8.0, help="how long each cell is measured")
    options = parser.parse_args()
    if options.only in (None, "triage"):
        alone()
    if options.only in (None, "ringing"):
        # In a process of its own: it brings a database along and settles into it.
        subprocess.run([sys.executable, "-m", "benchmarks.ringing"], check=True)
    if options.only in ("triage", "ringing"):
        return
    with servers.model():
        if not options.only:
            added_time(options.seconds)
            storms()
        if options.only != "isolation":
            flood(console)
        if options.only != "flood":
            isolation(console)


if __name__ == "__main__":
    main()
