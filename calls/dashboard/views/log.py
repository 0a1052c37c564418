"""The tenant's audit log, for its owner: who came in, who was refused, who changed what, and who of us looked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from calls.dashboard.access import TenantRequest, needs_role
from tenants.audit import Kind, verify
from tenants.models import AuditEvent, Role

A_PAGE = 50
STAFF = (Kind.STAFF_LOOKED, Kind.STAFF_EDITED)


@dataclass(frozen=True, slots=True)
class EventShown:
    """An event with its details as words."""

    event: AuditEvent
    details: tuple[tuple[str, str], ...]
    is_staff: bool

    @classmethod
    def of(cls, event: AuditEvent) -> EventShown:
        facts: dict[str, Any] = json.loads(event.details or "{}")
        words = tuple((name.replace("_", " "), _word(value)) for name, value in facts.items() if value)
        return cls(event, words, event.kind in STAFF)


def _word(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{count} {name}" for name, count in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@needs_role(Role.OWNER)
@require_safe
def audit_log(request: TenantRequest) -> HttpResponseBase:
    """Show the events, the newest first; `?kind=` shows one kind, `?check=1` proves the whole chain anew."""
    kind = request.GET.get("kind", "")
    events = AuditEvent.objects.filter(tenant=request.tenant)
    if kind in Kind.values:
        events = events.filter(kind=kind)
    page = Paginator(events, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "shown": [EventShown.of(event) for event in page],
        "kinds": Kind.choices,
        "kind": kind,
        "verdict": verify(request.tenant.pk) if "check" in request.GET else None,
    }
    return render(request, "dashboard/log.html", context)
