"""Runbooks between the kernel and the database: checked before they are stored, readable whatever is stored."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache

import structlog
import yaml
from django.db import transaction
from django.db.models import F, Q

from tenants import audit
from tenants.models import Customer, Person, Runbook, RunbookRevision, Tenant
from tenants.phone import e164
from triage import runbook as kernel

log = structlog.get_logger(__name__)


def check(tenant: Tenant, text: str | bytes) -> kernel.RunbookReport:
    """Tell everything that is wrong with a runbook, with the tenant's people in mind; raises nothing."""
    return kernel.check_runbook(text, reachable=_reachable_at(tenant))


@transaction.atomic
def save_revision(runbook: Runbook, *, text: str, author: str, comment: str = "") -> RunbookRevision:
    """Put a text into force and return its revision; the text that is in force already makes no new one.

    Raise triage.runbook.RunbookError when the text has errors; warnings do not hinder.
    """
    report = check(runbook.tenant, text)
    if report.runbook is None:
        raise kernel.RunbookError(report.faults)
    text = as_stored(text)
    # Two editors at once: the second waits here and gets the next number.
    Runbook.objects.select_for_update().get(pk=runbook.pk)
    current = runbook.revisions.order_by("-number").first()
    if current is not None and current.text == text:
        return current
    saved = RunbookRevision.objects.create(
        tenant_id=runbook.tenant_id,
        runbook=runbook,
        number=current.number + 1 if current else 1,
        text=text,
        author=author,
        comment=comment,
    )
    audit.record(
        audit.Kind.RUNBOOK_EDITED,
        runbook.tenant_id,
        actor=author,
        target=str(runbook),
        revision=saved.number,
    )
    return saved


def load(revision: RunbookRevision) -> kernel.Runbook:
    """Return the runbook of a revision, never raising: a call is answered even when its runbook cannot be read.

    What is left then is the customer's name, and the kernel escalates what it does not know.
    """
    parsed = _parsed(revision.pk, revision.text)
    if parsed is None:
        log.error("runbook_unreadable", revision=revision.pk, tenant=str(revision.tenant_id))
        return kernel.Runbook(customer_name=_spoken_name(revision))
    return parsed


def current_revision(tenant: Tenant, customer: Customer | None) -> RunbookRevision:
    """Return the revision in force for a customer, or the tenant's default; a tenant without one gets a bare one."""
    whose = Q(runbook__customer=None)
    if customer is not None:
        whose |= Q(runbook__customer=customer)
    found = (
        RunbookRevision.objects.filter(whose, tenant=tenant)
        .select_related("runbook__customer", "runbook__tenant")
        .order_by(F("runbook__customer").asc(nulls_last=True), "-number")
        .first()
    )
    return found or _bare_default(tenant)


def as_stored(text: str) -> str:
    """The text with one kind of line end: a form sends CRLF and loses the last one, a file does neither."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").rstrip() + "\n"


def _bare_default(tenant: Tenant) -> RunbookRevision:
    """A runbook that names nobody: whatever counts as urgent goes to the on-call chain."""
    runbook, _ = Runbook.objects.get_or_create(tenant=tenant, customer=None)
    text = yaml.safe_dump({"customer_name": tenant.name}, allow_unicode=True, width=1000)
    revision, _ = RunbookRevision.objects.get_or_create(
        tenant=tenant, runbook=runbook, number=1, defaults={"text": text, "author": "NightDesk"}
    )
    return revision


@lru_cache(maxsize=512)
def _parsed(revision_id: int, text: str) -> kernel.Runbook | None:
    try:
        return kernel.Runbook.from_yaml(text)
    except kernel.RunbookError:
        return None


def _spoken_name(revision: RunbookRevision) -> str:
    customer = revision.runbook.customer
    return customer.name if customer else revision.tenant.name


def _reachable_at(tenant: Tenant) -> Callable[[str], bool]:
    @cache
    def known() -> frozenset[str]:
        people = Person.objects.filter(tenant=tenant).exclude(sms="", voice="")
        return frozenset().union(*(ways_to_name(p.name, p.email, p.sms, p.voice) for p in people))

    return lambda target: names_one_of(target, known())


def ways_to_name(*names: str) -> frozenset[str]:
    """How a runbook may write a person: the name, the address and the numbers, whatever their case."""
    return frozenset(name.casefold() for name in names if name)


def names_one_of(target: str, known: frozenset[str]) -> bool:
    return " ".join(target.split()).casefold() in known or e164(target) in known
