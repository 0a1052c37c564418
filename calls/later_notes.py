"""What happened after a call was decided, a note on its ticket each: taken, joined, called back, a message, the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from calls.dashboard.happenings import TOLD
from calls.escalation.events import TOLD_TO_TICKET, Kind
from calls.models import Call, EscalationEvent, Recording, Turn
from calls.privacy.outward import call_address

EXHAUSTED = "Nobody answered; the alarm was raised."


def later_notes(call: Call, said_since: list[Turn]) -> tuple[tuple[str, str], ...]:
    """Return, oldest first, a text for each and the key under which it is written once.

    `said_since`: what was said after the decision, as far as it may be told; it is told when the call is over.
    """
    told = sorted([*_happenings(call), *_messages(call), *_end(call, said_since)])
    return tuple(
        (key, f"{moment.astimezone(call.tenant.zone):%H:%M:%S} {text}") for moment, key, text in told
    )


Told = tuple[datetime, str, str]


def _happenings(call: Call) -> Iterator[Told]:
    events = EscalationEvent.objects.filter(tenant_id=call.tenant_id, call_id=call.pk)
    for event in events.filter(kind__in=[*TOLD_TO_TICKET, Kind.EXHAUSTED]):
        words = TOLD[Kind(event.kind)].text if event.kind != Kind.EXHAUSTED else EXHAUSTED
        how = f" ({event.method})" if event.method else ""
        yield event.at, f"e{event.pk}", words.format(who=event.person or "somebody") + how


def _messages(call: Call) -> Iterator[Told]:
    """A message that the caller left, by an address of ours that asks who listens."""
    for left in call.recordings.filter(source=Recording.Source.MESSAGE):
        where = "removed since" if left.removed_at else f"{call_address(call)}/recordings/{left.pk}"
        yield left.recorded_at, f"r{left.pk}", f"The caller left a message, {left.seconds} s: {where}"


def _end(call: Call, said_since: list[Turn]) -> Iterator[Told]:
    if call.ended_at is None:
        return
    hung_up = call.hung_up_at or call.ended_at
    minutes, seconds = divmod(int((hung_up - call.started_at).total_seconds()), 60)
    yield hung_up, "end", f"The line was closed after {minutes} min {seconds} s."
    if said_since:
        words = "\n".join(f"{turn.speaker}: {turn.text}" for turn in said_since)
        yield hung_up, f"said{said_since[-1].sequence}", f"Said after the decision:\n{words}"
