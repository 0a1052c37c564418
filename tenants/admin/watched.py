"""Staff at a tenant's rows: what they change and what they look at stands in that tenant's own log."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.contrib.admin.views.main import ChangeList
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from tenants import audit
from tenants.admin.typed import ModelAdmin
from tenants.audit import Kind
from tenants.models import (
    ClosedDay,
    ConnectWiseConnection,
    ContactMethod,
    HaloConnection,
    OnCallSchedule,
    OnCallStep,
    Override,
    Person,
    Rotation,
    RotationMember,
    Tenant,
    TwilioAccount,
)
from tenants.network import address_of

M = TypeVar("M", bound=Model)
ON_CALL = (
    Person,
    OnCallStep,
    OnCallSchedule,
    Rotation,
    RotationMember,
    Override,
    ClosedDay,
    ContactMethod,
)
SECRETS = (ConnectWiseConnection, HaloConnection, TwilioAccount)


class Watched(ModelAdmin[M]):
    """Mixed into every admin page of a tenant's rows."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        _told(request, obj, "added", message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        _told(request, obj, "changed", message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for row in queryset:
            _told(request, row, "deleted", [])
        return super().log_deletions(request, queryset)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Every page about one row comes through here."""
        row: Model | None = super().get_object(request, object_id, from_field)
        if row is not None and request.method == "GET":
            _looked(request, {owner} if (owner := tenant_of(row)) else set(), f"{_name(row)} {object_id}")
        return row

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        response: HttpResponseBase = super().changelist_view(request, extra_context)
        shown = response.context_data.get("cl") if isinstance(response, TemplateResponse) else None  # type: ignore[union-attr]
        if isinstance(shown, ChangeList) and request.method == "GET":
            owners = {owner for row in shown.result_list if (owner := tenant_of(row))}
            _looked(request, owners, f"list of {self.model._meta.verbose_name_plural}")
        return response


def tenant_of(row: Any) -> UUID | None:
    owner = row.pk if isinstance(row, Tenant) else getattr(row, "tenant_id", None)
    return owner if isinstance(owner, UUID) else None


def _looked(request: HttpRequest, owners: set[UUID], target: str) -> None:
    for owner in sorted(owners):
        audit.looked(owner, actor=request.user.get_username(), target=target, address=address_of(request))


def _told(request: HttpRequest, row: Any, deed: str, message: Any) -> None:
    changed = _changed(message)
    audit.record(
        _kind(row, changed),
        tenant_of(row),
        actor=request.user.get_username(),
        target=f"{_name(row)} {row.pk}",
        address=address_of(request),
        deed=deed,
        **({"fields": changed} if changed else {}),
    )


def _kind(row: Any, changed: list[str]) -> Kind:
    steps = str(OnCallStep._meta.verbose_name)
    if isinstance(row, ON_CALL) or (isinstance(row, Tenant) and steps in changed):
        return Kind.ON_CALL_EDITED
    return Kind.SECRET_CHANGED if isinstance(row, SECRETS) else Kind.STAFF_EDITED


def _changed(message: Any) -> list[str]:
    """What Django's own history calls changed: fields of the row, and rows beside it by their kind."""
    parts = (
        [part for entry in message if isinstance(entry, dict) for part in entry.values()]
        if isinstance(message, list)
        else []
    )
    names = [
        name for part in parts for name in ([part["name"]] if "name" in part else part.get("fields", []))
    ]
    return sorted({str(name) for name in names})


def _name(row: Any) -> str:
    return str(row._meta.verbose_name)
