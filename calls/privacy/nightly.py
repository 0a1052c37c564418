"""Once a night for every tenant, whenever the watchdog first lives after half past three in the tenant's own night."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

import structlog
from django.core.management import call_command
from django.db import transaction

from calls.models import PrivacyJob
from calls.nudge import nudge
from calls.privacy.jobs import TASK
from tenants import audit
from tenants.audit.shorten import shorten
from tenants.models import Tenant
from tenants.scope import as_tenant, as_watchdog

log = structlog.get_logger(__name__)

AT = time(3, 30)
LOOK_EVERY = timedelta(minutes=1)
ACTOR = "nightly purge"


class Nights:
    """The watchdog's memory of the nights it has seen to. The rows are the truth: a night is entered once."""

    def __init__(self) -> None:
        self._next_look: datetime | None = None
        self._done: dict[UUID, date] = {}
        self._house: date | None = None

    def look(self, now: datetime) -> int:
        """Make the purges due whose time has come. Return how many."""
        if self._next_look and now < self._next_look:
            return 0
        self._next_look = now + LOOK_EVERY
        with as_watchdog():
            tenants = list(Tenant.objects.order_by("pk").only("pk", "time_zone"))
        made = sum(self._enter(tenant, now) for tenant in tenants)
        self._keep_house(now)
        return made

    def _enter(self, tenant: Tenant, now: datetime) -> bool:
        night = night_of(now.astimezone(tenant.zone))
        if self._done.get(tenant.pk) == night:
            return False
        with as_tenant(tenant.pk):
            made = owe_purge(tenant.pk, night, now=now)
        self._done[tenant.pk] = night
        return made

    def _keep_house(self, now: datetime) -> None:
        """What belongs to no tenant: sessions that ended, our own log, and the anchors for whoever keeps our log lines."""
        if self._house == now.date():
            return
        self._house = now.date()
        call_command("clearsessions")
        shorten(None, actor=ACTOR)
        log.info("audit_anchor", chain="house", anchor=str(audit.anchor(None)))


def night_of(local: datetime) -> date:
    """The night that a local time belongs to: it is over at half past three."""
    return local.date() if local.time() >= AT else local.date() - timedelta(days=1)


@transaction.atomic
def owe_purge(tenant_id: UUID, night: date, *, now: datetime) -> bool:
    """Make one night's purge due, once however often it is asked. One that still waits for Twilio goes on instead."""
    if PrivacyJob.objects.filter(tenant_id=tenant_id, kind=PrivacyJob.Kind.PURGE, settled_at=None).exists():
        return False
    job, made = PrivacyJob.objects.get_or_create(
        tenant_id=tenant_id,
        kind=PrivacyJob.Kind.PURGE,
        night=night,
        defaults={"asked_by": ACTOR, "due_at": now},
    )
    if made:
        log.info("audit_anchor", chain=str(tenant_id), anchor=str(audit.anchor(tenant_id)))
        nudge(TASK, job.pk)
    return made
