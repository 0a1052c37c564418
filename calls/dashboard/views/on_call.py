"""The on-call page: looked at by everybody of an MSP, with overrides and swaps made by its engineers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.dashboard.access import TenantRequest, needs_role, needs_token, tell
from calls.dashboard.forms.cover import CoverForm
from calls.dashboard.on_call import on_call_page
from calls.escalation.forecast import Forecast, forecast, naming_rules
from tenants import audit
from tenants.models import CallerRule, Customer, OnCallSchedule, Override, Role
from tenants.oncall.feed import feed_of
from tenants.oncall.times import parse_time
from triage import EscalationRule


@needs_token
@require_http_methods(["GET", "HEAD", "POST"])
def on_call(request: TenantRequest) -> HttpResponseBase:
    """Show who is on call; a POST makes an override or a swap."""
    now = timezone.now()
    form = CoverForm(request.tenant, request.POST if request.method == "POST" else None, now=now)
    if request.method == "POST" and form.is_valid():
        for made in form.save(request.tenant, by=request.visitor.name):
            tell_on_call(request, f"override {made.pk}", schedule=made.schedule.name)
        messages.success(request, "The change is in force.")
        return redirect("dashboard:on-call")
    context = {
        "page": on_call_page(request.tenant, now=now),
        "form": form,
        "now": now,
        **_question(request, now),
    }
    return render(request, "dashboard/on_call.html", context, status=422 if form.errors else 200)


@needs_token
@require_POST
def remove_override(request: TenantRequest, pk: int) -> HttpResponseBase:
    """Take an override back. One that is over stays: it tells who was on call."""
    override = get_object_or_404(Override, tenant=request.tenant, pk=pk, ends_at__gt=timezone.now())
    tell_on_call(request, f"override {override.pk}", schedule=override.schedule.name, removed=True)
    override.delete()
    messages.success(request, "The override is gone; the rotation counts again.")
    return redirect("dashboard:on-call")


@needs_token
@require_POST
def unmute(request: TenantRequest, pk: int) -> HttpResponseBase:
    """Let a muted caller wake people again."""
    rule = get_object_or_404(CallerRule, tenant=request.tenant, kind=CallerRule.Kind.MUTE, pk=pk)
    rule.delete()
    tell(request, audit.Kind.SETTINGS_EDITED, f"caller rule {pk}", rule_kind=rule.kind, removed=True)
    messages.success(request, f"{rule.number} wakes people again.")
    return redirect("dashboard:on-call")


@needs_role(Role.OWNER)
@require_POST
def new_feed(request: TenantRequest, pk: int) -> HttpResponseBase:
    """Make a new calendar address; whoever has the old one sees nothing any more."""
    schedule = get_object_or_404(OnCallSchedule, tenant=request.tenant, pk=pk)
    schedule.feed_version += 1
    schedule.save(update_fields=["feed_version"])
    tell_on_call(request, f"schedule {schedule.pk}", feed=schedule.feed_version)
    messages.success(request, f"{schedule.name} has a new calendar address.")
    return redirect("dashboard:on-call")


@require_safe
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """A schedule for calendars, which have no login: the address itself is the key."""
    found = feed_of(key, now=timezone.now())
    if found is None:
        raise Http404
    answer = HttpResponse(found, "text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, max-age=300"
    return answer


def tell_on_call(request: TenantRequest, target: str, **details: Any) -> None:
    """Write into the MSP's log who changed what about its being on call."""
    tell(request, audit.Kind.ON_CALL_EDITED, target, **details)


def _question(request: TenantRequest, now: datetime) -> dict[str, Any]:
    """Who would be woken at the time that was asked for, for whom, when which rule fires."""
    asked = request.GET
    customers = list(Customer.objects.filter(tenant=request.tenant))
    customer = next((one for one in customers if str(one.pk) == asked.get("customer")), None)
    rules = naming_rules(request.tenant, customer)
    rule = next((one for one in rules if one.trigger == asked.get("rule")), None)
    found, fault = _forecast(request, customer, rule, now)
    at = found.at if found else now
    return {
        "customers": customers,
        "customer": customer,
        "rules": rules,
        "rule": rule,
        "forecast": found,
        "fault": fault,
        "asked_at": f"{at.astimezone(request.tenant.zone):%Y-%m-%dT%H:%M}",
        "was_asked": "at" in asked,
    }


def _forecast(
    request: TenantRequest, customer: Customer | None, rule: EscalationRule | None, now: datetime
) -> tuple[Forecast | None, str]:
    tenant = request.tenant
    try:
        at = parse_time(request.GET.get("at", ""), zone=tenant.zone, now=now)
        return forecast(tenant, customer, at, rule=rule), ""
    except (ValueError, OverflowError) as exc:
        return None, str(exc)
