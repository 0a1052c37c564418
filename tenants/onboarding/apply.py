"""A judged tenant file written to the database, a row only where something differs.

What is missing in the file is kept: a call, a page or a ticket may hang on it, and a file that lost a few lines
must not silence a telephone number at night. The on-call chain alone is replaced, because its order is its meaning.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from tenants.models import (
    ApiToken,
    Customer,
    KnownNumber,
    OnCallStep,
    Person,
    PhoneNumber,
    Runbook,
    Tenant,
)
from tenants.numbers import STAFFS_WORD, numbers_in_rules, vouch
from tenants.onboarding.report import Outcome, Report
from tenants.onboarding.spec import CustomerSpec, RunbookText, StepSpec, TenantFile, TokenSpec
from tenants.runbooks import current_revision, save_revision
from tenants.tokens import digest_of, issue_token, prefix_of

M = TypeVar("M", bound=models.Model)

AUTHOR = "onboarding"
FIRST_TOKEN = "dashboard"  # noqa: S105


def put(report: Report, kind: str, model: type[M], found_by: dict[str, Any], values: dict[str, Any]) -> M:
    """Create the row, or write the columns that differ, and tell which."""
    name = str(found_by.get("name") or found_by.get("number") or "")
    row = model._default_manager.filter(**found_by).first()
    if row is None:
        report.tell(Outcome.CREATED, kind, name)
        return model._default_manager.create(**found_by, **values)
    changed = {field: value for field, value in values.items() if getattr(row, field) != value}
    for field, value in changed.items():
        setattr(row, field, value)
    if changed:
        row.save(update_fields=list(changed))
    report.tell(Outcome.CHANGED if changed else Outcome.UNCHANGED, kind, name, ", ".join(changed))
    return row


def keep(report: Report, kind: str, rows: Iterable[models.Model]) -> None:
    for row in rows:
        report.tell(Outcome.KEPT, kind, str(row), "no longer in the file")


def put_tenant(file: TenantFile) -> Report:
    given = {"name": file.name, "time_zone": file.time_zone, "endpoints": file.endpoints}
    values = {key: value for key, value in given.items() if value is not None}
    tenant = Tenant.objects.filter(slug=file.slug).first() or Tenant(slug=file.slug)
    created = tenant._state.adding
    changed = [key for key, value in values.items() if getattr(tenant, key) != value]
    for key in changed:
        setattr(tenant, key, values[key])
    report = Report(tenant)
    if created or changed:
        tenant.save()
    outcome = Outcome.CREATED if created else Outcome.CHANGED if changed else Outcome.UNCHANGED
    report.tell(outcome, "tenant", file.name, "" if created else ", ".join(changed))
    return report


def put_people(file: TenantFile, report: Report) -> None:
    for spec in file.people:
        ways = {"sms": spec.sms, "voice": spec.voice, "email": spec.email}
        put(report, "person", Person, {"tenant": report.tenant, "name": spec.name}, ways)
    named = [spec.name for spec in file.people]
    keep(report, "person", Person.objects.filter(tenant=report.tenant).exclude(name__in=named))


def put_on_call(steps: tuple[StepSpec, ...], report: Report) -> None:
    tenant = report.tenant
    there = OnCallStep.objects.filter(tenant=tenant).select_related("person")
    before = [(step.person.name, step.method, step.wait) for step in there]
    after = [(step.person, step.method, step.wait) for step in steps]
    name = " → ".join(f"{step.person} by {step.method}" for step in steps) or "nobody"
    if before == after:
        report.tell(Outcome.UNCHANGED, "on call", name)
        return
    people = {person.name: person for person in Person.objects.filter(tenant=tenant)}
    there.delete()
    OnCallStep.objects.bulk_create(
        OnCallStep(tenant=tenant, position=position, person=people[person], method=method, wait=wait)
        for position, (person, method, wait) in enumerate(after, start=1)
    )
    report.tell(Outcome.CHANGED if before else Outcome.CREATED, "on call", name)


def put_customers(file: TenantFile, report: Report) -> None:
    for spec in file.customers:
        customer = put(
            report,
            "customer",
            Customer,
            {"tenant": report.tenant, "name": spec.name},
            {"connectwise_company": spec.connectwise_company} | _aliases(spec),
        )
        if spec.runbook is not None:
            put_runbook(spec.runbook, customer, report)
        _put_known_numbers(spec, customer, report)
    named = [spec.name for spec in file.customers]
    keep(report, "customer", Customer.objects.filter(tenant=report.tenant).exclude(name__in=named))


def _aliases(spec: CustomerSpec) -> dict[str, list[str]]:
    return {} if spec.aliases is None else {"aliases": list(spec.aliases)}


def _put_known_numbers(spec: CustomerSpec, customer: Customer, report: Report) -> None:
    for number in spec.phone_numbers:
        put(
            report,
            "caller",
            KnownNumber,
            {"tenant": report.tenant, "customer": customer, "number": number},
            {},
        )
    gone = KnownNumber.objects.filter(tenant=report.tenant, customer=customer)
    keep(report, "caller", gone.exclude(number__in=spec.phone_numbers))


def put_runbook(text: RunbookText, customer: Customer | None, report: Report) -> None:
    runbook, _ = Runbook.objects.get_or_create(tenant=report.tenant, customer=customer)
    before = runbook.current
    written = text.text.decode("utf-8-sig")
    revision = save_revision(runbook, text=written, author=AUTHOR, comment=f"from {text.file}")
    outcome = Outcome.CREATED if before is None else Outcome.CHANGED
    if before == revision:
        outcome = Outcome.UNCHANGED
    report.tell(outcome, "runbook", str(runbook), f"revision {revision.number}")


def put_default_runbook(text: RunbookText | None, report: Report) -> None:
    """A tenant always has one: the calls of unknown callers follow it."""
    if text is not None:
        put_runbook(text, None, report)
    elif not Runbook.objects.filter(tenant=report.tenant, customer=None).exists():
        revision = current_revision(report.tenant, None)
        report.tell(Outcome.CREATED, "runbook", str(revision.runbook), "bare: urgent calls go to on_call")


def put_numbers(file: TenantFile, report: Report) -> None:
    customers = {customer.name: customer for customer in Customer.objects.filter(tenant=report.tenant)}
    for spec in file.numbers:
        values = {"customer": customers[spec.customer] if spec.customer else None, "voice": spec.voice}
        put(report, "number", PhoneNumber, {"tenant": report.tenant, "number": spec.number}, values)
    listed = [spec.number for spec in file.numbers]
    keep(report, "number", PhoneNumber.objects.filter(tenant=report.tenant).exclude(number__in=listed))


def put_tokens(file: TenantFile, report: Report) -> None:
    for spec in file.tokens:
        _put_token(spec, report)
    tokens = ApiToken.objects.filter(tenant=report.tenant)
    if not tokens.exists():
        report.token = issue_token(report.tenant, FIRST_TOKEN, by=AUTHOR)
        report.tell(Outcome.CREATED, "token", FIRST_TOKEN)


def _put_token(spec: TokenSpec, report: Report) -> None:
    """Take a fixed token. A revoked one stays revoked: a file from yesterday must not open the door again."""
    row = ApiToken.objects.filter(tenant=report.tenant, name=spec.name).first()
    if row is None:
        issue_token(report.tenant, spec.name, token=spec.token, by=AUTHOR)
        report.tell(Outcome.CREATED, "token", spec.name)
    elif row.digest == digest_of(spec.token):
        note = "revoked, and stays so" if row.revoked_at else ""
        report.tell(Outcome.UNCHANGED, "token", spec.name, note)
    else:
        row.prefix, row.digest = prefix_of(spec.token), digest_of(spec.token)
        row.revoked_at = row.last_used_at = None
        row.save(update_fields=["prefix", "digest", "revoked_at", "last_used_at"])
        report.tell(Outcome.CHANGED, "token", spec.name, "replaced")


def vouch_for_numbers(file: TenantFile, report: Report) -> None:
    """Staff writes these files and asked whose the numbers are: what stands in one counts as verified."""
    numbers = [number for person in file.people for number in (person.sms, person.voice)]
    with_runbook = [spec.name for spec in file.customers if spec.runbook is not None]
    for customer in Customer.objects.filter(tenant=report.tenant, name__in=with_runbook):
        numbers += numbers_in_rules(report.tenant, customer)
    if file.default_runbook is not None:
        numbers += numbers_in_rules(report.tenant, None)
    report.vouched = vouch(report.tenant, numbers, how=STAFFS_WORD, by=AUTHOR, now=timezone.now())
