"""Somebody takes it: one person, one time, and nobody else is woken for it any more."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import QuerySet

from calls.crash_points import Place, crash_point
from calls.escalation.forward import pass_over, went_unanswered
from calls.models import Escalation, Page
from calls.nudge import nudge

log = structlog.get_logger(__name__)


def acknowledge(page: Page, *, how: str, now: datetime) -> bool:
    """Record that the paged person took the call. False when somebody else was first."""
    won = _acknowledge(page, how=how, now=now)
    crash_point(Place.ACK_TAKEN)
    return won


@transaction.atomic
def _acknowledge(page: Page, *, how: str, now: datetime) -> bool:
    won = (
        Escalation.objects.filter(pk=page.escalation_id)
        .exclude(state=Escalation.State.ACKNOWLEDGED)
        .update(
            state=Escalation.State.ACKNOWLEDGED,
            acknowledged_by=page.person_name,
            acknowledged_how=how,
            acknowledged_at=now,
        )
    )
    if not won:
        return False
    Page.objects.filter(pk=page.pk).update(
        state=Page.State.ACKNOWLEDGED, acknowledged_at=now, settled_at=now, lease_until=None
    )
    Page.objects.filter(escalation_id=page.escalation_id, state=Page.State.DUE).update(
        state=Page.State.CANCELLED, settled_at=now, lease_until=None
    )
    log.info("acknowledged", escalation=page.escalation_id, by=page.person_name, how=how)
    return True


def note_progress(page_id: int, state: str, *, now: datetime, error: str = "", rang: bool = False) -> None:
    """Take a provider's word on a page. Only forward: a late or doubled callback changes nothing.

    `rang`: a phone that did ring and was not picked up; it rings again. Any other failure wakes the next person now.
    """
    if state == Page.State.DELIVERED:
        Page.objects.filter(pk=page_id, state=Page.State.ACCEPTED).update(state=state, delivered_at=now)
    elif state == Page.State.FAILED:
        failed = Page.objects.filter(pk=page_id, state__in=[Page.State.ACCEPTED, Page.State.DELIVERED])
        if failed.update(state=state, failed_at=now, error=error):
            page = Page.objects.get(pk=page_id)
            (went_unanswered if rang else pass_over)(page, now)


@transaction.atomic
def reopen(page: Page, *, now: datetime) -> int:
    """Let the chain go on after somebody who had taken the call turned out not to have it.

    What his acknowledgement made needless is due again, the next page now and those behind it at their distance.
    Return how many pages that are.
    """
    his = Escalation.objects.filter(
        pk=page.escalation_id, state=Escalation.State.ACKNOWLEDGED, acknowledged_by=page.person_name
    )
    taken_at = his.values_list("acknowledged_at", flat=True).first()
    if taken_at is None or not his.update(
        state=Escalation.State.OPEN, acknowledged_by="", acknowledged_how="", acknowledged_at=None
    ):
        return 0
    again = list(_made_needless(page, taken_at))
    for place in again:
        due_at = now + (place.due_at - again[0].due_at)
        Page.objects.filter(pk=place.pk).update(state=Page.State.DUE, due_at=due_at, settled_at=None)
    if again:
        nudge("calls.send_page", again[0].pk)
    log.warning("chain_goes_on", escalation=page.escalation_id, gone=page.person_name, pages=len(again))
    return len(again)


def _made_needless(page: Page, taken_at: datetime) -> QuerySet[Page]:
    pages = Page.objects.filter(escalation_id=page.escalation_id, settled_at__gte=taken_at)
    return (
        pages.filter(state=Page.State.CANCELLED)
        .exclude(person_name=page.person_name)
        .order_by("due_at", "step")
    )
