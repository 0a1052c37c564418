"""The people of a trial: callers who dial, speak and hang up, and engineers who answer, sleep on, or let a machine answer."""

from __future__ import annotations

import random
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db import connections
from django.utils import timezone

from faults.msps import DANGER, HARMLESS, Msp
from integrations.sandbox.models import PhoneCall, Text
from integrations.sandbox.twilio import phones
from integrations.sandbox.twilio.webhooks import WebhookFailed

TAKE = re.compile(r"Reply (\S+) to take it")
LOOK_EVERY = 0.2  # seconds between two looks at the engineers' phones
PATIENCE = 6  # answers a caller gives before he hangs up
TALK_SECONDS, GONE_SECONDS = (
    14.0,
    2.0,
)  # of an engineer who takes a call; below ten he has not really taken it


class Manner(StrEnum):
    """How the people on call behave in one escalation."""

    TEXTS = "answers the text"
    MUMBLES = "answers the text wrongly, then rightly"
    PICKS_UP = "answers the phone"
    BOTH = "two answer in the same moment"
    DROPS = "answers the phone, takes it and is gone again"
    SECOND = "only the second engineer answers"
    MACHINE = "a voicemail box answers every call"
    SLEEPS = "nobody answers"


# Most nights somebody answers; a chain that runs to its end takes two minutes of a trial.
USUAL = {
    Manner.TEXTS: 50,
    Manner.PICKS_UP: 18,
    Manner.DROPS: 4,
    Manner.MUMBLES: 10,
    Manner.BOTH: 6,
    Manner.SECOND: 8,
    Manner.MACHINE: 2,
    Manner.SLEEPS: 2,
}


@dataclass(frozen=True, slots=True)
class Pace:
    """How a trial is played: who answers how often, how long callers stay, and how long is waited for what follows.

    `patience` is for the longest chain, to its alarm, and a ticket whose writer died; `beside` is the time within which
    the providers' faults begin that go side by side, and `apart` whether the desk is broken only when they are over;
    `waiting_share` of the callers wait until somebody joins them.
    """

    manners: dict[Manner, int]
    patience: float
    beside: float
    apart: bool
    waiting_share: float
    longest_stay: float

    def stay(self, dice: random.Random) -> float:
        """Draw for how many seconds a caller stays after he has spoken."""
        return (
            dice.uniform(12.0, 25.0)
            if dice.random() < self.waiting_share
            else dice.uniform(0.5, self.longest_stay)
        )


THOROUGH = Pace(USUAL, patience=300.0, beside=20.0, apart=True, waiting_share=0.2, longest_stay=6.0)
SOON = Pace(
    {Manner.TEXTS: 3, Manner.PICKS_UP: 1},
    patience=40.0,
    beside=1.5,
    apart=False,
    waiting_share=0.0,
    longest_stay=2.0,
)


@dataclass(slots=True)
class Story:
    """One call and what was meant to come of it. `fault` is the injection that it was played for; `is_over`: nothing of it
    was owed any more when we stopped looking."""

    msp: Msp
    turn: int
    fault: int
    manner: Manner
    is_danger: bool
    stays: float
    seed: int
    began_at: datetime = field(default_factory=timezone.now)
    spoke_at: datetime | None = None
    ended_at: datetime | None = None
    settled_at: datetime | None = None
    sid: str = ""
    is_over: bool = False
    hangs_up_early: bool = False


class Callers:
    """Plays stories, each in a thread of its own."""

    def __init__(self, most: int) -> None:
        self._pool = ThreadPoolExecutor(most, thread_name_prefix="caller")
        self.failures: list[str] = []

    def play(self, story: Story) -> None:
        self._pool.submit(self._play, story)

    def _play(self, story: Story) -> None:
        try:
            tell(story)
        except Exception as exc:
            self.failures.append(f"{story.msp.slug}: {type(exc).__name__}: {exc}")
        finally:
            story.ended_at = timezone.now()
            connections.close_all()

    def rest(self) -> None:
        self._pool.shutdown()


def tell(story: Story) -> None:
    """Dial, say what is wrong, stay on the line for a while and hang up."""
    dice = random.Random(story.seed)
    story.began_at = timezone.now()
    call = phones.dial_in(story.msp.caller(story.turn), story.msp.number, fallback=story.msp.fallback)
    story.sid = call.sid
    time.sleep(dice.uniform(0.1, 0.6))
    if not story.hangs_up_early:
        _speak(call, story, dice)
    time.sleep(story.stays)
    phones.end(PhoneCall.objects.get(pk=call.pk), "completed")


def _speak(call: PhoneCall, story: Story, dice: random.Random) -> None:
    said = DANGER if story.is_danger else HARMLESS
    for attempt in range(PATIENCE):
        call.refresh_from_db()
        if call.does != "menu" or not call.doing.get("speech"):
            return
        if attempt and story.is_danger:
            return  # the desk asks whether there is anything else; there is not
        story.spoke_at = story.spoke_at or timezone.now()
        phones.speak(call, said)
        said = "Yes, please do that. Nothing else."
        time.sleep(dice.uniform(0.1, 0.5))


class Engineers:
    """Everybody who can be woken. Their phones are looked at, and each does what his story says."""

    def __init__(self, most: int) -> None:
        self._pool = ThreadPoolExecutor(most, thread_name_prefix="engineer")
        self._stories: dict[str, Story] = {}
        self._stop = threading.Event()
        self._seen_text, self._seen_call = 0, 0
        self._eye = threading.Thread(target=self._watch, daemon=True, name="engineers")

    def start(self) -> None:
        self._eye.start()

    def expect(self, story: Story) -> None:
        """From now on the phones of this MSP behave as the story says."""
        self._stories[story.msp.ann] = self._stories[story.msp.ben] = story

    def rest(self) -> None:
        self._stop.set()
        self._eye.join()
        self._pool.shutdown()

    def _watch(self) -> None:
        while not self._stop.wait(LOOK_EVERY):
            for text in Text.objects.filter(inbound=False, pk__gt=self._seen_text).order_by("pk"):
                self._seen_text = text.pk
                self._act(self._reads, text.recipient, text.pk)
            for call in (
                PhoneCall.objects.filter(pk__gt=self._seen_call).exclude(direction="inbound").order_by("pk")
            ):
                self._seen_call = call.pk
                self._act(self._rings, call.recipient, call.pk)

    def _act(self, what: object, number: str, pk: int) -> None:
        story = self._stories.get(number)
        if story is not None:
            self._pool.submit(self._safely, what, story, number, pk)

    def _safely(self, what: object, story: Story, number: str, pk: int) -> None:
        try:
            what(story, number, pk)  # type: ignore[operator]
        except WebhookFailed:
            pass  # the desk was away; a person tries again when the next page comes
        finally:
            connections.close_all()

    def _reads(self, story: Story, number: str, pk: int) -> None:
        text = Text.objects.get(pk=pk)
        found = TAKE.search(text.body)
        dice = random.Random(story.seed + pk)
        if found is None or story.manner not in (Manner.TEXTS, Manner.MUMBLES, Manner.BOTH):
            return
        time.sleep(dice.uniform(0.5, 3.0))
        if story.manner is Manner.MUMBLES:
            _reply(text, "who is this")
            time.sleep(dice.uniform(0.3, 1.0))
        if story.manner is Manner.BOTH:
            threading.Thread(target=_reply_apart, args=(pk, found[1]), daemon=True).start()
        _reply(text, found[1])

    def _rings(self, story: Story, number: str, pk: int) -> None:
        call = PhoneCall.objects.get(pk=pk)
        is_ann = number == story.msp.ann
        answers = {
            Manner.SLEEPS: False,
            Manner.MACHINE: True,
            Manner.SECOND: not is_ann,
        }.get(story.manner, True)
        if not answers:
            return
        time.sleep(random.Random(story.seed + pk).uniform(0.5, 2.5))
        phones.answer(call)
        call.refresh_from_db()
        if story.manner is Manner.MACHINE:
            _stay_silent(call)
        elif call.does == "menu":
            phones.press(call, "1")
            _talk(call, GONE_SECONDS if story.manner is Manner.DROPS and is_ann else TALK_SECONDS)


def _reply(text: Text, words: str) -> None:
    for _ in range(4):
        try:
            phones.reply(text, words)
        except WebhookFailed:
            time.sleep(2.0)  # "not delivered": he sends it again
        else:
            return


def _reply_apart(pk: int, words: str) -> None:
    try:
        _reply(Text.objects.get(pk=pk), words)
    finally:
        connections.close_all()


def _stay_silent(call: PhoneCall) -> None:
    """A machine: it talks to the briefing and presses nothing."""
    for _ in range(5):
        call.refresh_from_db()
        if not call.is_answered:
            return
        time.sleep(1.0)
        phones.say_nothing(call)
    phones.end(call, "completed")


def _talk(call: PhoneCall, seconds: float) -> None:
    """Whoever took a call speaks with the caller for a while, if they are connected, and hangs up."""
    deadline = time.monotonic() + seconds
    while call.is_answered and time.monotonic() < deadline and phones.is_connected(call):
        time.sleep(0.5)
        call.refresh_from_db()
    phones.end(call, "completed")
