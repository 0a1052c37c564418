"""What came of it: every call's story beside the desk's rows and the providers' own records, and the invariants."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from faults.clock import Clock
from faults.people import Story
from faults.world import World
from integrations.sandbox.models import LoudAlarm, Mail, PhoneCall, Text, Ticket

MINUTE = timedelta(seconds=60)
AFTER_ACK = timedelta(seconds=5)
CALL_END = timedelta(minutes=2)
STEP_LATE = timedelta(seconds=60)  # 15 s without a fault
MOST_DUPLICATES = 2

CALLS = """
    SELECT c.sid, c.id, c.ended_at, e.id, e.started_at, e.state, e.acknowledged_at, e.exhausted_at
    FROM calls_call c LEFT JOIN calls_escalation e ON e.call_id = c.id WHERE c.sid = ANY(%s)
"""
PAGES = """
    SELECT c.sid, p.step, p.method, p.address, p.provider_id, p.due_at, p.sent_at, p.state, p.attempts
    FROM calls_page p JOIN calls_escalation e ON e.id = p.escalation_id JOIN calls_call c ON c.id = e.call_id
    WHERE c.sid = ANY(%s) ORDER BY p.step
"""
ACKNOWLEDGED_TWICE = """
    SELECT c.sid FROM calls_escalationevent v JOIN calls_call c ON c.id = v.call_id
    WHERE c.sid = ANY(%s) AND v.kind = 'acknowledged'
    GROUP BY c.sid HAVING count(*) > 1 + (
        SELECT count(*) FROM calls_escalationevent r WHERE r.kind = 'open' AND r.call_id = min(c.id::text)::uuid)
"""
# States that a page never goes back to, by what the database itself wrote down.
WENT_BACK = """
    SELECT count(*) FROM (
        SELECT kind, lag(kind) OVER (PARTITION BY page_id ORDER BY at, id) AS before
        FROM calls_escalationevent WHERE page_id IS NOT NULL) moves
    WHERE (before = 'page_acknowledged' AND kind IN ('page_due', 'page_sending', 'page_accepted', 'page_failed'))
       OR (before = 'page_delivered' AND kind IN ('page_due', 'page_sending', 'page_accepted'))
       OR (before = 'page_accepted' AND kind IN ('page_due', 'page_sending'))
"""


@dataclass(slots=True)
class Outcome:
    """One call that was made, and what became of it on both sides of the wire."""

    story: Story
    clock: Clock
    is_known: bool = False
    ended_in_time: bool = False
    decided_at: datetime | None = None
    state: str = ""
    acknowledged_at: datetime | None = None
    takers: frozenset[str] = frozenset()
    exhausted_at: datetime | None = None
    exhaustion_told_at: datetime | None = None
    paged_at: datetime | None = None
    alarmed_at: datetime | None = None
    connected: bool = False
    tickets: int = 0
    ticket_is_owed: bool = False
    duplicates: int = 0
    late_pages: int = 0
    step_delay: timedelta = timedelta(0)

    @property
    def since(self) -> datetime | None:
        """From when on somebody has to hear: the decision; without one what was said, or the dialling."""
        return self.decided_at or self.story.spoke_at or self.story.began_at

    @property
    def must_wake(self) -> bool:
        """Whether a human has to hear of it: also of a caller in danger who never came to speak."""
        return self.decided_at is not None or (self.story.is_danger and not self.story.hangs_up_early)

    @property
    def is_paged(self) -> bool:
        return self._is_within_a_minute(self.paged_at, self.since)

    @property
    def is_alarmed(self) -> bool:
        return self._is_within_a_minute(self.alarmed_at, self.since)

    @property
    def exhaustion_is_told(self) -> bool:
        return self._is_within_a_minute(self.exhaustion_told_at, self.exhausted_at)

    @property
    def is_lost(self) -> bool:
        return self.must_wake and not (self.is_paged or self.is_alarmed or self.connected)

    @property
    def seconds(self) -> float | None:
        """From the decision until a provider had the first page."""
        if self.paged_at is None or self.decided_at is None:
            return None
        return max(0.0, self.clock.elapsed(self.decided_at, self.paged_at).total_seconds())

    def _is_within_a_minute(self, at: datetime | None, since: datetime | None) -> bool:
        return at is not None and since is not None and self.clock.elapsed(since, at) <= MINUTE


@dataclass(slots=True)
class Proof:
    """All outcomes, and every promise that was broken, in words."""

    outcomes: list[Outcome]
    broken: list[str] = field(default_factory=list)


def prove(world: World, stories: list[Story], clock: Clock, *, patient: bool = True) -> Proof:
    """Read both sides and compare them. Who was not `patient` cannot tell how what was still under way would have ended."""
    outcomes = {story.sid: Outcome(story, clock) for story in stories if story.sid}
    sids = list(outcomes)
    with world.ask() as database:
        calls = {row[0]: row for row in database.execute(CALLS, [sids]).fetchall()}
        pages = defaultdict(list)
        for row in database.execute(PAGES, [sids]).fetchall():
            pages[row[0]].append(row)
        twice = [row[0] for row in database.execute(ACKNOWLEDGED_TWICE, [sids]).fetchall()]
        went_back = (database.execute(WENT_BACK).fetchone() or (0,))[0]
        besides = {row[0] for row in database.execute(RUNG_BACK).fetchall()}
        owed = {row[0] for row in database.execute(OWED, [sids]).fetchall()}
    for sid, outcome in outcomes.items():
        if sid in calls:
            _read_call(outcome, calls[sid])
        outcome.ticket_is_owed = sid in owed
    _read_providers(outcomes, pages, besides)
    proof = Proof(list(outcomes.values()))
    proof.broken += [f"{sid}: acknowledged twice" for sid in twice]
    proof.broken += [f"{went_back} pages went back to an earlier state"] if went_back else []
    proof.broken += [
        words for outcome in proof.outcomes for words in _broken(outcome, patient or outcome.story.is_over)
    ]
    return proof


RUNG_BACK = "SELECT provider_id FROM calls_escalationevent WHERE kind = 'rung_back'"
OWED = """
    SELECT c.sid FROM calls_call c WHERE c.sid = ANY(%s) AND c.disposition <> 'no_action' AND c.ended_at IS NOT NULL
"""


def _read_call(outcome: Outcome, row: tuple[Any, ...]) -> None:
    _, _, ended_at, _, started_at, state, acknowledged_at, exhausted_at = row
    hung_up = outcome.story.ended_at
    outcome.is_known = True
    outcome.ended_in_time = bool(
        ended_at and (hung_up is None or outcome.clock.elapsed(hung_up, ended_at) <= CALL_END)
    )
    outcome.decided_at, outcome.state = started_at, state or ""
    outcome.acknowledged_at = acknowledged_at
    outcome.exhausted_at = exhausted_at


def _read_providers(
    outcomes: dict[str, Outcome], pages: dict[str, list[tuple[Any, ...]]], besides: set[str]
) -> None:
    """`besides`: the ids of calls that connect somebody who has taken a call already; they are no pages."""
    tickets = Counter(
        ref.removeprefix("nightdesk:") for ref in Ticket.objects.values_list("external_ref", flat=True)
    )
    alarms = _alarms()
    records = _records()
    known = besides | {row[4] for rows in pages.values() for row in rows if row[4]}
    for sid, outcome in outcomes.items():
        outcome.tickets = tickets[sid]
        outcome.takers = frozenset(row[3] for row in pages[sid] if row[7] == "acknowledged")
        sent = [
            record
            for record in _sent(outcome, pages[sid], records, known)
            if not _rings_taker(outcome, record)
        ]
        if sent:
            outcome.paged_at = min(record.at for record in sent)
        wanted = Counter((row[2], row[3]) for row in pages[sid])
        got = Counter((record.method, record.to) for record in sent)
        outcome.duplicates = max(
            (got[what] - wanted[what] for what in got if got[what] > wanted[what]), default=0
        )
        if taken := outcome.acknowledged_at:
            outcome.late_pages = sum(record.at > taken + AFTER_ACK for record in sent)
        outcome.alarmed_at = _alarm_for(outcome, alarms, outcome.since)
        outcome.exhaustion_told_at = _alarm_for(outcome, alarms, outcome.exhausted_at)
        outcome.connected = PhoneCall.objects.filter(direction="outbound-dial", parent__sid=sid).exists()
        outcome.step_delay = _delay(outcome, pages[sid])


@dataclass(frozen=True, slots=True)
class Record:
    """A text or call as the provider keeps it."""

    sid: str
    account: str
    method: str
    to: str
    at: datetime


def _records() -> dict[str, list[Record]]:
    """All pages that left for an engineer, by account. What answers a text is no page, and neither is an alarm."""
    found = defaultdict(list)
    for text in Text.objects.filter(inbound=False, body__contains=" to take it, "):
        found[text.account_sid].append(
            Record(text.sid, text.account_sid, "sms", text.recipient, text.created_at)
        )
    for call in PhoneCall.objects.filter(direction="outbound-api", url__contains="/twilio/voice/page?"):
        found[call.account_sid].append(
            Record(call.sid, call.account_sid, "voice", call.recipient, call.created_at)
        )
    for mail in Mail.objects.filter(subject__contains="P"):
        found[mail.recipient].append(
            Record(f"mail-{mail.pk}", mail.recipient, "email", mail.recipient, mail.created_at)
        )
    return found


def _sent(
    outcome: Outcome, pages: list[tuple[Any, ...]], records: dict[str, list[Record]], known: set[str]
) -> Iterator[Record]:
    """The records of this call: those whose ids its pages hold, and those in its time that no page at all holds."""
    mine = {row[4] for row in pages if row[4]}
    until = outcome.story.settled_at
    for record in records[outcome.story.msp.account]:
        is_orphan = record.sid not in known and record.at >= outcome.story.began_at
        if record.sid in mine or (is_orphan and (until is None or record.at <= until)):
            yield record


def _rings_taker(outcome: Outcome, record: Record) -> bool:
    """Whoever took the call by text is rung to be connected with the caller: that wakes nobody."""
    taken = outcome.acknowledged_at
    return bool(taken and record.at >= taken and record.method == "voice" and record.to in outcome.takers)


def _alarms() -> dict[str, list[tuple[datetime, str]]]:
    """Alarms by the name of the tenant, as the webhook's owner heard them; "" are those about the desk itself."""
    found = defaultdict(list)
    for alarm in LoudAlarm.objects.all():
        found[alarm.tenant].append((alarm.created_at, alarm.key))
    return found


def _alarm_for(
    outcome: Outcome, alarms: dict[str, list[tuple[datetime, str]]], since: datetime | None
) -> datetime | None:
    """When the first alarm since a moment was heard that is about this MSP or about the desk itself."""
    if since is None:
        return None
    told = [*alarms[f"MSP {outcome.story.msp.n:02d}"], *alarms[""]]
    return min((at for at, _ in told if at >= since - timedelta(seconds=1)), default=None)


def _delay(outcome: Outcome, pages: list[tuple[Any, ...]]) -> timedelta:
    """By how much the latest step after the first left after its time."""
    late = [outcome.clock.elapsed(row[5], row[6]) for row in pages[1:] if row[6]]
    return max(late, default=timedelta(0))


def _broken(outcome: Outcome, is_over: bool) -> Iterator[str]:
    who = f"{outcome.story.sid} ({outcome.story.msp.slug}, fault {outcome.story.fault})"
    if outcome.is_lost:
        yield f"I1 {who}: nobody was paged, alarmed or rung"
    if outcome.late_pages:
        yield f"I3 {who}: {outcome.late_pages} pages left later than 5 s after the acknowledgement"
    if outcome.tickets > 1 or (is_over and outcome.ticket_is_owed and not outcome.tickets):
        yield f"I4 {who}: {outcome.tickets} tickets"
    if is_over and outcome.is_known and not outcome.ended_in_time:
        yield f"I5 {who}: no end two minutes after it hung up"
    if is_over and outcome.state == "open":
        yield f"I2 {who}: the chain neither ended nor was it answered"
    if is_over and outcome.exhausted_at and not outcome.exhaustion_is_told:
        yield f"I2 {who}: nobody answered, and nobody was told of it"
    if outcome.step_delay > STEP_LATE and not outcome.alarmed_at:
        yield f"I2 {who}: a step left {outcome.step_delay.total_seconds():.0f} s late"
    if outcome.duplicates > MOST_DUPLICATES:
        yield f"I8 {who}: {outcome.duplicates} pages too many"
