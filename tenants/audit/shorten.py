"""Letting the oldest events go after seven years without breaking the chain: an event in it tells where it was cut."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from tenants.audit.chain import events_of
from tenants.audit.events import record
from tenants.models.audit import AuditEvent, HouseEvent, Kind

KEPT = timedelta(days=7 * 366)  # the database refuses to remove what is younger than seven years


def oldest_events(tenant_id: UUID | None) -> QuerySet[AuditEvent] | QuerySet[HouseEvent]:
    """The events at the beginning of a log that may go: none of them follows one that must stay."""
    log = events_of(tenant_id)
    too_young = log.filter(at__gte=timezone.now() - KEPT).order_by("sequence").values("sequence")[:1]
    first = too_young.first()
    return log.filter(sequence__lt=first["sequence"]) if first else log.filter(at__lt=timezone.now() - KEPT)


@transaction.atomic
def shorten(tenant_id: UUID | None, *, actor: str) -> int:
    """Remove the events that may go and record up to where, with the digest that the rest goes on from. Return how many."""
    old = oldest_events(tenant_id)
    last = old.order_by("-sequence").values("sequence", "digest").first()
    if last is None:
        return 0
    record(Kind.LOG_SHORTENED, tenant_id, actor=actor, through=last["sequence"], digest=last["digest"])
    return int(events_of(tenant_id).filter(sequence__lte=last["sequence"]).delete()[0])
