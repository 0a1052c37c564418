"""Writing down what an escalation did, beyond what the database writes down by itself when a state changes."""

from __future__ import annotations

from datetime import datetime

from calls.deliveries import owe_ticket
from calls.models import Escalation, EscalationEvent, Page

Kind = EscalationEvent.Kind
TOLD_TO_TICKET = frozenset(
    {
        Kind.TAKEN,
        Kind.PASSED_ON,
        Kind.JOINED,
        Kind.DROPPED,
        Kind.CALL_BACK,
        Kind.CALLED_BACK,
        Kind.CALLER_LEFT,
    }
)
"""What the ticket tells as it happens, a note each."""


def note(
    escalation: Escalation,
    kind: EscalationEvent.Kind,
    *,
    now: datetime,
    page: Page | None = None,
    provider_id: str = "",
    detail: str = "",
) -> None:
    """Append one event. `detail` is ours: never what a caller said, never his number."""
    EscalationEvent.objects.create(
        tenant_id=escalation.tenant_id,
        call_id=escalation.call_id,
        escalation_id=escalation.pk,
        page_id=page.pk if page else None,
        at=now,
        kind=kind,
        person=page.person_name if page else "",
        method=page.method if page else "",
        provider_id=provider_id,
        detail=detail,
    )
    if kind in TOLD_TO_TICKET:
        owe_ticket(escalation.call, now=now)


def is_known(escalation: Escalation, provider_id: str, *kinds: EscalationEvent.Kind) -> bool:
    """Whether a line or a text has done one of these things for this escalation before."""
    done = EscalationEvent.objects.filter(provider_id=provider_id, kind__in=kinds)
    return done.filter(tenant_id=escalation.tenant_id, escalation_id=escalation.pk).exists()
