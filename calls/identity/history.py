"""A company's recent tickets beside a call: at hand when the phone rings, read anew while the caller speaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from calls.identity.at_ring import select_tickets
from calls.identity.known import Known
from calls.models import CompanyHistory
from calls.steps import Steps
from integrations.psa.port import Psa
from tenants.models import Customer

FRESH = timedelta(minutes=10)
USABLE = timedelta(days=7)  # an older one misleads more than it tells


def history_at_hand(tenant_id: UUID, customer_id: int | None, known: Known) -> Steps[Known]:
    """Add what our own tables hold."""
    row = yield from select_tickets(tenant_id, customer_id, str(known.company or ""), timezone.now() - USABLE)
    if row is None:
        return known
    recent, still_open, p1s = row
    return replace(known, recent=tuple(recent), open=tuple(still_open), p1s=p1s)


def read_history(psa: Psa, tenant_id: UUID, customer_id: int | None, known: Known) -> Known:
    """Ask the PSA unless that was done a moment ago. Raise a PsaError when it does not answer."""
    company = company_of(tenant_id, customer_id, known)
    if not company:
        return known
    now = timezone.now()
    row = CompanyHistory.objects.filter(tenant_id=tenant_id, company=company).first()
    if row is None or now - row.read_at > FRESH:
        found = psa.recent_tickets(company, now)
        row, _ = CompanyHistory.objects.update_or_create(
            tenant_id=tenant_id,
            company=company,
            defaults={
                "recent": list(found.recent),
                "open": list(found.open),
                "p1s": found.p1s,
                "read_at": now,
            },
        )
    return _beside(known, row)


def company_of(tenant_id: UUID, customer_id: int | None, known: Known) -> str:
    """Return how the PSA calls the company: as the customer is set up, else as the directory has it."""
    if customer_id is None:
        return str(known.company or "")
    found = Customer.objects.filter(tenant_id=tenant_id, pk=customer_id)
    return found.values_list("connectwise_company", flat=True).first() or str(known.company or "")


def _beside(known: Known, row: CompanyHistory) -> Known:
    return replace(known, recent=tuple(row.recent), open=tuple(row.open), p1s=row.p1s)
