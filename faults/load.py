"""The shapes of a bad night without any fault: a calm hour, a storm over all tenants, one tenant's flood beside the others."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import connections
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from faults.clock import Clock
from faults.msps import Msp
from faults.people import Engineers, Manner, Story, tell
from faults.proof import Outcome, prove
from faults.report import percentile
from faults.world import World, wait_for

MINUTE = 60.0
# Seconds from the decision until a provider had the page.
CALM_LIMIT, STORM_LIMIT, BESIDE_LIMIT = 5.0, 60.0, 10.0
NO_LIMIT = float("inf")
STORM_CALLS, FLOOD_CALLS = 200, 1000
FLOOD_LINE = 200  # calls between two lines that tell how far it is
FLOODERS = 24  # callers of one tenant at the same time, each dialling again as soon as he has hung up
BESIDE_EVERY = 2.0
UNREACHED_SECONDS = 90.0
PAGED = """
    SELECT count(*) FROM calls_escalation e WHERE EXISTS (
        SELECT FROM calls_page p WHERE p.escalation_id = e.id AND p.sent_at IS NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One shape, its calls, and the seconds within which so large a share of them must be paged."""

    name: str
    outcomes: list[Outcome]
    limit: float
    share: float = 1.0

    @property
    def seconds(self) -> list[float]:
        return sorted(taken for one in self.outcomes if (taken := one.seconds) is not None)

    def told(self) -> str:
        """One line, for who waits for the table."""
        taken = self.seconds
        worst = f", the slowest after {taken[-1]:.1f} s" if taken else ""
        return f"{self.name}: {len(taken)} of {len(self.outcomes)} paged{worst}"

    @property
    def put_through(self) -> int:
        """Callers whom the desk, too slow to decide anything, connected with the people on call."""
        return sum(one.connected for one in self.outcomes if one.seconds is None)

    @property
    def is_kept(self) -> bool:
        """Nobody was lost, and who had to be paged was paged in time; where seconds are promised, that is everybody."""
        taken = self.seconds
        if not taken or any(one.is_lost for one in self.outcomes):
            return False
        is_complete = len(taken) == len(self.outcomes) or self.limit == NO_LIMIT
        return is_complete and percentile(taken, self.share) <= self.limit


class Load:
    """Plays the shapes one after another. Everybody on call answers the text."""

    def __init__(self, world: World, seed: int, console: Console) -> None:
        self.world = world
        self.console = console
        self._dice = random.Random(seed)
        self._msps = [Msp(n) for n in range(world.tenants)]
        self._engineers = Engineers(16)
        self._clock = Clock(world.folder)
        self._turn, self._told = 0, 0

    def run(self) -> list[Measured]:
        self._clock.start()
        self._engineers.start()
        shapes = [self._calm, self._storm, self._flood]
        found = list[Measured]()
        for shape in shapes:
            for measured in shape():
                found.append(measured)
                self.console.print(measured.told())  # what is measured is told even if the next never ends
        self._engineers.rest()
        self._clock.stop()
        return found

    def _calm(self) -> Iterator[Measured]:
        stories = self._play([(second, msp) for second, msp in enumerate(self._msps)], most=8)
        yield self._measured("a call a second", stories, CALM_LIMIT, share=0.99)

    def _storm(self) -> Iterator[Measured]:
        calls = [(self._dice.uniform(0, MINUTE), self._msps[n % len(self._msps)]) for n in range(STORM_CALLS)]
        stories = self._play(sorted(calls, key=lambda call: call[0]), most=64)
        name = f"{STORM_CALLS} escalations in 60 s over {len(self._msps)} tenants"
        yield self._measured(name, stories, STORM_LIMIT)

    def _flood(self) -> Iterator[Measured]:
        """One tenant's callers as fast as the desk takes them; the others call at their leisure meanwhile."""
        flooded, others = self._msps[0], self._msps[1:]
        flood = [self._story(flooded) for _ in range(FLOOD_CALLS)]
        with ThreadPoolExecutor(FLOODERS, thread_name_prefix="flood") as pool:
            running = [pool.submit(_safely, story) for story in flood]
            beside = list[Story]()
            while not all(one.done() for one in running):
                beside += self._play([(0.0, others[len(beside) % len(others)])], most=1)
                time.sleep(BESIDE_EVERY)
                self._tell_how_far(sum(one.done() for one in running))
        yield self._measured(f"other tenants beside a flood of {FLOOD_CALLS} calls", beside, BESIDE_LIMIT)
        yield self._measured("the flooded tenant itself", flood, NO_LIMIT)

    def _tell_how_far(self, done: int) -> None:
        if done // FLOOD_LINE > self._told:
            self._told = done // FLOOD_LINE
            self.console.print(f"{done} of {FLOOD_CALLS} calls of the flood are over")

    def _story(self, msp: Msp) -> Story:
        self._turn += 1
        story = Story(
            msp=msp,
            turn=self._turn,
            fault=0,
            manner=Manner.TEXTS,
            is_danger=True,
            stays=1.0,
            seed=self._dice.randrange(1 << 30),
        )
        self._engineers.expect(story)
        return story

    def _play(self, calls: list[tuple[float, Msp]], *, most: int) -> list[Story]:
        """Let each be called so many seconds from now; wait until all have hung up."""
        stories, begun = [], time.monotonic()
        with ThreadPoolExecutor(most, thread_name_prefix="caller") as pool:
            for second, msp in calls:
                time.sleep(max(0.0, begun + second - time.monotonic()))
                stories.append(self._story(msp))
                pool.submit(_safely, stories[-1])
        return stories

    def _measured(self, name: str, stories: list[Story], limit: float, share: float = 1.0) -> Measured:
        self._wait_for_pages()
        proof = prove(self.world, stories, self._clock, patient=False)
        return Measured(name, proof.outcomes, limit, share)

    def _wait_for_pages(self) -> None:
        def all_paged() -> bool:
            with self.world.ask() as database:
                (paged,) = database.execute(PAGED).fetchone() or (0,)
                (all_of_them,) = database.execute("SELECT count(*) FROM calls_escalation").fetchone() or (0,)
            return bool(paged == all_of_them)

        try:
            wait_for(all_paged, seconds=UNREACHED_SECONDS, why="paging everybody")
        except TimeoutError as exc:
            self.console.print(f"[red]{exc}[/]")


def _safely(story: Story) -> None:
    try:
        tell(story)
    finally:
        story.ended_at = timezone.now()
        connections.close_all()


def shown(measured: list[Measured]) -> Table:
    table = Table(
        title="From the decision until a provider had the page, without a fault", title_justify="left"
    )
    for column in ("shape", "calls", "paged", "put through", "p50 s", "p99 s", "worst s", "promised", "kept"):
        table.add_column(column, justify="left" if column == "shape" else "right")
    for one in measured:
        taken = one.seconds
        figures = [f"{percentile(taken, share):.1f}" if taken else "" for share in (0.5, 0.99, 1.0)]
        promised = (
            "none lost"
            if one.limit == NO_LIMIT
            else f"{'p99' if one.share < 1 else 'all'} ≤ {one.limit:.0f} s"
        )
        kept = "[green]✓[/]" if one.is_kept else "[red]✗[/]"
        counts = (str(len(one.outcomes)), str(len(taken)), str(one.put_through or ""))
        table.add_row(one.name, *counts, *figures, promised, kept)
    return table


def shapes(world: World, seed: int, console: Console) -> int:
    """Play all shapes and tell what came of them. Return 1 when a promise was not kept."""
    measured = Load(world, seed, console).run()
    console.print(shown(measured))
    return 0 if all(one.is_kept for one in measured) else 1
