"""A long run in portions of a hundred faults, each with a desk and a seed of its own. What came of a portion is kept in a file, so
that a run that was stopped goes on where it was, and all of them are told as one table."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console

from faults.report import Row, summed, table, verdict
from nightdesk.embedded import BASE_DIR

SIZE = 100
KEPT_IN = BASE_DIR / "var" / "faults"


@dataclass(slots=True)
class Portion:
    """What came of so many faults: the numbers that are told, the promises that were broken, and on what it ran."""

    seed: int
    faults: int
    commit: str
    began: str
    seconds: float
    stood_still: float
    forged: int
    forged_taken: int
    looks: int
    rows: list[Row]
    broken: list[str]

    def save(self, path: Path) -> None:
        """Write it whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part")
        draft.write_text(json.dumps(asdict(self), indent=1))
        draft.replace(path)

    @classmethod
    def load(cls, path: Path) -> Portion:
        held = json.loads(path.read_text())
        return cls(**held | {"rows": [Row(**row) for row in held["rows"]]})


def commit() -> str:
    """What is checked out, with a + when it was changed; empty where there is no git."""
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty=+", "--exclude=*"],
        cwd=BASE_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return found.stdout.strip()


def tell(portions: list[Portion], console: Console) -> int:
    """Print them as one table. Return 1 when a promise was broken in any of them."""
    faults, seconds = sum(one.faults for one in portions), sum(one.seconds for one in portions)
    seeds = f"seed {portions[0].seed}" + (f" to {portions[-1].seed}" if portions[1:] else "")
    title = f"{faults} faults, {seeds}, {seconds:.0f} s"
    console.print(table(title, summed(row for one in portions for row in one.rows)))
    forged, taken = sum(one.forged for one in portions), sum(one.forged_taken for one in portions)
    console.print(f"{forged} forged requests, {forged - taken} refused with 403.")
    looks = sum(one.looks for one in portions)
    console.print(f"{looks} looks as one tenant, at every table and through the API, for rows of another.")
    if lost := sum(one.stood_still for one in portions):
        console.print(f"The machine itself stood still for {lost:.0f} s in all, which are counted out.")
    broken = [words for one in portions for words in one.broken]
    verdict(broken, console)
    return 1 if broken else 0


def play_all(count: int, seed: int, others: list[str], console: Console) -> int:
    """Play what is not kept yet, a process for each portion, and tell all of it; Ctrl-C tells what there is."""
    portions = list[Portion]()
    for done in range(0, count, SIZE):
        size, own_seed = min(SIZE, count - done), seed + done // SIZE
        path = KEPT_IN / f"{own_seed}-{size}.json"
        if not path.exists():
            console.print(
                f"{datetime.now().astimezone():%H:%M:%S} portion {done // SIZE + 1}: {size} faults, seed {own_seed}"
            )
            _play(size, own_seed, path, others)
        if not path.exists():
            console.print("[red]This portion was broken off; the same command goes on with it.[/]")
            break
        portions.append(Portion.load(path))
    console.print(f"Kept in {KEPT_IN}; who removes them begins anew.")
    return max(tell(portions, console), sum(one.faults for one in portions) < count) if portions else 1


def _play(size: int, seed: int, path: Path, others: list[str]) -> None:
    command = [sys.executable, "-m", "faults", "-n", str(size), "--seed", str(seed), "--save", str(path)]
    child = subprocess.Popen([*command, *others], cwd=BASE_DIR)
    while child.poll() is None:
        try:
            child.wait()
        except KeyboardInterrupt:
            continue  # the portion hears it, too, and is brought to its end
