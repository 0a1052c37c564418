"""`make faults N=1000 SEED=7`: break the desk so many times, and see what became of every call."""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

console = Console(width=170)


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Break NightDesk at seeded moments and prove what it promises."
    )
    parser.add_argument("-n", type=int, default=60, metavar="N", help="how many faults (60)")
    parser.add_argument("--seed", type=int, default=None, help="draws the same plan again")
    parser.add_argument("--tenants", type=int, default=50, help="how many MSPs (50)")
    parser.add_argument("--keep", action="store_true", help="leave databases and logs where they are")
    parser.add_argument("-v", action="store_true", help="tell every fault as it is injected")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.randrange(10_000)
    folder = Path(tempfile.mkdtemp(prefix="nightdesk-faults-"))
    try:
        return _run(options, seed, folder)
    finally:
        if options.keep:
            console.print(f"Databases and logs: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _run(options: argparse.Namespace, seed: int, folder: Path) -> int:
    from faults.stage import staged

    started = time.monotonic()
    with staged(folder, tenants=options.tenants) as world:
        console.print(
            f"The desk runs with {options.tenants} MSPs after {time.monotonic() - started:.0f} s; seed {seed}."
        )
        from faults.proof import prove
        from faults.report import rows, table, verdict
        from faults.trial import Trial, draw

        plan = draw(options.n, seed)
        trial = Trial(world, seed, tell=console.print if options.v else lambda _: None)
        begun = time.monotonic()
        trial.run(plan)
        took = time.monotonic() - begun
        proof = prove(world, trial.stories)
        proof.broken += [f"a caller failed: {words}" for words in trial.callers.failures]
        if trial.forged_taken:
            proof.broken.append(f"{trial.forged_taken} of {trial.forged} forged requests were not refused")
    console.print(table(f"{options.n} faults, seed {seed}, {took:.0f} s", rows(plan, proof)))
    console.print(f"{trial.forged} forged requests, {trial.forged - trial.forged_taken} refused with 403.")
    verdict(proof, console)
    return 1 if proof.broken else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nightdesk.settings")
    sys.exit(main())
