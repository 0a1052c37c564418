"""Schedules: made, changed and removed by owners; a gap that nobody catches is refused."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from calls.dashboard.access import TenantRequest, needs_role
from calls.dashboard.forms.schedules import (
    GapFound,
    RotationFormSet,
    ScheduleForm,
    first_rotations,
    save_schedule,
)
from calls.dashboard.views.on_call import tell_on_call
from tenants.models import OnCallSchedule, Role

FIELDS = ("name", "customer", "position", "catch_all", "holidays", "time_zone")


@needs_role(Role.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: TenantRequest, pk: int | None = None) -> HttpResponseBase:
    """Show a schedule with its rotations, or put another version in force."""
    now, tenant = timezone.now(), request.tenant
    there = get_object_or_404(OnCallSchedule, tenant=tenant, pk=pk) if pk else None
    data = request.POST if request.method == "POST" else None
    first = {name: getattr(there, name) for name in FIELDS} if there else None
    form = ScheduleForm(tenant, there, data, initial=first)
    turns = RotationFormSet(
        data, initial=first_rotations(there, now=now), prefix="turn", form_kwargs={"tenant": tenant}
    )
    if data is not None and form.is_valid() and turns.is_valid():
        try:
            saved = save_schedule(form, turns.cleaned_data, now=now)
        except GapFound as gap:
            form.add_error("catch_all", str(gap))
        else:
            tell_on_call(request, f"schedule {saved.pk}", name=saved.name)
            messages.success(request, f"{saved.name} is in force.")
            return redirect("dashboard:on-call")
    context = {"schedule": there, "form": form, "turns": turns}
    return render(request, "dashboard/schedule.html", context, status=200 if data is None else 422)


@needs_role(Role.OWNER)
@require_POST
def remove_schedule(request: TenantRequest, pk: int) -> HttpResponseBase:
    """Remove a schedule; the on-call order has its hours then."""
    there = get_object_or_404(OnCallSchedule, tenant=request.tenant, pk=pk)
    tell_on_call(request, f"schedule {pk}", name=there.name, removed=True)
    there.delete()
    messages.success(request, f"{there.name} is removed; the on-call order has its hours.")
    return redirect("dashboard:on-call")
