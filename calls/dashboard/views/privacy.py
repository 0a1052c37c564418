"""What the owner decides about his callers' privacy, and the work that he asks for: forget a caller, hand all over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.dashboard.access import TenantRequest, needs_role, tell
from calls.dashboard.rules_form import RulesForm
from calls.models import ExportPart, PrivacyJob
from calls.privacy.erase import EraseError, calls_of, number_to_erase
from calls.privacy.export import zipped
from calls.privacy.jobs import masked, owe
from calls.privacy.purge import EXPORTS_ARE_KEPT
from tenants import audit
from tenants.models import Role
from tenants.network import address_of
from tenants.privacy import Disclosure, PrivacyFaults, rules_of, save_rules
from tenants.privacy.places import NOWHERE

RECEIPTS_SHOWN = 30
owners_only = needs_role(Role.OWNER)


@owners_only
@require_http_methods(["GET", "HEAD", "POST"])
def privacy(request: TenantRequest) -> HttpResponseBase:
    """Show the rules and the receipts, or save the rules."""
    if request.method != "POST":
        return _page(request)
    form = RulesForm.read(request.POST)
    try:
        save_rules(request.tenant, form.changes(), actor=request.visitor.name, address=address_of(request))
    except PrivacyFaults as exc:
        return _page(request, form=form, faults=exc.fields, status=422)
    messages.success(request, "Saved. Calls that begin from now on follow these rules.")
    return redirect("dashboard:privacy")


@owners_only
@require_POST
def erase(request: TenantRequest) -> HttpResponseBase:
    """Ask once more with the number of calls, then begin to forget a caller."""
    written = request.POST.get("number", "")[:40]
    try:
        number = number_to_erase(request.tenant.pk, written)
    except EraseError as exc:
        return _page(request, number=written, number_fault=str(exc), status=422)
    if "sure" not in request.POST:
        found = calls_of(request.tenant.pk, number).count()
        return _page(request, number=number, sure_of=number, found=found)
    return _begun(request, PrivacyJob.Kind.ERASURE, subject=number)


@owners_only
@require_POST
def export(request: TenantRequest) -> HttpResponseBase:
    return _begun(request, PrivacyJob.Kind.EXPORT)


@owners_only
@require_safe
def receipt(request: TenantRequest, pk: int) -> HttpResponseBase:
    """How far the work is; once it is done, what was done."""
    job = get_object_or_404(PrivacyJob, tenant=request.tenant, pk=pk)
    context = {
        "job": job,
        "subject": job.subject if job.settled_at else masked(job.subject),
        "has_files": job.settled_at and ExportPart.objects.filter(tenant=request.tenant, job=job).exists(),
        "days": EXPORTS_ARE_KEPT.days,
    }
    return render(request, "dashboard/receipt.html", context)


@owners_only
@require_safe
def download(request: TenantRequest, pk: int) -> HttpResponseBase:
    """Hand a finished export out; each time is an event of its own."""
    done = PrivacyJob.objects.filter(kind=PrivacyJob.Kind.EXPORT, settled_at__isnull=False)
    job = get_object_or_404(done, tenant=request.tenant, pk=pk)
    if not ExportPart.objects.filter(tenant=request.tenant, job=job).exists():
        return HttpResponse("This export was removed. Make another one.\n", "text/plain", status=410)
    if request.method == "GET":
        tell(request, audit.Kind.EXPORT, "downloaded", receipt=job.pk)
    name = f"nightdesk-{request.tenant.slug}-{job.settled_at:%Y-%m-%d}.zip"
    with zipped(job) as made:
        answer = HttpResponse(made.read(), "application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _begun(request: TenantRequest, kind: PrivacyJob.Kind, *, subject: str = "") -> HttpResponse:
    job = owe(request.tenant.pk, kind, asked_by=request.visitor.name, now=timezone.now(), subject=subject)
    return redirect("dashboard:receipt", pk=job.pk)


def _page(
    request: TenantRequest,
    *,
    form: RulesForm | None = None,
    faults: Mapping[str, list[str]] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    rules = rules_of(request.tenant)
    opening = Disclosure.read(rules).opening(request.tenant.name, "", NOWHERE)
    context = {
        "form": form or RulesForm.of(rules),
        "faults": faults or {},
        "opening": opening,
        "jobs": PrivacyJob.objects.filter(tenant=request.tenant)[:RECEIPTS_SHOWN],
        **more,
    }
    return render(request, "dashboard/privacy.html", context, status=status)
