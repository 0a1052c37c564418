"""`make faults N=1000 SEED=7`: break the desk so many times, and see what became of every call."""

from __future__ import annotations

import argparse
import logging
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone
from rich.console import Console

from faults.portions import SIZE, Portion, commit, play_all, tell
from faults.progress import progress
from faults.stage import staged
from faults.world import World

console = Console(width=170)


def main() -> int:
    options = _options()
    if options.what == "faults" and options.save is None and options.n > SIZE:
        return play_all(options.n, options.seed, _handed_on(options), console)
    logging.disable(logging.WARNING)  # a desk that is down is what we want
    folder = Path(tempfile.mkdtemp(prefix="nightdesk-faults-"))
    started, failed = time.monotonic(), 1
    try:
        with staged(folder, tenants=options.tenants) as world:
            ready = time.monotonic() - started
            console.print(
                f"The desk runs with {options.tenants} MSPs after {ready:.0f} s; seed {options.seed}."
            )
            failed = RUNS[options.what](world, options)
            return failed
    finally:
        if options.keep or failed:
            console.print(f"Databases and logs: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="faults", description="Break NightDesk at seeded moments and prove what it promises."
    )
    parser.add_argument(
        "what", nargs="?", default="faults", choices=RUNS, help="faults, or the load's shapes"
    )
    parser.add_argument("-n", type=int, default=60, metavar="N", help="how many faults (60)")
    parser.add_argument("--short", action="store_true", help="a few faults that are over soon")
    parser.add_argument(
        "--seed", type=int, default=random.randrange(10_000), help="draws the same plan again"
    )
    parser.add_argument("--tenants", type=int, default=50, help="how many MSPs (50)")
    parser.add_argument("--keep", action="store_true", help="leave databases and logs where they are")
    parser.add_argument("--save", type=Path, metavar="FILE", help="keep what came of it as JSON")
    parser.add_argument("-v", action="store_true", help="tell every fault as it is injected")
    return parser.parse_args()


def _handed_on(options: argparse.Namespace) -> list[str]:
    """What a portion is told besides its faults and its seed."""
    flags = [f"-{'' if flag == 'v' else '-'}{flag}" for flag in ("keep", "v") if getattr(options, flag)]
    return ["--tenants", str(options.tenants), *flags]


def _break(world: World, options: argparse.Namespace) -> int:
    from faults.people import SOON, THOROUGH
    from faults.proof import prove
    from faults.report import rows
    from faults.trial import Trial, draw, draw_short

    plan = draw_short(options.seed) if options.short else draw(options.n, options.seed)
    begun, began = time.monotonic(), timezone.now()
    with progress(console, len(plan)) as tick:
        narrate = console.print if options.v else lambda _: None
        pace = SOON if options.short else THOROUGH
        trial = Trial(world, pace=pace, tell=narrate, tick=tick)
        _stop_when_asked(trial.stopping)
        trial.run(plan)
    proof = prove(world, trial.stories, trial.clock, patient=not options.short)
    proof.broken += trial.isolation.leaks
    proof.broken += [f"a caller failed: {words}" for words in trial.callers.failures]
    if trial.forged_taken:
        proof.broken.append(f"{trial.forged_taken} of {trial.forged} forged requests were not refused")
    portion = Portion(
        seed=options.seed,
        faults=len(plan),
        commit=commit(),
        began=began.isoformat(timespec="seconds"),
        seconds=time.monotonic() - begun,
        stood_still=trial.clock.lost.total_seconds(),
        forged=trial.forged,
        forged_taken=trial.forged_taken,
        looks=trial.isolation.looks,
        rows=rows(plan, proof),
        broken=proof.broken,
    )
    if options.save and not trial.stopping.is_set():
        portion.save(options.save)
    return tell([portion], console)


def _stop_when_asked(stopping: threading.Event) -> None:
    """Ctrl-C ends the injecting and not the proof: what was tried until then is told."""

    def stop(number: int, _: object) -> None:
        stopping.set()
        console.print("No more faults; what is under way is brought to its end. Once more to break it off.")
        signal.signal(number, signal.default_int_handler)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


def _load(world: World, options: argparse.Namespace) -> int:
    from faults.load import shapes

    return shapes(world, options.seed, console)


RUNS: dict[str, Callable[[World, argparse.Namespace], int]] = {"faults": _break, "load": _load}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nightdesk.settings")
    sys.exit(main())
