"""What an engineer is told of a call: one summary, spoken in ten seconds, written in a text, or read in full."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from calls.bridge.messages import message_of, words_of
from calls.conversation.runbook import runbook_of
from calls.escalation.callers import again_words, mute_is_offered
from calls.models import Bridge, Call, Delivery, Escalation, Page, Recording, Turn
from calls.privacy.outward import ELSEWHERE, is_discreet
from tenants.phone import e164
from triage import Action, Speaker, gsm
from triage import Turn as Utterance
from triage.facts import without_opening
from triage.summary import how_many, since_when

MOST_SECONDS = 10.0
"""Somebody who was just woken hears who, what and how bad in this time, and the keys after it."""
WORDS_A_SECOND = 2.6  # the voice we use, measured over sentences like these
PAUSE = 0.25  # seconds that a full stop or a comma takes
EARLY = 7  # words of the problem that count for more than since when it is so
DANGLING = frozenset(
    "a an and at but can for from have i in into is of on or since so that the to we with".split()
)
FROM_THERE = " from this number"
RECENT = timedelta(days=14)
MOST_TICKETS, MOST_ISSUES = 3, 5
LONGEST_PROBLEM, LONGEST_LINE = 220, 380  # characters
SHORTEST_PROBLEM = 40  # characters of what is wrong that a text message keeps
NAMED = re.compile(
    r"\b(?:[Tt]his is|[Mm]y name is) ([A-Z][\w'-]+(?: [A-Z][\w'-]+)?)(?=\s*[,.]| (?:from|at|with|over at|here)\b)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """All that is known of a call when it wakes somebody. Empty: not known, or not said.

    `is_discreet`: health data is spoken with this tenant, so nothing that was said and no number stands in it.
    """

    priority: str
    customer: str
    caller: str
    number: str
    problem: str
    since: str
    people: str
    tried: str
    added: tuple[str, ...]
    known_issues: tuple[str, ...]
    recent_tickets: tuple[str, ...]
    rule: str
    reason: str
    waits: bool
    message: Recording | None
    message_words: str
    note: str
    can_mute: bool = False
    reach: str = ""
    is_discreet: bool = False

    @property
    def who(self) -> str:
        """Customer and caller, as far as they are known."""
        return ", ".join(filter(None, (self.customer or "unknown customer", self.caller)))

    @property
    def affected(self) -> str:
        known = {"": "", "one": "one affected", "many": "many affected"}
        return known.get(self.people, f"{self.people} affected")

    @property
    def how_bad(self) -> str:
        return ", ".join(filter(None, (self.affected, self.since)))

    def spoken(self) -> str:
        """Return what is read out: never longer than MOST_SECONDS. What is wrong is told before since when."""
        there = "Caller waits." if self.waits else ""
        again = self.note.removesuffix(FROM_THERE)
        head = (
            f"{'. '.join(filter(None, (again, _aloud(self.priority))))}, {_clip_words(self.who, 6)}. {there}"
        )
        for bad in (self.how_bad, self.affected, ""):
            tail = f"{_sentence(_clip_words(bad, 6))}." if bad else ""
            room = MOST_SECONDS - seconds(f"{head} {tail}") - PAUSE
            problem = _clip_seconds(self.problem, room)
            is_told_twice = bad != self.affected and self.since.casefold() in problem.casefold()
            if not is_told_twice and len(problem.split()) >= min(EARLY, len(self.problem.split())):
                break
        return " ".join(f"{head} {problem}. {tail}".split()).replace("..", ".")

    def line(self, most: int = LONGEST_LINE) -> str:
        """Return the same in one line of at most so many characters, for a text message: what is wrong is cut first."""
        number = f"Call back {self.reach or self.number}" if self.number and not self.waits else self.number
        unknown = "" if self.is_discreet else "The caller left no number"
        there = "The caller is on the line" if self.waits else number or unknown
        bad = _sentence(self.how_bad)
        head, rest = (
            f"{self.priority} {self.who}: ",
            [part.rstrip(".") for part in (bad, there, self.note) if part],
        )
        tail = gsm.as_gsm("".join(f". {part}" for part in rest) + ".")
        problem = gsm.fitted(
            self.problem.rstrip("."), max(most - gsm.length(gsm.as_gsm(head) + tail), SHORTEST_PROBLEM)
        )
        return gsm.fitted(f"{head}{problem}{tail}".replace("....", "..."), most)


def briefing_of(page: Page) -> Briefing:
    """Gather what is known now; asked again later, it may be more."""
    return briefing_on(page.escalation)


def briefing_on(escalation: Escalation) -> Briefing:
    """The same of an escalation, whoever is paged for it; as much of it as may leave the house."""
    known = _all_of(escalation)
    return _discreet(known) if is_discreet(escalation.tenant_id) else known


def _discreet(known: Briefing) -> Briefing:
    """Who calls and how urgently, for phones that lie on tables: who signs in reads the rest."""
    return replace(
        known,
        caller="",
        number="",
        problem=ELSEWHERE,
        since="",
        people="",
        tried="",
        reach="",
        added=(),
        recent_tickets=(),
        reason="",
        message_words="",
        is_discreet=True,
    )


def _all_of(escalation: Escalation) -> Briefing:
    call = escalation.call
    turns = [turn for turn in call.turns.all() if turn.text]
    decision, decided_at = _decision_of(turns)
    runbook = runbook_of(call)
    spoken = tuple(Utterance(Speaker(turn.speaker), turn.text) for turn in turns)
    message = message_of(call)
    return Briefing(
        priority=call.priority or "P1",
        customer=call.customer.name if call.customer else "",
        caller=call.caller_name or _name_in(turns),
        number=e164(call.from_number) or "",
        problem=_problem(call, turns, decided_at),
        since=call.since or since_when(spoken, runbook),
        people=_people(call) or how_many(spoken, runbook),
        tried=call.tried,
        added=tuple(turn.text for turn in turns if decided_at < turn.sequence and _is_callers_words(turn)),
        known_issues=runbook.known_issues[:MOST_ISSUES],
        recent_tickets=_recent_tickets(call),
        rule=str(decision.get("rule") or ""),
        reason=escalation.reason,
        waits=_waits(escalation),
        message=message,
        message_words=words_of(message) if message else "",
        note=_note(escalation),
        can_mute=mute_is_offered(escalation),
        reach=", ".join(filter(None, (call.reach, call.language and f"speaks {call.language}"))),
    )


def _people(call: Call) -> str:
    many = {"several": "many", "everybody": "many", "one": "one"}.get(call.scope, "")
    return str(call.people) if (call.people or 0) > 1 else many


def _decision_of(turns: list[Turn]) -> tuple[Mapping[str, Any], int]:
    """The decision that sent for somebody, and its place in the conversation."""
    for turn in turns:
        if turn.decision and turn.decision.get("action") == Action.ESCALATE:
            return turn.decision, turn.sequence
    return {}, turns[-1].sequence if turns else 0


def _is_callers_words(turn: Turn) -> bool:
    return turn.speaker == Speaker.CALLER and not turn.text.startswith("(pressed")


def _problem(call: Call, turns: list[Turn], until: int) -> str:
    """What is wrong: what the call keeps of it, else the caller's words that tell most, without how he opened."""
    said = [turn.text for turn in turns if turn.sequence <= until and _is_callers_words(turn)]
    words = call.problem or max((without_opening(text) for text in said), key=len, default="")
    return _clip(words or call.first_words or call.summary or "The caller said nothing", LONGEST_PROBLEM)


def _name_in(turns: list[Turn]) -> str:
    """The name that the caller opened with: `this is Dana at Acme`."""
    for turn in turns:
        if _is_callers_words(turn) and (found := NAMED.search(turn.text)):
            return found[1]
    return ""


def _waits(escalation: Escalation) -> bool:
    bridge = Bridge.objects.filter(escalation=escalation).first()
    call = escalation.call
    if bridge is None:
        return call.ended_at is None and call.hung_up_at is None and call.is_escalated
    return (
        bridge.state in (Bridge.State.WAITING, Bridge.State.OFFERED, Bridge.State.MESSAGE)
        and not call.ended_at
    )


def _note(escalation: Escalation) -> str:
    """How often this caller woke somebody tonight, once he is over the tenant's limit."""
    return again_words(escalation).rstrip(".")


def _recent_tickets(call: Call) -> tuple[str, ...]:
    if call.customer_id is None:
        return ()
    tickets = Delivery.objects.filter(
        tenant_id=call.tenant_id,
        kind=Delivery.Kind.TICKET,
        call__customer_id=call.customer_id,
        call__started_at__gt=call.started_at - RECENT,
        call__started_at__lt=call.started_at,
    ).exclude(external_id="")
    newest = tickets.select_related("call").order_by("-call__started_at")[:MOST_TICKETS]
    return tuple(
        f"#{row.external_id}, {row.call.started_at.astimezone(call.tenant.zone):%a %H:%M}: {row.call.first_words}"
        for row in newest
    )


def seconds(text: str) -> float:
    """Return how long a text takes to be read out: numbers digit by digit."""
    words = sum(
        len(word) if word.isdigit() else 1 for word in re.findall(r"\d+|[^\W\d]+(?:['’-][^\W\d]+)*", text)
    )
    return words / WORDS_A_SECOND + PAUSE * len(re.findall(r"[.,;:!?…]", text))


def _clip_seconds(text: str, room: float) -> str:
    """As many words as there is time for, and not ending in one that leads to the next."""
    whole = text.rstrip(".").split()
    words = list(whole)
    while words and seconds(" ".join(words)) > room:
        words.pop()
    while words != whole and words and words[-1].strip(",;:").casefold() in DANGLING:
        words.pop()
    return " ".join(words).rstrip(",;:-–")


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _clip_words(text: str, most: int) -> str:
    return " ".join(text.split()[:most]).rstrip(",")


def _clip(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 3].rstrip() + "..."


def _aloud(priority: str) -> str:
    return f"{priority[:1]} {priority[1:]}"
