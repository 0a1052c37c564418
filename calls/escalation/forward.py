"""Calling the next person of a chain forward, and leaving a person's second ring its time."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q

from calls.models import Page
from calls.nudge import nudge


def call_forward(page: Page, now: datetime) -> None:
    """Make the next step due now: its time was meant for an answer that cannot come."""
    later = Page.objects.filter(escalation_id=page.escalation_id, step__gt=page.step, state=Page.State.DUE)
    later = later.exclude(_second_ring_of(page))
    following = later.order_by("step").first()
    if following is None or following.due_at <= now:
        return
    # The steps after it keep their distance: each person has the time that is his.
    if later.order_by().update(due_at=F("due_at") - (following.due_at - now)):
        nudge("calls.send_page", following.pk)


def pass_over(page: Page, now: datetime) -> None:
    """Leave this person alone from here on, his second ring included, and wake the next one now."""
    second = Page.objects.filter(_second_ring_of(page), state=Page.State.DUE)
    second.update(state=Page.State.CANCELLED, settled_at=now, lease_until=None)
    call_forward(page, now)


def went_unanswered(page: Page, now: datetime) -> None:
    """A phone rang and nobody picked up: it rings once more, and only after that the next person is woken early."""
    if not Page.objects.filter(_second_ring_of(page), state=Page.State.DUE).exists():
        call_forward(page, now)


def _second_ring_of(page: Page) -> Q:
    return Q(escalation_id=page.escalation_id, method=page.method, address=page.address, ring__gt=page.ring)
