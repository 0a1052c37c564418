"""The audit logs and the privacy rules, for staff to look at. Looking at a tenant's log is itself an event of it."""

from __future__ import annotations

from django.contrib import admin

from tenants.admin.base import ReadOnlyAdmin
from tenants.models import AuditEvent, HouseEvent, PrivacySettings


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin[AuditEvent]):
    list_display = ("sequence", "at", "tenant", "said", "actor", "target", "address", "details")
    list_filter = ("kind", "tenant")
    list_select_related = ("tenant",)
    search_fields = ("actor", "target", "address", "tenant__slug")
    date_hierarchy = "at"


@admin.register(HouseEvent)
class HouseEventAdmin(ReadOnlyAdmin[HouseEvent]):
    list_display = ("sequence", "at", "said", "actor", "target", "address", "details")
    list_filter = ("kind",)
    search_fields = ("actor", "target", "address")
    date_hierarchy = "at"


@admin.register(PrivacySettings)
class PrivacySettingsAdmin(ReadOnlyAdmin[PrivacySettings]):
    """The owner decides about these, on the dashboard."""

    list_display = ("tenant", "records_calls", "recording_days", "transcript_days", "metadata_days", "hipaa")
    list_filter = ("records_calls", "hipaa")
    list_select_related = ("tenant",)
    search_fields = ("tenant__name", "tenant__slug")
