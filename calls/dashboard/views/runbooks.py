"""The runbooks: read, edited, checked as they are typed, and taken back."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.dashboard.access import TenantRequest, needs_token
from calls.dashboard.diff import Change, diff_lines
from calls.dashboard.edits import Overtaken, save_edit
from calls.dashboard.selectors import get_revision, get_runbook, runbooks_for_list
from tenants.models import Runbook, RunbookRevision, Tenant
from tenants.runbooks import as_stored, check
from triage.runbook import Fault, RunbookError

REVISIONS_SHOWN = 50


class EditForm(forms.Form):
    """What the editor sends. The text is checked by the kernel, not here."""

    text = forms.CharField(strip=False, required=False)
    comment = forms.CharField(required=False, max_length=300)
    based_on = forms.IntegerField(required=False)


@dataclass(frozen=True, slots=True)
class FaultShown:
    """A fault beside the line that it is about."""

    fault: Fault
    line_text: str


@needs_token
@require_safe
def runbook_list(request: TenantRequest) -> HttpResponseBase:
    return render(request, "dashboard/runbooks.html", {"runbooks": runbooks_for_list(request.tenant)})


@needs_token
@require_http_methods(["GET", "HEAD", "POST"])
def runbook_editor(request: TenantRequest, pk: int) -> HttpResponseBase:
    """Show the runbook that is in force, or save a new revision of it."""
    runbook = get_runbook(request.tenant, pk)
    if request.method == "POST":
        return _save(request, runbook)
    current = runbook.current
    return _editor(request, runbook, text=current.text if current else "")


@needs_token
@require_POST
def check_text(request: TenantRequest, pk: int) -> HttpResponseBase:
    """Answer with the faults of a text as it stands in the editor; saves nothing."""
    get_runbook(request.tenant, pk)
    text = request.POST.get("text", "")
    return render(request, "dashboard/faults.html", {"faults": faults_of(request.tenant, text)})


@needs_token
@require_safe
def revision_page(request: TenantRequest, pk: int, number: int) -> HttpResponseBase:
    """Show an older text against the one in force: what restoring it would change."""
    revision = get_revision(request.tenant, pk, number)
    current = revision.runbook.current
    lines = diff_lines(current.text if current else "", revision.text)
    context = {
        "runbook": revision.runbook,
        "revision": revision,
        "current": current,
        "lines": lines,
        "differs": any(line.change is not Change.SAME for line in lines),
    }
    return render(request, "dashboard/revision.html", context)


@needs_token
@require_POST
def restore(request: TenantRequest, pk: int, number: int) -> HttpResponseBase:
    """Put an older text into force again, as a new revision. A text that would be refused today opens in the editor."""
    old = get_revision(request.tenant, pk, number)
    comment = f"Restored revision {number}"
    try:
        saved = save_edit(old.runbook, text=old.text, author=request.visitor.name, comment=comment)
    except RunbookError:
        fault = f"Revision {number} would be refused today. Mend it here and save it."
        return _editor(request, old.runbook, text=old.text, comment=comment, fault=fault, status=422)
    return _saved(request, saved)


def _save(request: TenantRequest, runbook: Runbook) -> HttpResponse:
    form = EditForm(request.POST)
    text, comment = as_stored(request.POST.get("text", "")), request.POST.get("comment", "")
    if not form.is_valid():
        fault = "The comment may have 300 letters at most, and the text no control characters."
        return _editor(request, runbook, text=text, comment=comment, fault=fault, status=422)
    try:
        based_on = form.cleaned_data["based_on"]
        saved = save_edit(runbook, text=text, author=request.visitor.name, comment=comment, based_on=based_on)
    except RunbookError:
        fault = "Not saved. The runbook in force stays as it was; the faults are listed below."
        return _editor(request, runbook, text=text, comment=comment, fault=fault, status=422)
    except Overtaken as exc:
        fault = (
            f"Not saved: revision {exc.current} was saved meanwhile. Saving again replaces it by this text."
        )
        return _editor(request, runbook, text=text, comment=comment, fault=fault, status=409)
    return _saved(request, saved)


def _saved(request: TenantRequest, revision: RunbookRevision) -> HttpResponse:
    messages.success(request, f"Revision {revision.number} is in force.")
    return redirect("dashboard:runbook", pk=revision.runbook_id)


def _editor(
    request: TenantRequest,
    runbook: Runbook,
    *,
    text: str,
    comment: str = "",
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "runbook": runbook,
        "current": runbook.current,
        "text": text,
        "comment": comment,
        "fault": fault,
        "faults": faults_of(request.tenant, text),
        "revisions": runbook.revisions.defer("text")[:REVISIONS_SHOWN],
    }
    return render(request, "dashboard/runbook.html", context, status=status)


def faults_of(tenant: Tenant, text: str) -> list[FaultShown]:
    lines = text.splitlines()
    faults = check(tenant, text).faults
    return [FaultShown(f, lines[f.line - 1] if 0 < f.line <= len(lines) else "") for f in faults]
