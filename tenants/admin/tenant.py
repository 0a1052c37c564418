"""The tenant's page: its facts, its on-call chain, and the way to everything else it owns."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tenants.admin.people import StepForm
from tenants.admin.typed import TabularInline
from tenants.admin.watched import Watched
from tenants.models import OnCallStep, Tenant

OWNED = (
    ("Customers", "tenants_customer"),
    ("Numbers", "tenants_phonenumber"),
    ("People", "tenants_person"),
    ("Runbooks", "tenants_runbook"),
    ("Tokens", "tenants_apitoken"),
    ("Logins", "tenants_membership"),
    ("Calls", "calls_call"),
)


class StepInline(TabularInline[OnCallStep, Tenant]):
    model = OnCallStep
    form = StepForm
    extra = 0
    autocomplete_fields = ("person",)


@admin.register(Tenant)
class TenantAdmin(Watched[Tenant]):
    list_display = ("name", "slug", "time_zone", "endpoints", "customer_count", "created_at")
    list_filter = ("time_zone",)
    search_fields = ("name", "slug")
    date_hierarchy = "created_at"
    readonly_fields = ("created_at", "what_it_owns")
    inlines = (StepInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tenant]:
        return super().get_queryset(request).annotate(customer_count=Count("customers"))

    @admin.display(description="customers", ordering="customer_count")
    def customer_count(self, tenant: Tenant) -> int:
        return int(getattr(tenant, "customer_count", 0))

    @admin.display(description="what it owns")
    def what_it_owns(self, tenant: Tenant) -> SafeString:
        if tenant._state.adding:
            return format_html("{}", "Save first.")
        links = ((reverse(f"admin:{page}_changelist"), tenant.pk, label) for label, page in OWNED)
        return format_html_join(" · ", '<a href="{}?tenant__id__exact={}">{}</a>', links)
