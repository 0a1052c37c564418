"""Choosing a desk: for people who belong to several MSPs, and for staff, who must say why they look."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from calls.dashboard.desks import look_into, memberships_of, sit_down
from tenants.models import Tenant
from tenants.scope import as_staff, as_tenant


class DeskForm(forms.Form):
    tenant = forms.UUIDField()
    reason = forms.CharField(required=False, max_length=200)


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def desks(request: HttpRequest) -> HttpResponseBase:
    """Show the desks that this login may sit at, and sit down at one."""
    user = request.user
    if not isinstance(user, User):
        return redirect("dashboard:login")
    if request.method == "POST":
        return _choose(request, user)
    return _show(request, user)


def _choose(request: HttpRequest, user: User) -> HttpResponseBase:
    form = DeskForm(request.POST)
    if not form.is_valid():
        return _show(request, user, fault="Choose one of these.")
    chosen, reason = form.cleaned_data["tenant"], form.cleaned_data["reason"].strip()
    mine = next((desk for desk in memberships_of(user) if desk.tenant_id == chosen), None)
    if mine:
        sit_down(request, mine.tenant)
        return redirect("dashboard:calls")
    if not user.is_staff:
        return _show(request, user, fault="This desk is not yours.", status=403)
    if not reason:
        return _show(request, user, fault="Say why you look in: the MSP reads it in its log.", status=422)
    with as_tenant(chosen):
        look_into(request, get_object_or_404(Tenant, pk=chosen), user, reason=reason)
    return redirect("dashboard:calls")


@as_staff()
def _desks_of_others(mine: list[UUID]) -> list[Tenant]:
    return list(Tenant.objects.exclude(pk__in=mine))


def _show(request: HttpRequest, user: User, *, fault: str = "", status: int = 200) -> HttpResponseBase:
    mine = memberships_of(user)
    others = _desks_of_others([desk.tenant_id for desk in mine]) if user.is_staff else []
    context = {"memberships": mine, "others": others, "fault": fault, "door": reverse("dashboard:logout")}
    return render(request, "dashboard/desks.html", context, status=status)
