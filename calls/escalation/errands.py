"""Owing an errand: a row with its time, written in the transaction of what makes it necessary."""

from __future__ import annotations

from datetime import datetime

from calls.models import Errand, Escalation
from calls.nudge import nudge


def owe_errand(
    escalation: Escalation,
    kind: Errand.Kind,
    *,
    now: datetime,
    due_at: datetime | None = None,
    about: str = "",
) -> None:
    """Owe one errand of a kind about one thing, once; an errand that was done stays done."""
    errand, made = Errand.objects.get_or_create(
        escalation=escalation,
        kind=kind,
        about=about,
        defaults={"tenant_id": escalation.tenant_id, "due_at": due_at or now},
    )
    if made and errand.due_at <= now:
        nudge("calls.run_errand", errand.pk)
