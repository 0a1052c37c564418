"""The people who are woken and their numbers: edited by owners, proved by a code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import RestrictedError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from calls.dashboard.access import TenantRequest, needs_role, needs_token
from calls.dashboard.forms.order import StepFormSet, first_steps, save_steps
from calls.dashboard.forms.people import PersonForm, WayFormSet, first_ways, save_person
from calls.dashboard.views.on_call import tell_on_call
from calls.verification import CodeError, check_code, send_code
from tenants.models import OnCallStep, Person, Role, VerifiedNumber


@dataclass(frozen=True, slots=True)
class NumberShown:
    """A number of a person, and its proof when there is one."""

    number: str
    proof: VerifiedNumber | None


@needs_token
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: TenantRequest, pk: int | None = None) -> HttpResponseBase:
    """Show a person; owners change him or add one."""
    there = get_object_or_404(Person, tenant=request.tenant, pk=pk) if pk else None
    if request.method == "POST" and not request.visitor.is_owner:
        return _only_owners()
    data = request.POST if request.method == "POST" else None
    first = {name: getattr(there, name) for name in ("name", "sms", "voice", "email")} if there else None
    form = PersonForm(request.tenant, there, data, initial=first)
    ways = WayFormSet(data, initial=first_ways(there), prefix="way")
    if data is not None and form.is_valid() and ways.is_valid():
        saved = save_person(form, ways)
        tell_on_call(request, f"person {saved.pk}", new=there is None, changed=form.changed_data)
        messages.success(request, f"{saved.name} is saved.")
        return redirect("dashboard:person", pk=saved.pk)
    context = {"person": there, "form": form, "ways": ways, "numbers": _numbers(there)}
    status = 422 if data is not None else 200
    return render(request, "dashboard/person.html", context, status=status)


@needs_role(Role.OWNER)
@require_POST
def remove_person(request: TenantRequest, pk: int) -> HttpResponseBase:
    """Remove somebody who is in no order and no schedule; a chain must not lose its person by the way."""
    there = get_object_or_404(Person, tenant=request.tenant, pk=pk)
    try:
        if OnCallStep.objects.filter(person=there).exists():
            raise RestrictedError("in the order", set())
        there.delete()
    except RestrictedError:
        messages.error(request, f"{there.name} is in the on-call order or in a schedule: take him out first.")
        return redirect("dashboard:person", pk=pk)
    tell_on_call(request, f"person {pk}", removed=True)
    messages.success(request, f"{there.name} is removed.")
    return redirect("dashboard:on-call")


@needs_token
@require_POST
def code(request: TenantRequest, pk: int) -> HttpResponseBase:
    """Send a code to a number of this person, or take the one that was typed as its proof."""
    there = get_object_or_404(Person, tenant=request.tenant, pk=pk)
    number, typed = request.POST.get("number", ""), request.POST.get("code", "")
    if number not in (there.sms, there.voice) or not number:
        messages.error(request, f"{there.name} does not have this number.")
    else:
        _send_or_check(request, number, typed)
    return redirect("dashboard:person", pk=pk)


@needs_role(Role.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: TenantRequest) -> HttpResponseBase:
    """Show the on-call order and put another in force."""
    data = request.POST if request.method == "POST" else None
    steps = StepFormSet(
        data, initial=first_steps(request.tenant), prefix="step", form_kwargs={"tenant": request.tenant}
    )
    if data is not None and steps.is_valid():
        save_steps(request.tenant, steps.cleaned_data)
        tell_on_call(
            request, "on-call order", steps=sum(1 for row in steps.cleaned_data if row.get("person"))
        )
        messages.success(request, "The order is in force for every escalation that begins from now on.")
        return redirect("dashboard:on-call")
    status = 422 if data is not None else 200
    return render(request, "dashboard/order.html", {"steps": steps}, status=status)


def _numbers(there: Person | None) -> list[NumberShown]:
    if there is None:
        return []
    numbers = [number for number in dict.fromkeys((there.sms, there.voice)) if number]
    found = VerifiedNumber.objects.filter(tenant_id=there.tenant_id, number__in=numbers)
    proofs = {row.number: row for row in found}
    return [NumberShown(number, proofs.get(number)) for number in numbers]


def _send_or_check(request: TenantRequest, number: str, typed: str) -> None:
    facts: dict[str, Any] = {"by": request.visitor.name, "now": timezone.now()}
    try:
        if typed:
            check_code(request.tenant, number, typed, **facts)
            tell_on_call(request, "number verified", ends_with=number[-4:])
            messages.success(request, f"{number} is verified.")
        else:
            method = "voice" if request.POST.get("method") == "voice" else "sms"
            send_code(request.tenant, number, method=method, **facts)
            messages.success(request, f"A code is on its way to {number}. Type it in here.")
    except CodeError as exc:
        messages.error(request, str(exc))


def _only_owners() -> HttpResponse:
    return HttpResponse("Owners change who is woken.\n", "text/plain; charset=utf-8", status=403)
