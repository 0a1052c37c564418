"""One call and everybody it wakes: who does what with his phone, and what is heard, line by line."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import F, QuerySet
from django.utils import timezone

from calls.models import Bridge, Call, Errand, Escalation, EscalationEvent, Page
from integrations.sandbox.models import PhoneCall, Text
from integrations.sandbox.twilio import phones

T = TypeVar("T")

CALLER, CLOCK = "caller", "clock"
PATIENCE = 30.0  # seconds that the server may take for what is due
LOOK_EVERY = 0.25
Tell = Callable[[datetime, str, str], None]
"""Called with the time, whose line it is, and what is said (`›`) or heard (`‹`) on it."""


class NothingHappened(Exception):
    """What was waited for did not come; the message says what it was."""


class Night:
    """A caller and the engineers he wakes. Between two pages the clock is turned forward unless `in_real_time`."""

    def __init__(
        self, *, to: str, sender: str, tell: Tell, in_real_time: bool = False, attested: str = ""
    ) -> None:
        self._tell, self._in_real_time = tell, in_real_time
        self._shown: dict[int, int] = {}
        self._names: dict[int, str] = {}
        self._say(CALLER, f"(dials {to} from {sender})")
        self.line = phones.dial_in(sender, to, attested=attested)
        self._names[self.line.pk] = CALLER
        self._show()

    @property
    def call(self) -> Call:
        return Call.objects.select_related("tenant", "customer").get(sid=self.line.sid)

    @property
    def escalation(self) -> Escalation:
        return Escalation.objects.get(call__sid=self.line.sid)

    # The caller

    def say(self, words: str) -> None:
        phones.speak(self.line, words)
        self._show()

    def stay_silent(self) -> None:
        self._say(CALLER, "(says nothing)")
        phones.say_nothing(self.line)
        self._show()

    def press(self, digits: str, phone: PhoneCall | None = None) -> None:
        line = phone or self.line
        phones.press(line, digits)
        self._show(first=line)

    def listen(self) -> None:
        """One more round of what is heard by somebody who waits."""
        phones.wait(self.line)
        self._show()

    def hang_up(self, phone: PhoneCall | None = None) -> None:
        line = phone or self.line
        self._say(self._names[line.pk], "(hangs up)")
        phones.end(line, "completed")
        self._show(first=line)

    # Engineers

    def text_to(self, person: str) -> Text:
        """Wait until somebody's text has arrived."""

        def arrived() -> Text | None:
            sids = self._pages(person, "sms").exclude(provider_id="").values_list("provider_id", flat=True)
            return Text.objects.filter(sid__in=list(sids)).first()

        text = self._until(arrived, f"a text to {person}")
        self._tell(timezone.now(), person, f"‹ {text.body}")
        return text

    def reply(self, person: str, text: Text, words: str) -> None:
        self._say(person, words)
        before = Text.objects.filter(recipient=text.recipient).count()
        phones.reply(text, words)
        answers = Text.objects.filter(recipient=text.recipient).order_by("created_at", "id")[before:]
        for answer in answers:
            self._tell(timezone.now(), person, f"‹ {answer.body}")
        self._show()

    def next_phone(self) -> PhoneCall:
        """The next phone that rings for this call; the clock is turned to when it is due."""
        phone = self._until(self._ring_or_turn, "a phone to ring")
        self._names[phone.pk] = self._whose(phone)
        self._say(self._names[phone.pk], "(phone rings)")
        return phone

    def is_anybody_left(self) -> bool:
        """Whether the chain goes on by itself."""
        is_open = self.escalation.state == Escalation.State.OPEN
        return is_open and self.escalation.pages.filter(settled_at=None).exists()

    def answer(self, phone: PhoneCall) -> None:
        self._say(self._names[phone.pk], "(picks up)")
        phones.answer(phone)
        self._show()

    def answer_by_voicemail(self, phone: PhoneCall) -> None:
        """A box picks up, is silent through both readings, and records what it hears until the line is closed."""
        self._say(self._names[phone.pk], "(the voicemail box picks up)")
        phones.answer(phone)
        self._show()
        phones.say_nothing(phone)
        phones.say_nothing(phone)
        phones.end(phone, "completed")
        self._show(first=phone)

    def let_ring_out(self, phone: PhoneCall) -> None:
        self._say(self._names[phone.pk], "(does not pick up)")
        phones.end(phone, "no-answer")
        self._show()

    def talk(self, seconds: float) -> None:
        """Let caller and engineer talk, in real seconds: how long they did decides whose call it is."""
        self._say(CLOCK, f"(they talk for {seconds:.0f} s)")
        time.sleep(seconds)

    def until_the_chain_ends(self) -> None:
        """Wait for the alarm at the end of the chain."""
        if not self._in_real_time:
            Page.objects.filter(escalation=self.escalation).update(wait=timedelta(seconds=1))
            self._say(CLOCK, "(the last person has had his time)")
        self._until(lambda: self.call.alarms.exclude(sent_at=None).first(), "the alarm to be sent")

    def until_told(self, words: str) -> None:
        """Wait until the caller hears something."""
        self._until(
            lambda: words in " ".join(self._lines(self.line)) or None, f"the caller to hear “{words}”"
        )

    def until_the_ticket_is_written(self) -> None:
        self._until(lambda: self.call.deliveries.exclude(settled_at=None).first(), "the ticket")

    # The clock

    def turn_to_the_limit(self) -> None:
        """Until the caller's patience ends."""
        bridge = Bridge.objects.get(escalation=self.escalation)
        self._turn(bridge.limit_at - timezone.now())

    def _ring_or_turn(self) -> PhoneCall | None:
        phone = self._ringing()
        if phone is None and not self._in_real_time and not self._is_any_due():
            self._turn_the_clock()
        return phone

    def _is_any_due(self) -> bool:
        """Whether the server, or the telephone company, is about to do something by itself."""
        now = timezone.now()
        if PhoneCall.objects.filter(sid__in=self._our_lines(), status="queued").exists():
            return True
        rings = Errand.objects.filter(escalation=self.escalation, kind=Errand.Kind.CONNECT)
        pages_due = self._pages().filter(settled_at=None, due_at__lte=now)
        return pages_due.exists() or rings.filter(settled_at=None, due_at__lte=now).exists()

    def _turn_the_clock(self) -> None:
        due = self._pages().filter(state=Page.State.DUE).order_by("due_at").first()
        if due:
            self._turn(due.due_at - timezone.now())

    def _turn(self, by: timedelta) -> None:
        """Bring what is due nearer. The rows say when; nothing else of the night moves."""
        if self._in_real_time or by <= timedelta(0):
            return
        self._say(CLOCK, f"({round(by.total_seconds())} s later)")
        self._pages().filter(state=Page.State.DUE).update(due_at=F("due_at") - by)
        Bridge.objects.filter(escalation=self.escalation).update(limit_at=F("limit_at") - by)
        offers = Errand.objects.filter(escalation=self.escalation, kind=Errand.Kind.OFFER, settled_at=None)
        offers.update(due_at=F("due_at") - by)

    def _until(self, what: Callable[[], T | None], name: str) -> T:
        patience = PATIENCE if not self._in_real_time else 900.0
        end = time.monotonic() + patience
        while time.monotonic() < end:
            self._show()
            if found := what():
                self._show()
                return found
            time.sleep(LOOK_EVERY)
        raise NothingHappened(
            f"Waited {patience:.0f} s for {name}. Is `make run` up, and its watchdog with it?"
        )

    # What is heard

    def _pages(self, person: str = "", method: str = "") -> QuerySet[Page]:
        pages = Page.objects.filter(escalation=self.escalation)
        pages = pages.filter(person_name=person) if person else pages
        return pages.filter(method=method) if method else pages

    def _our_lines(self) -> set[str]:
        ours = EscalationEvent.objects.filter(escalation_id=self.escalation.pk).exclude(provider_id="")
        return set(ours.values_list("provider_id", flat=True))

    def _ringing(self) -> PhoneCall | None:
        phone = PhoneCall.objects.filter(sid__in=self._our_lines(), status="ringing").order_by("id").first()
        return phone or PhoneCall.objects.filter(parent_id__in=self._names, status="ringing").first()

    def _whose(self, phone: PhoneCall) -> str:
        if phone.parent_id:
            return CALLER
        return self._pages().filter(address=phone.recipient).values_list("person_name", flat=True)[0]

    def _show(self, first: PhoneCall | None = None) -> None:
        """Tell what was heard since the last time, line by line; `first` is whose doing it was."""
        for pk, who in sorted(self._names.items(), key=lambda line: line[0] != getattr(first, "pk", None)):
            lines = self._lines(PhoneCall.objects.get(pk=pk))
            for heard in lines[self._shown.get(pk, 0) :]:
                done = heard.startswith("→ ")
                self._tell(timezone.now(), who, f"› {heard[2:]}" if done else f"‹ {heard}")
            self._shown[pk] = len(lines)

    @staticmethod
    def _lines(phone: PhoneCall) -> list[str]:
        phone.refresh_from_db()
        return list(phone.heard)

    def _say(self, who: str, what: str) -> None:
        self._tell(timezone.now(), who, what if who == CLOCK else f"› {what}")
