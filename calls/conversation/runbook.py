"""The runbook that governs a call: the revision in force when it began."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from calls.conversation.statements import select_revision_in_force
from calls.models import Call
from tenants.models import RunbookRevision, Tenant
from tenants.runbooks import current_revision, load
from triage import Runbook


def runbook_of(call: Call) -> Runbook:
    return _revision(call.revision_id) if call.revision_id else Runbook(customer_name="this customer")


def runbook_in_force(tenant_id: UUID, tenant_name: str, customer_id: int | None) -> tuple[int, Runbook]:
    """Return the revision that a call beginning now keeps: the customer's, else the tenant's default."""
    found = select_revision_in_force(tenant_id, customer_id)
    revision_id = found or current_revision(Tenant(pk=tenant_id, name=tenant_name), None).pk
    return revision_id, _revision(revision_id)


@lru_cache(maxsize=2048)
def _revision(revision_id: int) -> Runbook:
    """A revision never changes, so it is read once per process."""
    return load(RunbookRevision.objects.get(pk=revision_id))
