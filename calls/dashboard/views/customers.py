"""The customers: what callers call them, and which company of the PSA they are."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from calls.dashboard.access import TenantRequest, needs_token, tell
from calls.dashboard.forms.customers import CustomerForm
from tenants import audit
from tenants.models import Customer, DirectoryNumber, Tenant

MOST_OFFERED = 1000


@needs_token
@require_safe
def customer_list(request: TenantRequest) -> HttpResponseBase:
    rows = Customer.objects.filter(tenant=request.tenant).annotate(known=Count("known_numbers"))
    return render(request, "dashboard/customers.html", {"customers": rows})


@needs_token
@require_http_methods(["GET", "HEAD", "POST"])
def customer(request: TenantRequest, pk: int) -> HttpResponseBase:
    """Show a customer; engineers and owners change what it is called."""
    there = get_object_or_404(Customer, tenant=request.tenant, pk=pk)
    form = CustomerForm(request.POST if request.method == "POST" else None, instance=there)
    if request.method == "POST" and form.is_valid():
        form.save()
        tell(request, audit.Kind.SETTINGS_EDITED, f"customer {there.pk}", changed=form.changed_data)
        messages.success(request, f"{there.name} is saved. Calls that begin from now on go by it.")
        return redirect("dashboard:customers")
    context = {"customer": there, "form": form, "companies": _companies(request.tenant)}
    return render(request, "dashboard/customer.html", context, status=422 if form.errors else 200)


def _companies(tenant: Tenant) -> QuerySet[DirectoryNumber, tuple[str, str]]:
    """The companies that the directory has read, to choose from while typing."""
    rows = DirectoryNumber.objects.filter(tenant=tenant).exclude(company_code="")
    pairs = rows.order_by("company_name").values_list("company_code", "company_name")
    return pairs.distinct()[:MOST_OFFERED]
