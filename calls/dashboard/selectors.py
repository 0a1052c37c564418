"""What the pages read, always from one tenant. Somebody else's row does not exist here: 404."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from calls.models import Call, Page
from tenants.models import Runbook, RunbookRevision, Tenant

SHOWN = 50


def calls_for_table(tenant: Tenant, wanted: Q) -> QuerySet[Call]:
    """The newest calls with all that their rows tell, in a number of queries that does not grow with them."""
    found = Call.objects.filter(wanted, tenant=tenant).recent(SHOWN)
    return with_aftermath(found)


def with_aftermath(calls: QuerySet[Call]) -> QuerySet[Call]:
    """Add whom a call woke and what it left behind."""
    pages = Prefetch("escalation__pages", Page.objects.order_by("step"))
    return calls.select_related("tenant", "customer", "escalation").prefetch_related(pages, "deliveries")


def get_call(tenant: Tenant, pk: UUID) -> Call:
    calls = with_aftermath(Call.objects.filter(tenant=tenant))
    return get_object_or_404(
        calls.select_related("revision__runbook__customer").prefetch_related("turns", "alarms"), pk=pk
    )


def runbooks_for_list(tenant: Tenant) -> QuerySet[Runbook]:
    """Every runbook with its newest revision in `latest`, without the texts."""
    newest = RunbookRevision.objects.order_by("runbook_id", "-number").distinct("runbook_id").defer("text")
    runbooks = Runbook.objects.filter(tenant=tenant).select_related("customer")
    return runbooks.prefetch_related(Prefetch("revisions", newest, to_attr="latest"))


def get_runbook(tenant: Tenant, pk: int) -> Runbook:
    return get_object_or_404(Runbook.objects.select_related("customer", "tenant"), tenant=tenant, pk=pk)


def get_revision(tenant: Tenant, pk: int, number: int) -> RunbookRevision:
    revisions = RunbookRevision.objects.filter(tenant=tenant, runbook=pk)
    return get_object_or_404(revisions.select_related("runbook__customer", "runbook__tenant"), number=number)
