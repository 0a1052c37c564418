"""The runbook that governs a call: the revision in force when it began."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from calls.conversation.statements import select_revision_in_force
from calls.models import Call
from calls.steps import Steps
from calls.threads import in_database
from tenants.models import RunbookRevision, Tenant
from tenants.runbooks import current_revision, load
from triage import Runbook

MOST_REMEMBERED = 2048
_remembered: dict[int, Runbook] = {}


def runbook_of(call: Call) -> Runbook:
    return _revision(call.revision_id) if call.revision_id else Runbook(customer_name="this customer")


async def runbook_at_hand(call: Call) -> Runbook:
    """The same for whoever may not block: most runbooks have been read before."""
    known = _remembered.get(call.revision_id or 0)
    return known if known is not None else await in_database(runbook_of, call)


def runbook_in_force(
    tenant_id: UUID, tenant_name: str, customer_id: int | None
) -> Steps[tuple[int, Runbook]]:
    """Return the revision that a call beginning now keeps: the customer's, else the tenant's default."""
    revision_id = yield from select_revision_in_force(tenant_id, customer_id)
    return (yield from runbook_or_default(tenant_id, tenant_name, revision_id))


def runbook_or_default(
    tenant_id: UUID, tenant_name: str, revision_id: int | None
) -> Steps[tuple[int, Runbook]]:
    """Return a revision and what it says. Where none is in force the tenant gets one that does for any customer."""
    if revision_id is None:
        revision = yield partial(current_revision, Tenant(pk=tenant_id, name=tenant_name), None)
        revision_id = int(revision.pk)
    known = _remembered.get(revision_id)
    runbook = known if known is not None else (yield partial(_revision, revision_id))
    return revision_id, runbook


def _revision(revision_id: int) -> Runbook:
    """A revision never changes, so it is read once per process."""
    runbook = _remembered.get(revision_id)
    if runbook is None:
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        runbook = _remembered[revision_id] = load(RunbookRevision.objects.get(pk=revision_id))
    return runbook
