"""The verb: a file in, a tenant out, or every fault and nothing changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction

from tenants import audit
from tenants.audit import Kind
from tenants.onboarding import accounts, apply
from tenants.onboarding.faults import FaultsByFile, OnboardingError
from tenants.onboarding.judge import judge
from tenants.onboarding.read import read_tenant_file
from tenants.onboarding.report import Outcome, Report
from tenants.onboarding.source import read_source
from tenants.onboarding.spec import TenantFile
from tenants.scope import as_staff
from triage.runbook.faults import FaultList

Resolve = Callable[[TenantFile, FaultList], TenantFile]
"""Holds a file's names against the PSA; returns the file as it is to be written, and adds faults."""


def as_written(file: TenantFile, faults: FaultList) -> TenantFile:
    """Take the names as they stand."""
    return file


@as_staff()
@transaction.atomic
def onboard(path: Path, resolve: Resolve = as_written) -> Report:
    """Create or update the tenant of a file; doing it twice changes nothing. `resolve` asks the tenant's PSA.

    Raise OnboardingError with every fault of the file and of the runbooks that it names.
    """
    file, faults = read(path)
    if file is None or faults.has_errors:
        raise OnboardingError(faults.in_order())
    file = resolve(file, faults.of())
    if faults.has_errors:
        raise OnboardingError(faults.in_order())
    report = write(file)
    report.warnings = faults.in_order()
    _record(report, path)
    return report


def _record(report: Report, path: Path) -> None:
    """Tell the log what a file did; one that changed nothing is no event."""
    done = [change for change in report.changes if change.outcome in (Outcome.CREATED, Outcome.CHANGED)]
    if not done:
        return
    kinds = dict(Counter(change.kind for change in done))
    facts: dict[str, Any] = {"actor": apply.AUTHOR, "target": path.name}
    audit.record(Kind.ONBOARDED, report.tenant, **facts, changed=kinds)
    if {"person", "on call"} & set(kinds):
        audit.record(Kind.ON_CALL_EDITED, report.tenant, **facts)
    if {"ConnectWise", "Twilio"} & set(kinds):
        audit.record(Kind.SECRET_CHANGED, report.tenant, **facts)


def read(path: Path) -> tuple[TenantFile | None, FaultsByFile]:
    """Read and judge a file without changing anything."""
    faults = FaultsByFile(path.name)
    source = read_source(path, faults.of())
    if source is None:
        return None, faults
    file = read_tenant_file(source, faults.of())
    judge(file, faults)
    return file, faults


def write(file: TenantFile) -> Report:
    """Write a file without faults; the order follows who refers to whom."""
    report = apply.put_tenant(file)
    accounts.put_connectwise(file.connectwise, report)
    accounts.put_twilio(file.twilio, report)
    apply.put_people(file, report)
    if file.on_call is not None:
        apply.put_on_call(file.on_call, report)
    apply.put_customers(file, report)
    apply.put_default_runbook(file.default_runbook, report)
    apply.put_numbers(file, report)
    apply.put_tokens(file, report)
    apply.vouch_for_numbers(file, report)
    return report
