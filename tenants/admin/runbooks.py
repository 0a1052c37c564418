"""Runbooks: saving is adding a revision; what was in force before stays readable."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Max, QuerySet
from django.http import HttpRequest

from tenants import runbooks
from tenants.admin.base import OwnedAdmin, OwnedForm, ReadOnlyAdmin, ReadOnlyInline
from tenants.models import Runbook, RunbookRevision, Tenant


class RunbookForm(OwnedForm[Runbook]):
    """The text in force, to be replaced by a new revision once it has no faults."""

    text = forms.CharField(
        label="Add revision",
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 32, "cols": 110, "class": "vLargeTextField", "spellcheck": "false"}
        ),
        help_text="The runbook in YAML. Unchanged text makes no revision.",
    )
    comment = forms.CharField(max_length=300, required=False, help_text="Why it changes.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = self.instance.current if self.instance.pk else None
        self.initial.setdefault("text", current.text if current else "customer_name: \n")
        self.warnings: list[str] = []

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        tenant = data.get("tenant") or (self.instance.tenant if self.instance.pk else None)
        if tenant is not None and data.get("text"):
            self._check(tenant, data["text"])
        return data

    def _check(self, tenant: Tenant, text: str) -> None:
        faults = runbooks.check(tenant, text).faults
        self.warnings = [str(fault) for fault in faults if not fault.is_error]
        for fault in faults:
            if fault.is_error:
                self.add_error("text", str(fault))


class RevisionInline(ReadOnlyInline[RunbookRevision, Runbook]):
    model = RunbookRevision
    fields = ("number", "created_at", "author", "comment")


@admin.register(Runbook)
class RunbookAdmin(OwnedAdmin[Runbook]):
    form = RunbookForm
    fields = ("tenant", "customer", "text", "comment")
    list_display = ("__str__", "tenant", "revision_in_force")
    list_filter = ("tenant",)
    list_select_related = ("tenant", "customer")
    search_fields = ("customer__name", "tenant__name", "tenant__slug")
    autocomplete_fields = ("tenant", "customer")
    inlines = (RevisionInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Runbook]:
        return super().get_queryset(request).annotate(newest=Max("revisions__number"))

    @admin.display(description="revision", ordering="newest")
    def revision_in_force(self, runbook: Runbook) -> int | None:
        return getattr(runbook, "newest", None)

    def get_readonly_fields(self, request: HttpRequest, obj: Runbook | None = None) -> list[str]:
        """A runbook stays its customer's: calls of the past were judged by it."""
        return [*super().get_readonly_fields(request, obj), *(["customer"] if obj else [])]

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Runbook, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        data = form.cleaned_data
        author = request.user.get_username()
        revision = runbooks.save_revision(obj, text=data["text"], author=author, comment=data["comment"])
        messages.info(request, f"Revision {revision.number} is in force.")
        for warning in form.warnings:
            messages.warning(request, warning)


@admin.register(RunbookRevision)
class RunbookRevisionAdmin(ReadOnlyAdmin[RunbookRevision]):
    list_display = ("runbook", "number", "tenant", "author", "comment", "created_at")
    list_filter = ("tenant",)
    list_select_related = ("tenant", "runbook__customer")
    search_fields = ("runbook__customer__name", "author", "comment", "tenant__slug")
    date_hierarchy = "created_at"
