"""Calling the next step of a chain forward."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from calls.models import Page
from calls.nudge import nudge


def call_forward(page: Page, now: datetime) -> None:
    """Make the next step due now: its time was meant for an answer that cannot come."""
    later = Page.objects.filter(escalation_id=page.escalation_id, step__gt=page.step, state=Page.State.DUE)
    following = later.order_by("step").first()
    if following is None or following.due_at <= now:
        return
    # The steps after it keep their distance: each person has the time that is his.
    if later.order_by().update(due_at=F("due_at") - (following.due_at - now)):
        nudge("calls.send_page", following.pk)
