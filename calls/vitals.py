"""The desk's own pulse: what is owed, how late, and who is waiting; read by /metrics, the doctor and the dashboard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from calls.models import Call, Delivery, Escalation, Page
from tenants.scope import as_watchdog


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """Counts of rows, and ages in seconds of the oldest row that is due."""

    calls_on_the_line: int
    pages_due: int
    oldest_page: float
    tickets_due: int
    oldest_ticket: float
    tickets_stuck: int
    escalations_open: int
    escalations_exhausted: int


@as_watchdog()
def read_vitals(now: datetime) -> Vitals:
    pages = Page.objects.filter(settled_at=None, due_at__lte=now).aggregate(
        n=Count("pk"), since=Min("due_at")
    )
    tickets = Delivery.objects.filter(settled_at=None).aggregate(n=Count("pk"), since=Min("created_at"))
    return Vitals(
        calls_on_the_line=Call.objects.filter(ended_at=None).count(),
        pages_due=pages["n"],
        oldest_page=_age(pages["since"], now),
        tickets_due=tickets["n"],
        oldest_ticket=_age(tickets["since"], now),
        tickets_stuck=Delivery.objects.filter(state=Delivery.State.STUCK).count(),
        escalations_open=Escalation.objects.filter(state=Escalation.State.OPEN).count(),
        escalations_exhausted=Escalation.objects.filter(state=Escalation.State.EXHAUSTED).count(),
    )


def _age(since: datetime | None, now: datetime) -> float:
    return round(max(0.0, (now - since).total_seconds()), 1) if since else 0.0
