"""What the house needs every few seconds besides due rows: turns without an answer, dead lines, pages without a word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db.models import Q

from calls.conversation.finish import finish_call
from calls.conversation.quiet import ask_for_quiet_lines
from calls.conversation.unanswered import answer_for_the_dead, unanswered_calls
from calls.escalation.exhaustion import note_exhausted
from calls.escalation.receipts import ask_for_receipts
from calls.identity.directory import begin_directories
from calls.models import Call
from calls.privacy.nightly import Nights
from calls.spending import Purse
from tenants.scope import as_watchdog

log = structlog.get_logger(__name__)

# A Gather brings a webhook after at most 60 s of speech and some seconds of prompt; silence after that is a dead line.
QUIET_LINE = timedelta(seconds=100)
QUIET_AFTER_DECISION = timedelta(seconds=45)
QUIET_MESSAGE = timedelta(seconds=240)  # a caller may speak on tape for three minutes
LONGEST_CALL = timedelta(hours=4)  # Twilio's own limit
BATCH = 50


def chores() -> tuple[Callable[[datetime], object], ...]:
    """Each is safe to repeat, and its failure hinders no other."""
    return (
        rescue_unanswered,
        end_dead_lines,
        exhaust,
        ask_for_quiet_lines,
        ask_for_receipts,
        see_to_the_night,
        begin_directories,
        watch_spending,
    )


def rescue_unanswered(now: datetime) -> None:
    _each("unanswered", unanswered_calls(now), answer_for_the_dead, now)


def end_dead_lines(now: datetime) -> None:
    _each("dead_line", dead_lines(now), finish_call, now)


def exhaust(now: datetime) -> None:
    note_exhausted(now=now)


_nights = Nights()
_purse = Purse()


def see_to_the_night(now: datetime) -> None:
    _nights.look(now)


def watch_spending(now: datetime) -> None:
    _purse.look(now)


def dead_lines(now: datetime) -> list[UUID]:
    """Calls whose line has been quiet for longer than any live one can be.

    Who waits in a room or talks in it says nothing to us: an errand asks Twilio about his line instead.
    """
    decided = ~Q(state__in=[Call.State.TRIAGING, Call.State.ESCALATING])
    quiet = Q(heard_at__lt=now - QUIET_LINE) | (decided & Q(heard_at__lt=now - QUIET_AFTER_DECISION))
    taped = Q(state=Call.State.VOICEMAIL) & Q(heard_at__gte=now - QUIET_MESSAGE)
    in_room = Q(escalation__bridge__in_room=True) & Q(heard_at__gte=now - LONGEST_CALL)
    calls = Call.objects.filter(quiet, ended_at=None).exclude(taped | in_room).order_by("heard_at")
    with as_watchdog():
        return list(calls.values_list("pk", flat=True)[:BATCH])


def _each(kind: str, calls: list[UUID], work: Callable[..., object], now: datetime) -> None:
    """One call that cannot be helped must not stand in the way of the others."""
    for pk in calls:
        try:
            work(pk, now=now)
        except Exception:
            log.exception("chore_failed_for_call", kind=kind, call_id=str(pk))
