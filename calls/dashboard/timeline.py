"""Everything that happened to a call and because of it, in the order of the clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from calls.dashboard.happenings import Kind, happenings
from calls.dashboard.transcript import DecisionShown
from calls.dashboard.words import Tone, escalation_of, pages_of, ticket, ticket_of
from calls.models import Call, Escalation, Page, Turn
from triage import Speaker

PAGING = (Kind.PAGE_DUE, Kind.PAGE_ACCEPTED, Kind.REOPENED, Kind.LINE_CLOSED, Kind.HUSHED, Kind.STOPPED)
ANSWERS = (Kind.TAKEN, Kind.PASSED_ON, Kind.LATE, Kind.WRONG_CODE, Kind.OPENED)


class Part(StrEnum):
    """What a moment belongs to."""

    LINE = "line"
    SAID = "said"
    DECISION = "decision"
    PAGE = "page"
    ANSWER = "answer"
    BRIDGE = "bridge"
    ALARM = "alarm"
    TICKET = "ticket"


PARTS = dict.fromkeys(PAGING, Part.PAGE) | dict.fromkeys(ANSWERS, Part.ANSWER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A moment: what happened, or, when `ahead`, what is due to happen."""

    at: datetime
    part: Part
    text: str
    tone: Tone = Tone.CALM
    detail: str = ""
    url: str = ""
    ahead: bool = False


def timeline(call: Call) -> list[Event]:
    """Every event of the call; what is still ahead stands last."""
    events = [*_line(call), *_talk(call), *_escalation(call), *_alarms(call), *_ticket(call)]
    return sorted(events, key=lambda event: (event.ahead, event.at))


def beside_the_talk(events: list[Event]) -> list[Event]:
    """The same without what was said, where the conversation itself stands beside it."""
    return [event for event in events if event.part is not Part.SAID]


def _line(call: Call) -> Iterator[Event]:
    began = f"{call.from_number or 'A hidden number'} called {call.to_number}"
    yield Event(at=call.started_at, part=Part.LINE, text=began, detail=call.sid)
    if call.hung_up_at:
        yield Event(at=call.hung_up_at, part=Part.LINE, text="The line was closed")
    if call.ended_at and call.ended_at != call.hung_up_at:
        yield Event(at=call.ended_at, part=Part.LINE, text="The call was concluded")


def _talk(call: Call) -> Iterator[Event]:
    for turn in call.turns.all():
        who = "Caller" if turn.speaker == Speaker.CALLER else "NightDesk"
        if turn.text:
            yield Event(at=turn.created_at, part=Part.SAID, text=f"{who}: {turn.text}")
        made = turn.decision if isinstance(turn.decision, dict) else {}
        if made.get("disposition") and made.get("decided_by") != "paging":
            yield _decided(turn)


def _decided(turn: Turn) -> Event:
    """A decision that settles something; questions are told by the conversation."""
    made = DecisionShown.from_record(turn.decision or {})
    words = " · ".join(filter(None, (made.action_words, made.priority, made.disposition)))
    detail = " · ".join(filter(None, (made.reason, made.rule and f"rule “{made.rule}”", *made.cost)))
    return Event(at=turn.created_at, part=Part.DECISION, text=f"Decided: {words}", detail=detail)


def _escalation(call: Call) -> Iterator[Event]:
    escalation = escalation_of(call)
    if escalation is None:
        return
    whom = f"for {escalation.target}" if escalation.target else "for the on-call chain"
    yield Event(
        at=escalation.started_at,
        part=Part.PAGE,
        text=f"Escalated, {whom}",
        tone=Tone.WAKING,
        detail=escalation.reason,
    )
    told = list(happenings(call, pages_of(call)))
    answered = {one.event.page_id for one in told if one.event.kind == Kind.TAKEN}
    for one in told:
        part = PARTS.get(Kind(one.event.kind), Part.BRIDGE)
        yield Event(at=one.event.at, part=part, text=one.text, tone=one.tone, detail=one.detail)
    for page in pages_of(call):
        yield from _page(page, answer_is_told=page.pk in answered)
    yield from _end_of(escalation, pages_of(call))


def _page(page: Page, *, answer_is_told: bool) -> Iterator[Event]:
    """What is proven about one page. Delivered is the carrier's word; only an answer counts as reached."""
    who = f"{page.person_name} by {page.get_method_display().lower()} to {page.address}"
    who += ", the second ring" if page.ring > 1 else ""
    if page.sent_at:
        detail = " · ".join(filter(None, (page.provider_id, page.caution)))
        yield Event(at=page.sent_at, part=Part.PAGE, text=f"Paged {who}", tone=Tone.WAKING, detail=detail)
    if page.delivered_at:
        yield Event(
            at=page.delivered_at, part=Part.PAGE, text=f"Delivered to {page.person_name}, says the carrier"
        )
    if page.acknowledged_at and not answer_is_told:
        yield Event(
            at=page.acknowledged_at, part=Part.ANSWER, text=f"{page.person_name} acknowledged", tone=Tone.WOKE
        )
    if page.state == Page.State.FAILED:
        failed = f"Could not page {who}"
        at = page.failed_at or page.settled_at or page.due_at
        yield Event(at=at, part=Part.PAGE, text=failed, tone=Tone.ALARM, detail=page.error)
    if page.state == Page.State.CANCELLED:
        yield Event(
            at=page.settled_at or page.due_at, part=Part.PAGE, text=f"No need to page {page.person_name}"
        )
    if page.state in (Page.State.DUE, Page.State.SENDING):
        yield Event(at=page.due_at, part=Part.PAGE, text=f"Will page {who}", detail=page.error, ahead=True)


def _end_of(escalation: Escalation, pages: list[Page]) -> Iterator[Event]:
    """The end of the paging, where no page tells it already."""
    told_by_page = any(page.acknowledged_at for page in pages)
    if escalation.acknowledged_at and not told_by_page:
        how = f" by {escalation.acknowledged_how}" if escalation.acknowledged_how else ""
        words = f"{escalation.acknowledged_by} acknowledged{how}"
        yield Event(at=escalation.acknowledged_at, part=Part.ANSWER, text=words, tone=Tone.WOKE)
    if escalation.state == Escalation.State.EXHAUSTED:
        last = max((page.settled_at or page.due_at for page in pages), default=escalation.started_at)
        words = "Nobody answered" if pages else "Nobody to wake"
        yield Event(at=escalation.exhausted_at or last, part=Part.PAGE, text=words, tone=Tone.ALARM)


def _alarms(call: Call) -> Iterator[Event]:
    for alarm in call.alarms.all():
        if alarm.sent_at:
            words = f"Alarm to {alarm.address}"
            yield Event(
                at=alarm.sent_at, part=Part.ALARM, text=words, tone=Tone.ALARM, detail=alarm.provider_id
            )
        else:
            words = f"Alarm to {alarm.address} is owed"
            yield Event(
                at=alarm.due_at, part=Part.ALARM, text=words, tone=Tone.ALARM, detail=alarm.error, ahead=True
            )


def _ticket(call: Call) -> Iterator[Event]:
    delivery, said = ticket_of(call), ticket(call)
    if delivery is None or said is None:
        return
    tries = f", tried {delivery.attempts} times" if delivery.attempts > 1 and not delivery.settled_at else ""
    yield Event(
        at=delivery.settled_at or delivery.due_at,
        part=Part.TICKET,
        text=f"Ticket {said.text}{tries}",
        tone=said.tone,
        detail=said.detail,
        url=said.url,
        ahead=delivery.settled_at is None,
    )
