"""The end of a chain: nobody took it. It is told aloud to those who answer for the desk, and to the caller."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from calls.conversation.words import text
from calls.deliveries import owe_ticket
from calls.escalation.alarms import raise_alarm
from calls.models import Escalation, Page
from calls.privacy.outward import outward, outward_reason
from tenants.scope import as_watchdog, of_row

log = structlog.get_logger(__name__)

BATCH = 50
LAST_WAIT = timedelta(minutes=3)  # for a last step that waits for nobody, such as a mail
LAST_RING = timedelta(seconds=35)
ASKED = (Page.State.ACCEPTED, Page.State.DELIVERED)


def note_exhausted(*, now: datetime) -> int:
    """Find the chains that are at their end without an answer, and raise their alarms. Return how many."""
    owed = Page.objects.filter(escalation=OuterRef("pk"), settled_at=None)
    tired = Escalation.objects.filter(~Exists(owed), state=Escalation.State.OPEN).order_by("started_at")
    with as_watchdog():
        found = list(tired.values_list("pk", flat=True)[:BATCH])
    return sum(bool(_exhaust_if_due(pk, now=now)) for pk in found)


@of_row(Escalation)
def _exhaust_if_due(escalation_id: int, *, now: datetime) -> bool:
    escalation = Escalation.objects.get(pk=escalation_id)
    return answer_was_due(escalation.pages.all(), now) and exhaust(escalation, now=now)


def answer_was_due(pages: Iterable[Page], now: datetime) -> bool:
    """Whether everybody who could be asked has had his time. When every page failed, that is at once."""
    asked = [page for page in pages if page.state in ASKED and page.sent_at]
    return all(page.sent_at + _patience(page) <= now for page in asked if page.sent_at)


def _patience(page: Page) -> timedelta:
    """What is left of a person's time; a phone that rings again when it is over rings to its end."""
    return page.wait or (LAST_RING if page.ring > 1 else LAST_WAIT)


@transaction.atomic
def exhaust(escalation: Escalation, *, now: datetime) -> bool:
    """End a chain that nobody answered and owe the alarms. An answer that comes later still counts."""
    still_open = Escalation.objects.filter(pk=escalation.pk, state=Escalation.State.OPEN)
    if not still_open.update(state=Escalation.State.EXHAUSTED, exhausted_at=now):
        return False
    owe_ticket(escalation.call, now=now)
    call = outward(escalation.call)
    facts = {
        "call": call,
        "customer": call.customer.name if call.customer else "an unknown customer",
        "caller": call.from_number or "number withheld",
        "pages": list(escalation.pages.exclude(state=Page.State.CANCELLED).order_by("step")),
        "link": f"{settings.PUBLIC_URL}/dashboard/calls/{call.pk}",
        "reason": outward_reason(escalation),
    }
    raise_alarm(
        escalation.tenant_id,
        key=f"exhausted:{escalation.pk}",
        subject=text("alarms/exhausted_subject", **facts),
        body=text("alarms/exhausted", **facts),
        call=escalation.call,
        now=now,
    )
    return True
