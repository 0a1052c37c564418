"""The integrators' doors, under /api/."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from calls.api import scheme
from calls.api.views import calls, psa, runbooks
from calls.api.views.base import elsewhere
from calls.api.views.docs import DocsView, SchemaView

__all__ = ["scheme", "urlpatterns"]  # the scheme registers itself with the schema
app_name = "api"

urlpatterns: list[URLPattern] = [
    path("v1/tenant", calls.TenantDetail.as_view(), name="tenant"),
    path("v1/psa", psa.PsaDetail.as_view(), name="psa"),
    path("v1/calls", calls.CallList.as_view(), name="calls"),
    path("v1/calls/<uuid:call_id>", calls.CallDetail.as_view(), name="call"),
    path("v1/runbooks", runbooks.RunbookList.as_view(), name="runbooks"),
    path("v1/runbooks/validate", runbooks.RunbookCheck.as_view(), name="check-runbook"),
    path("v1/runbooks/<int:runbook_id>", runbooks.RunbookDetail.as_view(), name="runbook"),
    path("v1/runbooks/<int:runbook_id>/revisions", runbooks.RevisionList.as_view(), name="revisions"),
    path(
        "v1/runbooks/<int:runbook_id>/revisions/<int:number>",
        runbooks.RevisionDetail.as_view(),
        name="revision",
    ),
    path("schema", SchemaView.as_view(), name="schema"),
    path("docs", DocsView.as_view(), name="docs"),
    re_path(r"^(?P<path>.*)$", elsewhere),
]
