"""Keeping the telephone directory in step with the PSA, in the background: a ringing call only looks into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from calls.connecting import recount_devices
from calls.models import DirectorySync
from integrations.errors import IntegrationError
from integrations.psa.choice import psa_of
from integrations.psa.port import Party, Psa
from tenants.models import ConnectWiseConnection, Customer, DirectoryNumber, HaloConnection, Tenant
from tenants.psa_companies import customer_of
from tenants.scope import as_tenant, as_watchdog, of_row

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=10)  # renewed with every batch
CHANGES_EVERY = timedelta(minutes=15)
WHOLE_EVERY = timedelta(days=7)
AFTER_A_MOMENT = timedelta(seconds=15)  # a first fault is mostly a hiccup
AFTER_FAULT = timedelta(minutes=30)
NO_PSA_WAIT = timedelta(days=1)
OVERLAP = timedelta(minutes=5)  # clocks differ, and what changes while we read is read again
BATCH = 500


def begin_directories(now: datetime) -> None:
    """Give every tenant with a PSA its sync; safe to repeat."""
    with as_watchdog():
        missing = set[UUID]()
        for model in (ConnectWiseConnection, HaloConnection):
            connected = model._default_manager.order_by("tenant_id").values_list("tenant_id", flat=True)
            missing |= set(connected.exclude(tenant_id__in=DirectorySync.objects.values("tenant_id")))
    for tenant_id in missing:
        with as_tenant(tenant_id):
            DirectorySync.objects.get_or_create(tenant_id=tenant_id, defaults={"due_at": now})


@of_row(DirectorySync)
def read_directory(pk: int) -> None:
    """Read what is due of one tenant's directory, if nobody else is at it. A pass that dies is begun again."""
    sync = DirectorySync.objects.claim(pk, now=timezone.now(), lease=LEASE)
    if sync is None:
        return
    try:
        psa = psa_of(sync.tenant)
        wait = _read(sync, psa) if psa else NO_PSA_WAIT
        error = ""
    except IntegrationError as exc:
        log.warning("directory_not_read", tenant=sync.tenant.slug, why=str(exc))
        wait = _wait_after(exc, sync)
        error = str(exc)
    DirectorySync.objects.filter(sync.still_ours()).update(
        due_at=timezone.now() + wait, lease_until=None, error=error
    )


def _wait_after(fault: IntegrationError, sync: DirectorySync) -> timedelta:
    if fault.retry_after:
        return timedelta(seconds=fault.retry_after)
    return AFTER_FAULT if fault.permanent or sync.error else AFTER_A_MOMENT


def _read(sync: DirectorySync, psa: Psa) -> timedelta:
    started = timezone.now()
    is_whole = sync.whole_at is None or started - sync.whole_at > WHOLE_EVERY
    since = None if is_whole else sync.changed_since
    read = 0
    for batch in _batches(_parties(psa, sync.tenant, since)):
        _keep(sync.tenant, batch, started)
        read += len(batch)
        DirectorySync.objects.filter(sync.still_ours()).update(read=read, lease_until=timezone.now() + LEASE)
    if is_whole:
        DirectoryNumber.objects.filter(tenant=sync.tenant, seen_at__lt=started).delete()
    recount_devices(sync.tenant_id, psa, now=started)
    known = DirectoryNumber.objects.filter(tenant=sync.tenant).count()
    DirectorySync.objects.filter(sync.still_ours()).update(
        changed_since=started - OVERLAP, numbers=known, whole_at=started if is_whole else sync.whole_at
    )
    log.info("directory_read", tenant=sync.tenant.slug, whole=is_whole, read=read, numbers=known)
    return CHANGES_EVERY


def _parties(psa: Psa, tenant: Tenant, since: datetime | None) -> Iterator[Party]:
    """People, and companies together with their sites' numbers; sites are read for our customers' companies only."""
    yield from psa.people(since=since)
    customers = list(Customer.objects.filter(tenant=tenant))
    for party in psa.companies(since=since):
        ours = customer_of(customers, party.company.code, party.company.id)
        sites = psa.site_numbers(party.company.id) if ours and not party.is_gone else frozenset()
        yield Party(company=party.company, numbers=party.numbers | sites, is_gone=party.is_gone)


def _batches(parties: Iterable[Party]) -> Iterator[list[Party]]:
    rest = iter(parties)
    while batch := list(islice(rest, BATCH)):
        yield batch


@transaction.atomic
def _keep(tenant: Tenant, parties: list[Party], now: datetime) -> None:
    """Let the directory say of these parties what the PSA says, and nothing else."""
    live = [party for party in parties if not party.is_gone]
    rows = [
        DirectoryNumber(
            tenant=tenant,
            number=number,
            company=party.company.id,
            company_code=party.company.code,
            company_name=party.company.name,
            contact=party.contact,
            contact_name=party.name,
            seen_at=now,
        )
        for party in live
        for number in sorted(party.numbers)
    ]
    DirectoryNumber.objects.bulk_create(
        {(row.number, row.company, row.contact): row for row in rows}.values(),
        update_conflicts=True,
        unique_fields=["tenant", "number", "company", "contact"],
        update_fields=["company_code", "company_name", "contact_name", "seen_at"],
    )
    contacts = [party.contact for party in parties if party.contact is not None]
    named = [party.company.id for party in parties if party.contact is None]
    of_these = Q(contact__in=contacts) | Q(contact=None, company__in=named)
    DirectoryNumber.objects.filter(of_these, tenant=tenant, seen_at__lt=now).delete()
