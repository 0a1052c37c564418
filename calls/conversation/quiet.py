"""A line that says nothing for a while is asked for at Twilio: the word of its end is lost with whoever was to hear it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db.models import Q

from calls.conversation.finish import finish_call
from calls.models import Call
from integrations.errors import IntegrationError
from integrations.twilio import live
from tenants.scope import as_watchdog, of_row

log = structlog.get_logger(__name__)

QUIET = timedelta(seconds=45)  # a caller who speaks or thinks is heard of sooner, nearly always
ASK_AGAIN = timedelta(seconds=30)
REMEMBERED = timedelta(minutes=5)
MOST = 3  # questions in one round: each may take seconds, and other chores wait

_asked: dict[UUID, datetime] = {}


def ask_for_quiet_lines(now: datetime) -> int:
    """Ask whether lines that fell silent still live, and end here what has ended there. Return how many were asked for."""
    for pk in [pk for pk, at in _asked.items() if at < now - REMEMBERED]:
        del _asked[pk]
    waiting = [pk for pk in _quiet(now) if _asked.get(pk, now - ASK_AGAIN) <= now - ASK_AGAIN][:MOST]
    for pk in waiting:
        _asked[pk] = now
        _ask(pk, now)
    return len(waiting)


def _quiet(now: datetime) -> list[UUID]:
    """Who waits in a room is looked after by an errand."""
    in_room = Q(escalation__bridge__in_room=True)
    calls = Call.objects.filter(heard_at__lt=now - QUIET, ended_at=None).exclude(in_room).order_by("heard_at")
    with as_watchdog():
        return list(calls.values_list("pk", flat=True)[:50])


@of_row(Call)
def _ask(call_id: UUID, now: datetime) -> None:
    call = Call.objects.select_related("tenant").get(pk=call_id)
    try:
        if not live.is_open(call.tenant, call.sid):
            log.warning("line_had_closed", call_sid=call.sid)
            finish_call(call.pk, now=now)
    except IntegrationError as exc:
        log.warning("line_not_known", call_sid=call.sid, why=str(exc))
