"""A turn that died with its process: stored, never answered. The caller gets a human without any webhook."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import OuterRef, Subquery

from calls.conversation.finish import AFTER_ALL_TURNS
from calls.conversation.handover import hand_to_human
from calls.models import Call, Turn
from tenants.scope import as_watchdog, of_row
from triage import Speaker

log = structlog.get_logger(__name__)

GIVEN_UP = timedelta(
    seconds=16
)  # Twilio waits 15 s for an answer; then the caller hears the fallback or an error
BATCH = 50


def unanswered_calls(now: datetime) -> list[UUID]:
    """Calls on the line whose last turn is the caller's, so old that Twilio has given its answer up."""
    turns = Turn.objects.filter(call=OuterRef("pk"), sequence__lt=AFTER_ALL_TURNS).order_by("-sequence")
    waiting = (
        Call.objects.filter(ended_at=None, state=Call.State.TRIAGING)
        .annotate(said_by=Subquery(turns.values("speaker")[:1]))
        .annotate(said_at=Subquery(turns.values("created_at")[:1]))
        .filter(said_by=Speaker.CALLER, said_at__lt=now - GIVEN_UP)
    )
    with as_watchdog():
        return list(waiting.order_by("heard_at").values_list("pk", flat=True)[:BATCH])


@of_row(Call)
@transaction.atomic
def answer_for_the_dead(call_id: UUID, *, now: datetime) -> None:
    """Escalate a call whose turn was never answered, unless somebody was quicker."""
    call = Call.objects.select_for_update().get(pk=call_id)
    if call.ended_at or call.state != Call.State.TRIAGING:
        return
    log.error("turn_never_answered", call_sid=call.sid)
    hand_to_human(call, why="The desk stopped in the middle of a turn.", now=now)
