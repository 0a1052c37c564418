"""What an escalation did, from its append-only record, in the words of somebody who tells it in the morning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from calls.dashboard.words import Tone
from calls.models import Call, EscalationEvent, Page

Kind = EscalationEvent.Kind


class Words(NamedTuple):
    """`{who}` is the engineer."""

    text: str
    tone: Tone = Tone.CALM


TOLD = {
    Kind.REOPENED: Words("The chain goes on", Tone.WAKING),
    Kind.WAITING: Words("The caller waits on the line"),
    Kind.OFFERED: Words("The caller was told that nobody has come yet, and asked what he wants", Tone.CHECK),
    Kind.STAYED: Words("The caller goes on waiting"),
    Kind.MESSAGE: Words("The caller left a message", Tone.CHECK),
    Kind.WRITTEN_DOWN: Words("The message was written down"),
    Kind.CALL_BACK: Words("The caller wants to be called back", Tone.CHECK),
    Kind.CALLER_LEFT: Words("The caller hung up while waiting; the chain goes on", Tone.CHECK),
    Kind.TAKEN: Words("{who} acknowledged", Tone.WOKE),
    Kind.PASSED_ON: Words("{who} passed it on", Tone.WAKING),
    Kind.LATE: Words("{who} answered after somebody else"),
    Kind.JOINED: Words("{who} joined the caller", Tone.WOKE),
    Kind.PARTED: Words("{who} left the caller"),
    Kind.DROPPED: Words("{who} was gone again at once and has not taken it", Tone.ALARM),
    Kind.CONFIRMED: Words("{who} confirmed that he has it", Tone.WOKE),
    Kind.RUNG_BACK: Words("{who} is rung, to be connected to the caller", Tone.WAKING),
    Kind.CALLED_BACK: Words("{who} called the caller", Tone.WOKE),
    Kind.LINE_CLOSED: Words("The call to {who} ended"),
    Kind.HUSHED: Words("The phone of {who} stopped ringing"),
    Kind.STOPPED: Words("{who} texted STOP: no text reaches this phone any more", Tone.ALARM),
    Kind.WRONG_CODE: Words("{who} answered with a code that fits no call", Tone.CHECK),
    Kind.CALLER_MUTED: Words("{who} muted this caller; danger still wakes somebody", Tone.CHECK),
    Kind.OPENED: Words("{who} opened the link"),
}
"""Changes of pages and of the escalation itself are told from their rows, which say more about them."""


class Happening(NamedTuple):
    event: EscalationEvent
    text: str
    tone: Tone
    detail: str


def happenings(call: Call, pages: Iterable[Page]) -> Iterator[Happening]:
    """Tell what happened beside the pages' own states, and the attempts of a page before its last one."""
    last = {page.pk: page.provider_id for page in pages}
    for event in EscalationEvent.objects.filter(tenant_id=call.tenant_id, call_id=call.pk).order_by(
        "at", "id"
    ):
        words = _words(event, last)
        if words:
            detail = " · ".join(filter(None, (event.detail, event.provider_id)))
            yield Happening(event, words.text.format(who=event.person), words.tone, detail)


def _words(event: EscalationEvent, last: dict[int, str]) -> Words | None:
    if event.kind == Kind.PAGE_DUE and event.detail:
        return Words("{who} could not be paged yet; it is tried again", Tone.ALARM)
    if event.kind == Kind.PAGE_ACCEPTED and event.provider_id != last.get(event.page_id or 0):
        return Words("Paged {who} in an earlier attempt", Tone.WAKING)
    return next((words for kind, words in TOLD.items() if kind == event.kind), None)
