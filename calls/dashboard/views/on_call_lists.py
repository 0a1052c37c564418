"""Alarm contacts and closed days: lists that owners see, add to and take from; every change stands in the log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from calls.dashboard.access import TenantRequest, needs_role
from calls.dashboard.forms.kept_lists import AlarmContactForm, ClosedDayForm
from calls.dashboard.views.on_call import tell_on_call
from calls.escalation.alarms import contacts_of
from tenants.models import AlarmContact, ClosedDay, Role

ALARMS = {
    "title": "Alarm contacts",
    "lead": "They are told when nobody took a call, when a page cannot leave, and when a limit is near. Our staff is told, too.",
    "add": "Add",
    "home": "/dashboard/on-call/alarms",
}
DAYS = {
    "title": "Closed days",
    "lead": "On these days the rotations for holidays count, as they do on the public holidays of a schedule.",
    "none": "None. Only the public holidays of a schedule count.",
    "add": "Add this day",
    "home": "/dashboard/on-call/closed-days",
}


@needs_role(Role.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def alarm_contacts(request: TenantRequest) -> HttpResponseBase:
    """Show who hears the alarm; a POST adds somebody. With nobody named it goes to the mailboxes of all people."""
    form = AlarmContactForm(request.tenant, request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = form.save()
        tell_on_call(request, f"alarm contact {made.pk}", method=made.method)
        messages.success(request, f"{made.address} hears the alarm from now on.")
        return redirect("dashboard:alarm-contacts")
    rows = AlarmContact.objects.filter(tenant=request.tenant)
    shown = [(row.pk, row.address, row.get_method_display().lower()) for row in rows]
    usual = ", ".join(address for _, address in contacts_of(request.tenant.pk) if "@" in address)
    none = f"Nobody is named, so the alarm goes to {usual}." if usual else "Nobody. Name somebody."
    return _list(request, ALARMS | {"none": none}, form, shown)


@needs_role(Role.OWNER)
@require_POST
def remove_alarm_contact(request: TenantRequest, pk: int) -> HttpResponseBase:
    contact = get_object_or_404(AlarmContact, tenant=request.tenant, pk=pk)
    contact.delete()
    tell_on_call(request, f"alarm contact {pk}", method=contact.method, removed=True)
    messages.success(request, f"{contact.address} hears the alarm no more.")
    return redirect("dashboard:alarm-contacts")


@needs_role(Role.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def closed_days(request: TenantRequest) -> HttpResponseBase:
    """Show the coming closed days; a POST adds one."""
    today = _today(request)
    form = ClosedDayForm(request.tenant, request.POST if request.method == "POST" else None, today=today)
    if form.is_valid():
        made = form.save()
        tell_on_call(request, f"closed day {made.day}", name=made.name)
        messages.success(request, f"{made.day:%A %-d %B %Y} is a closed day.")
        return redirect("dashboard:closed-days")
    rows = ClosedDay.objects.filter(tenant=request.tenant, day__gte=today)
    return _list(request, DAYS, form, [(row.pk, f"{row.day:%a %-d %B %Y}", row.name) for row in rows])


@needs_role(Role.OWNER)
@require_POST
def remove_closed_day(request: TenantRequest, pk: int) -> HttpResponseBase:
    """Take a day back. One that is over stays: it tells why who was on call."""
    day = get_object_or_404(ClosedDay, tenant=request.tenant, pk=pk, day__gte=_today(request))
    day.delete()
    tell_on_call(request, f"closed day {day.day}", name=day.name, removed=True)
    messages.success(request, f"{day.day:%A %-d %B %Y} is an ordinary day again.")
    return redirect("dashboard:closed-days")


def _today(request: TenantRequest) -> date:
    return timezone.now().astimezone(request.tenant.zone).date()


def _list(
    request: TenantRequest, words: dict[str, str], form: Form, rows: Iterable[tuple[int, str, str]]
) -> HttpResponseBase:
    context = words | {"form": form, "rows": rows}
    return render(request, "dashboard/kept_list.html", context, status=422 if form.errors else 200)
