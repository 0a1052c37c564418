"""The names of an onboarding file held against the tenant's own ConnectWise, and taken by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone

from integrations.connectwise.client import ConnectWiseClient
from integrations.connectwise.offers import AT_ONCE, FULL_LIST, Offers, read_offers
from integrations.errors import IntegrationError
from tenants.models import ConnectWiseConnection, PsaState, Tenant
from tenants.onboarding.fields import suggestion
from tenants.onboarding.spec import ConnectWiseSpec, TenantFile
from tenants.psa_address import SANDBOX
from triage.runbook.faults import FaultList

WORDS = {
    "boards": "board",
    "companies": "company",
    "sources": "source",
    "teams": "team",
    "priorities": "priority",
}
ONES = {"board": "boards", "fallback_company": "companies", "team": "teams", "source": "sources"}
MAPS = {"status": "statuses", "priority": "priorities", "types": "types", "subtypes": "subtypes"}
MOST_NAMED = 30


def resolve(file: TenantFile, faults: FaultList) -> TenantFile:
    """Return the file with ConnectWise's names as ids; a name that is in no list is a fault that tells what there is.

    When ConnectWise is away, what it last said stands in; without that the names are taken as they are.
    """
    spec = file.connectwise
    if spec is None:
        return file
    tenant = Tenant.objects.filter(slug=file.slug).first()
    offers = _offers(spec, tenant, faults)
    if offers is None:
        return file
    values: dict[str, Any] = {name: _one(spec, name, kind, offers, faults) for name, kind in ONES.items()}
    values |= {name: _many(spec, name, kind, offers, faults) for name, kind in MAPS.items()}
    return replace(file, connectwise=replace(spec, **values))


def _offers(spec: ConnectWiseSpec, tenant: Tenant | None, faults: FaultList) -> Offers | None:
    is_new = tenant is None or not ConnectWiseConnection.objects.filter(tenant=tenant).exists()
    if spec.url == SANDBOX and is_new:
        return None  # the sandbox knows a connection once it is stored
    try:
        offers = read_offers(_client(spec, tenant), spec.board)
    except IntegrationError as exc:
        faults.warning(spec.place("url"), "connectwise", f"names are not checked: {exc}")
        state = PsaState.objects.filter(tenant=tenant).first() if tenant else None
        return Offers.of(state.offers) if state else None
    if tenant is not None:
        known = {"offers": offers.as_json(), "offers_read_at": timezone.now()}
        PsaState.objects.update_or_create(tenant=tenant, defaults=known)
    return offers


def _client(spec: ConnectWiseSpec, tenant: Tenant | None) -> ConnectWiseClient:
    row = ConnectWiseConnection(tenant=tenant or Tenant(slug="new"), url=spec.url, company=spec.company)
    row.public_key, row.private_key = spec.public_key, spec.private_key
    return ConnectWiseClient.for_connection(row, timeout=AT_ONCE)


def _one(spec: ConnectWiseSpec, name: str, kind: str, offers: Offers, faults: FaultList) -> str:
    written = str(getattr(spec, name))
    return _id(spec, name, kind, written, offers, faults) if written else ""


def _many(
    spec: ConnectWiseSpec, name: str, kind: str, offers: Offers, faults: FaultList
) -> Mapping[str, str]:
    named: Mapping[str, str] = getattr(spec, name)
    return {ours: _id(spec, f"{name}.{ours}", kind, theirs, offers, faults) for ours, theirs in named.items()}


def _id(spec: ConnectWiseSpec, field: str, kind: str, written: str, offers: Offers, faults: FaultList) -> str:
    """Companies go by their code, which people know; an empty list is one that may not be read."""
    known = getattr(offers, kind)
    found = offers.find(kind, written)
    if found is not None:
        return found.code or str(found.id)
    if known and not (kind == "companies" and len(known) >= FULL_LIST):
        what = WORDS.get(kind, kind.removesuffix("es" if kind == "statuses" else "s"))
        names = [one.name for one in known[:MOST_NAMED]]
        message = f'ConnectWise has no {what} "{written}"; {suggestion(written, names)}'
        faults.error(spec.place(field), f"connectwise.{field}", message)
    return written
