"""Calls and what became of them, for staff to look at. Nothing here can be changed: it is evidence."""

from __future__ import annotations

from django.contrib import admin

from calls import admin_connection as admin_connection
from calls.models import Call, Delivery, Escalation, Page, PrivacyJob, Recording, Turn
from tenants.admin.base import ReadOnlyAdmin, ReadOnlyInline


class TurnInline(ReadOnlyInline[Turn, Call]):
    model = Turn
    fields = ("sequence", "speaker", "text", "decision", "created_at")
    show_change_link = False


class EscalationInline(ReadOnlyInline[Escalation, Call]):
    model = Escalation
    fields = ("state", "reason", "target", "started_at", "acknowledged_by", "acknowledged_at")


class DeliveryInline(ReadOnlyInline[Delivery, Call]):
    model = Delivery
    fields = ("kind", "state", "external_id", "attempts", "due_at", "error", "warning")


@admin.register(Call)
class CallAdmin(ReadOnlyAdmin[Call]):
    list_display = (
        "started_at",
        "tenant",
        "customer",
        "from_number",
        "to_number",
        "priority",
        "disposition",
        "state",
        "first_words",
    )
    list_filter = ("state", "disposition", "priority", "tenant")
    list_select_related = ("tenant", "customer")
    search_fields = ("sid", "from_number", "to_number", "caller_name", "customer__name", "tenant__slug")
    date_hierarchy = "started_at"
    inlines = (TurnInline, EscalationInline, DeliveryInline)


class PageInline(ReadOnlyInline[Page, Escalation]):
    model = Page
    fields = ("step", "person_name", "method", "address", "state", "sent_at", "acknowledged_at", "error")


@admin.register(Escalation)
class EscalationAdmin(ReadOnlyAdmin[Escalation]):
    list_display = ("started_at", "tenant", "call", "state", "target", "acknowledged_by", "acknowledged_at")
    list_filter = ("state", "tenant")
    list_select_related = ("tenant", "call")
    search_fields = ("call__sid", "target", "acknowledged_by", "tenant__slug")
    date_hierarchy = "started_at"
    inlines = (PageInline,)


@admin.register(Page)
class PageAdmin(ReadOnlyAdmin[Page]):
    list_display = ("due_at", "tenant", "step", "person_name", "method", "address", "state", "attempts")
    list_filter = ("state", "method", "tenant")
    list_select_related = ("tenant",)
    search_fields = ("person_name", "address", "provider_id", "escalation__call__sid", "tenant__slug")
    date_hierarchy = "due_at"


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin[Delivery]):
    list_display = ("created_at", "tenant", "call", "kind", "state", "external_id", "attempts", "due_at")
    list_filter = ("state", "kind", "tenant")
    list_select_related = ("tenant", "call")
    search_fields = ("call__sid", "external_id", "tenant__slug")
    date_hierarchy = "created_at"


@admin.register(Recording)
class RecordingAdmin(ReadOnlyAdmin[Recording]):
    list_display = ("recorded_at", "tenant", "call", "source", "seconds", "removed_at", "kept_because")
    list_filter = ("source", ("removed_at", admin.EmptyFieldListFilter), "tenant")
    list_select_related = ("tenant", "call")
    search_fields = ("sid", "call__sid", "tenant__slug")
    date_hierarchy = "recorded_at"


@admin.register(PrivacyJob)
class PrivacyJobAdmin(ReadOnlyAdmin[PrivacyJob]):
    """Purges, erasures and exports; the settled ones are receipts."""

    list_display = ("asked_at", "tenant", "kind", "night", "asked_by", "percent", "settled_at", "error")
    list_filter = ("kind", ("settled_at", admin.EmptyFieldListFilter), "tenant")
    list_select_related = ("tenant",)
    search_fields = ("asked_by", "tenant__slug")
    date_hierarchy = "asked_at"
