"""The runbook that governs a call: the revision in force when it began."""

from __future__ import annotations

from functools import lru_cache

from calls.models import Call
from tenants.models import RunbookRevision
from tenants.runbooks import load
from triage import Runbook


def runbook_of(call: Call) -> Runbook:
    return _revision(call.revision_id) if call.revision_id else Runbook(customer_name="this customer")


@lru_cache(maxsize=2048)
def _revision(revision_id: int) -> Runbook:
    """A revision never changes, so it is read once per process."""
    return load(RunbookRevision.objects.get(pk=revision_id))
