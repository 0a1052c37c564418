"""Limits and callers: what the desk may use, who is blocked and who is always let through."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from calls.dashboard.access import TenantRequest, needs_role, needs_token, tell
from calls.dashboard.forms.limits import CallerForm, LimitsForm
from calls.spending import usage_of
from tenants import audit
from tenants.models import CallerRule, Limits, Role


@needs_token
@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: TenantRequest) -> HttpResponseBase:
    """Show limits and rules; a POST writes a rule about a caller."""
    form = CallerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        rule, _ = CallerRule.objects.update_or_create(
            tenant=request.tenant,
            kind=data["kind"],
            number=data["number"],
            defaults={"note": data["note"], "made_by": request.visitor.name, "until": None},
        )
        tell(request, audit.Kind.SETTINGS_EDITED, f"caller rule {rule.pk}", rule_kind=rule.kind)
        messages.success(request, f"{rule.number}: {rule.get_kind_display().lower()}.")
        return redirect("dashboard:limits")
    return _page(request, form=form)


@needs_role(Role.OWNER)
@require_POST
def save_limits(request: TenantRequest) -> HttpResponseBase:
    """Put other limits in force; calls that come in within the next seconds may still be counted by the old ones."""
    mine, _ = Limits.objects.get_or_create(tenant=request.tenant)
    form = LimitsForm(request.POST, instance=mine)
    if not form.is_valid():
        return _page(request, limits_form=form)
    form.save()
    tell(request, audit.Kind.SETTINGS_EDITED, "limits", changed=form.changed_data)
    messages.success(request, "The limits are in force.")
    return redirect("dashboard:limits")


@needs_token
@require_POST
def remove_rule(request: TenantRequest, pk: int) -> HttpResponseBase:
    rule = get_object_or_404(CallerRule, tenant=request.tenant, pk=pk)
    rule.delete()
    tell(request, audit.Kind.SETTINGS_EDITED, f"caller rule {pk}", rule_kind=rule.kind, removed=True)
    messages.success(request, f"There is no rule about {rule.number} any more.")
    return redirect("dashboard:limits")


def _page(
    request: TenantRequest, *, form: CallerForm | None = None, limits_form: LimitsForm | None = None
) -> HttpResponseBase:
    mine = Limits.objects.filter(tenant=request.tenant).first() or Limits(tenant=request.tenant)
    context = {
        "form": form or CallerForm(),
        "limits_form": limits_form or LimitsForm(instance=mine),
        "rules": CallerRule.objects.filter(tenant=request.tenant),
        "usage": usage_of(request.tenant.pk, now=timezone.now()),
    }
    is_wrong = (form and form.errors) or limits_form
    return render(request, "dashboard/limits.html", context, status=422 if is_wrong else 200)
