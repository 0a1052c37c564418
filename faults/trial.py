"""One trial: a plan drawn from a seed, played against the running desk: first the faults of the providers, each at an MSP of
its own and so many at a time, then those of the desk, one after another while callers dial."""

from __future__ import annotations

import contextlib
import itertools
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

import psycopg
import requests
from django.db import connections
from django.utils import timezone

from faults.clock import Clock
from faults.isolation import Isolation
from faults.kinds import DESK, PROVIDERS, Kind, NotInjected
from faults.msps import Msp
from faults.people import THOROUGH, Callers, Engineers, Manner, Pace, Story
from faults.world import World

RECOVER_SECONDS = 20.0
SPOILT_SECONDS = 80.0  # a provider is in trouble for longer than the minute that is promised
AFTERMATH_SECONDS = 3.0  # for what comes too late
FORGER_SECONDS = 20.0  # that a forger waits for a page to forge an answer to
HARMLESS_SHARE = 0.08


@dataclass(slots=True)
class Injection:
    """One fault as it was drawn, and when it was injected; None when there was nothing to break."""

    number: int
    kind: Kind
    seed: int
    at: datetime | None = None
    healed_at: datetime | None = None
    stories: list[Story] = field(default_factory=list)


def draw(count: int, seed: int) -> list[Injection]:
    """Draw a plan: every kind by its weight, in an order that the seed decides."""
    dice = random.Random(seed)
    kinds = [*DESK, *PROVIDERS]
    bag = [kind for kind in kinds for _ in range(kind.weight)]
    drawn = list[Kind]()
    while len(drawn) < count:
        dice.shuffle(bag)
        drawn += bag
    return _numbered(drawn[:count], dice)


def draw_short(seed: int) -> list[Injection]:
    """One of each of a few kinds that are over soon, in their order: for the suite."""
    by_label = {kind.label: kind for kind in (*PROVIDERS, *DESK)}
    return _numbered([by_label[label] for label in SHORT], random.Random(seed))


def _numbered(kinds: list[Kind], dice: random.Random) -> list[Injection]:
    return [Injection(number, kind, dice.randrange(1 << 30)) for number, kind in enumerate(kinds)]


class Slots:
    """The MSPs. Each has one call at a time, so that whatever its engineers get belongs to that call."""

    def __init__(self, msps: list[Msp]) -> None:
        self._free = deque(msps)
        self._count = len(msps)
        self._there_is_one = threading.Condition()
        self.turn = 0

    def take(self) -> tuple[Msp, int]:
        with self._there_is_one:
            self._there_is_one.wait_for(lambda: self._free)
            self.turn += 1
            return self._free.popleft(), self.turn

    def give(self, msp: Msp) -> None:
        with self._there_is_one:
            self._free.append(msp)
            self._there_is_one.notify_all()

    def wait_for_all(self) -> None:
        """Wait until nobody telephones any more."""
        with self._there_is_one:
            self._there_is_one.wait_for(lambda: len(self._free) == self._count)


class Trial:
    """Plays a plan. `stories` are all calls that were made."""

    def __init__(
        self,
        world: World,
        *,
        pace: Pace = THOROUGH,
        tell: Callable[[str], None] = lambda _: None,
        tick: Callable[[], None] = lambda: None,
    ) -> None:
        self.world = world
        self.tell = tell
        self.tick = tick
        self._pace = pace
        self.stories: list[Story] = []
        self.clock = Clock(world.folder)
        self.isolation = Isolation(world)
        self.slots = Slots([Msp(n) for n in range(world.tenants)])
        self.callers = Callers(world.tenants + 4)
        self.engineers = Engineers(world.tenants * 2)
        self.forged = 0
        self.forged_taken = 0
        self._lanes = ThreadPoolExecutor(world.tenants + 2, thread_name_prefix="lane")
        self._watched: dict[str, threading.Event] = {}
        self.stopping = threading.Event()
        self._over = threading.Event()

    def run(self, plan: list[Injection]) -> None:
        """Play it to the end, until every call and everything that follows from it is settled.

        Once `stopping` is set nothing more is injected, and what is under way is brought to its end.
        """
        self.clock.start()
        self.engineers.start()
        threading.Thread(target=self._watch, daemon=True, name="settled").start()
        for injection in self._unless_stopped(one for one in plan if one.kind.spoils):
            self._lanes.submit(self._spoil, injection, *self.slots.take())
        if self._pace.apart:
            self.slots.wait_for_all()
        for injection in self._unless_stopped(one for one in plan if one.kind.breaks):
            self._break(injection)
            self.tick()
        self._lanes.shutdown()
        self.callers.rest()
        self.engineers.rest()
        self._over.set()
        self.clock.stop()

    def _unless_stopped(self, injections: Iterator[Injection]) -> Iterator[Injection]:
        return itertools.takewhile(lambda _: not self.stopping.is_set(), injections)

    # The desk's own faults, one after another

    def _break(self, injection: Injection) -> None:
        """Let some callers dial around the moment at which something breaks, and wait until the desk has recovered."""
        dice = random.Random(injection.seed)
        for _ in range(dice.choice((2, 2, 3))):
            self._begin(injection, dice, after=dice.uniform(0.0, 1.6))
        time.sleep(dice.uniform(0.2, 2.2))
        assert injection.kind.breaks is not None
        begun = timezone.now()
        try:
            injection.kind.breaks(self.world, dice, f"{injection.number}")
        except (NotInjected, psycopg.Error) as exc:
            self.tell(f"{injection.number} {injection.kind.label}: not injected ({exc})")
        else:
            injection.at = begun
            self.tell(f"{injection.number} {injection.kind.label}")
        self.isolation.look(Msp(dice.randrange(self.world.tenants)))
        self._recover()
        self.isolation.look(Msp(dice.randrange(self.world.tenants)))
        injection.healed_at = timezone.now()

    def _recover(self) -> None:
        """The supervisor has started again what died; what it holds in memory is another matter."""
        deadline = time.monotonic() + RECOVER_SECONDS
        while time.monotonic() < deadline:
            parts = ("web", "worker", "watchdog", "auditor", "postgres", "redis")
            if all(self.world.find(part) for part in parts) and self.world.is_ready():
                return
            time.sleep(0.2)
        self.tell("the desk has not recovered in time; the next fault comes on top")

    # The providers' faults, beside them

    def _spoil(self, injection: Injection, msp: Msp, turn: int) -> None:
        dice = random.Random(injection.seed)
        assert injection.kind.spoils is not None
        time.sleep(dice.uniform(0.0, self._pace.beside))
        try:
            with injection.kind.spoils(msp):
                injection.at = timezone.now()
                self.tell(f"{injection.number} {injection.kind.label}")
                story = self._story(injection, msp, turn, dice)
                self._play(story)
                if injection.kind.group == "forger" and not self._forge(story):
                    injection.at = None  # the desk had no page that could be forged
                self._wait_until_settled(story, SPOILT_SECONDS)
            if not story.is_over:
                self._wait_until_settled(story, self._pace.patience)
        finally:
            injection.healed_at = timezone.now()
            self.slots.give(msp)
            self.tick()
            connections.close_all()

    def _forge(self, story: Story) -> bool:
        """What somebody without the token posts must be refused and change nothing. Return whether there was a page."""
        msp, pages = story.msp, self._pages_of(story)
        form = {
            "CallSid": "CA" + "f" * 32,
            "AccountSid": msp.account,
            "From": msp.number,
            "To": msp.ann,
            "Digits": "1",
        }
        for page in pages[:4]:
            for path in (f"/twilio/voice/page/key?page={page}", f"/twilio/sms/status?page={page}"):
                self._post_forged(path, form | {"MessageStatus": "failed"})
        return bool(pages)

    def _pages_of(self, story: Story) -> list[int]:
        """The pages of a call as soon as there are any, while they may still be answered."""
        deadline = time.monotonic() + FORGER_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(psycopg.Error), self.world.ask() as database:
                if found := database.execute(PAGES_OF, [story.sid]).fetchall():
                    return [row[0] for row in found]
            time.sleep(0.2)
        return []

    def _post_forged(self, path: str, form: dict[str, str]) -> None:
        try:
            answer = requests.post(
                f"{self.world.desk_url}{path}",
                data=form,
                headers={"X-Twilio-Signature": "Zm9yZ2Vk"},
                timeout=15,
            )
        except requests.RequestException:
            return  # the desk is down at this moment
        self.forged += 1
        self.forged_taken += answer.status_code != 403

    # Calls

    def _begin(self, injection: Injection, dice: random.Random, *, after: float) -> None:
        msp, turn = self.slots.take()
        story = self._story(injection, msp, turn, dice)

        def later() -> None:
            time.sleep(after)
            try:
                self._play(story)
                self._wait_until_settled(story, self._pace.patience)
            finally:
                self.slots.give(msp)
                connections.close_all()

        self._lanes.submit(later)

    def _story(self, injection: Injection, msp: Msp, turn: int, dice: random.Random) -> Story:
        manners = self._pace.manners
        drawn = dice.choices(list(manners), weights=list(manners.values()))[0]
        manner = MANNERS.get(injection.kind.name, drawn)
        story = Story(
            msp=msp,
            turn=turn,
            fault=injection.number,
            manner=manner,
            is_danger=bool(injection.kind.spoils) or dice.random() > HARMLESS_SHARE,
            stays=self._pace.stay(dice),
            seed=dice.randrange(1 << 30),
            hangs_up_early=injection.kind.name == "the caller hangs up early" and dice.random() < 0.5,
        )
        if injection.kind.name == "the caller hangs up early":
            story.stays = dice.uniform(0.0, 0.4)
        return story

    def _play(self, story: Story) -> None:
        self.engineers.expect(story)
        self.stories.append(story)
        self.callers.play(story)

    def _wait_until_settled(self, story: Story, seconds: float) -> None:
        deadline = time.monotonic() + min(seconds, self._pace.patience)
        while not story.sid or story.ended_at is None:
            if time.monotonic() > deadline:
                return
            time.sleep(0.1)
        done = self._watched.setdefault(story.sid, threading.Event())
        if done.wait(max(0.0, deadline - time.monotonic())):
            story.is_over = True
            time.sleep(AFTERMATH_SECONDS)
        self._watched.pop(story.sid, None)
        story.settled_at = timezone.now()

    def _watch(self) -> None:
        """Find the calls of which nothing is owed any more, as the desk's own rows tell."""
        while not self._over.wait(0.5):
            waiting = list(self._watched)
            try:
                with self.world.ask() as database:
                    settled = [row[0] for row in database.execute(SETTLED, [waiting]).fetchall()]
                    unknown = set(waiting) - {row[0] for row in database.execute(KNOWN, [waiting]).fetchall()}
            except psycopg.Error:
                continue
            for sid in (*settled, *self._given_up(unknown)):
                if event := self._watched.get(sid):
                    event.set()

    def _given_up(self, unknown: set[str]) -> Iterator[str]:
        """Calls that the desk never heard of: some seconds after their end they are settled too."""
        by_sid = {story.sid: story for story in self.stories}
        for sid in unknown:
            ended = by_sid[sid].ended_at if sid in by_sid else None
            if ended and (timezone.now() - ended).total_seconds() > 10:
                yield sid


SHORT = (
    "Twilio: takes it, never answers",
    "Twilio: opted out (21610)",
    "forger: callbacks and keys with a false signature",
    "kill -9: at page.accepted",
    "kill -9: Redis",
    "kill -9: web",
    "kill -9: pool child",
    "kill -9: Postgres sessions",
)
MANNERS = {
    "voicemail answers": Manner.MACHINE,
    "nobody answers": Manner.SLEEPS,
    "two answer at once": Manner.BOTH,
    "opted out (21610)": Manner.PICKS_UP,
}
PAGES_OF = """
    SELECT p.id FROM calls_page p JOIN calls_escalation e ON e.id = p.escalation_id
    JOIN calls_call c ON c.id = e.call_id WHERE c.sid = %s ORDER BY p.step
"""
KNOWN = "SELECT sid FROM calls_call WHERE sid = ANY(%s)"
SETTLED = """
    SELECT c.sid FROM calls_call c WHERE c.sid = ANY(%s) AND c.ended_at IS NOT NULL
    AND NOT EXISTS (SELECT FROM calls_delivery d WHERE d.call_id = c.id AND d.settled_at IS NULL)
    AND NOT EXISTS (SELECT FROM calls_escalation e WHERE e.call_id = c.id AND e.state = 'open')
"""
