"""A page whose provider never called back is asked for at the provider: callbacks get lost, and nobody must wait for one."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from calls.escalation.acknowledge import note_progress
from calls.models import Page
from calls.voice.page_views import DELIVERED, LOST
from integrations.errors import IntegrationError
from integrations.twilio import rest
from tenants.models.people import Method
from tenants.scope import as_watchdog, of_row

log = structlog.get_logger(__name__)

SILENT_FOR = timedelta(seconds=60)  # a phone rings 25 s, a text's receipt takes seconds
ASK_FOR = timedelta(minutes=30)  # what Twilio does not know by then it never will
ASK_AGAIN = timedelta(seconds=60)
BATCH = 10  # requests in one round

_asked: dict[int, datetime] = {}


def ask_for_receipts(now: datetime) -> int:
    """Ask for what became of pages that nobody told us about. Return how many were asked for."""
    for pk in [pk for pk, at in _asked.items() if at < now - ASK_FOR]:
        del _asked[pk]
    waiting = [pk for pk in _silent(now) if _asked.get(pk, now - ASK_FOR) <= now - ASK_AGAIN][:BATCH]
    for pk in waiting:
        _asked[pk] = now
        _ask(pk, now)
    return len(waiting)


def _silent(now: datetime) -> list[int]:
    sent = Page.objects.filter(
        state=Page.State.ACCEPTED, sent_at__gt=now - ASK_FOR, sent_at__lt=now - SILENT_FOR
    )
    with as_watchdog():
        asked = sent.filter(method__in=[Method.SMS, Method.VOICE]).order_by("sent_at")
        return list(asked.values_list("pk", flat=True)[:200])


@of_row(Page)
def _ask(page_id: int, now: datetime) -> None:
    page = Page.objects.select_related("tenant").get(pk=page_id)
    try:
        status = rest.status_of(page.tenant, page.method, page.provider_id)
    except IntegrationError as exc:
        log.warning("receipt_not_known", page=page.pk, why=str(exc))
        return
    if status in DELIVERED:
        note_progress(page.pk, Page.State.DELIVERED, now=now)
    elif status in LOST:
        note_progress(page.pk, Page.State.FAILED, now=now, error=f"The carrier says: {status}.")
