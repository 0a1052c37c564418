"""The owner's doors. Every one works with and without a slash at its end."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from calls.dashboard.views import calls, desks, log, privacy, runbooks, session

app_name = "dashboard"


def door(route: str, view: Callable[..., HttpResponseBase], name: str) -> list[URLPattern]:
    return [path(route, view, name=name), path(f"{route}/", view)]


urlpatterns: list[URLPattern] = [
    path("", session.front_door, name="front-door"),
    *door("dashboard", calls.call_table, "calls"),
    *door("dashboard/night", calls.night, "night"),
    *door("dashboard/login", session.login, "login"),
    *door("dashboard/logout", session.logout, "logout"),
    *door("dashboard/desks", desks.desks, "desks"),
    *door("dashboard/calls/<uuid:pk>", calls.call_page, "call"),
    *door("dashboard/calls/<uuid:pk>/recordings/<int:number>", calls.message, "recording"),
    *door("dashboard/runbooks", runbooks.runbook_list, "runbooks"),
    *door("dashboard/runbooks/<int:pk>", runbooks.runbook_editor, "runbook"),
    *door("dashboard/runbooks/<int:pk>/check", runbooks.check_text, "check-runbook"),
    *door("dashboard/runbooks/<int:pk>/revisions/<int:number>", runbooks.revision_page, "revision"),
    *door("dashboard/runbooks/<int:pk>/revisions/<int:number>/restore", runbooks.restore, "restore-revision"),
    *door("dashboard/privacy", privacy.privacy, "privacy"),
    *door("dashboard/privacy/erase", privacy.erase, "erase"),
    *door("dashboard/privacy/export", privacy.export, "export"),
    *door("dashboard/privacy/receipts/<int:pk>", privacy.receipt, "receipt"),
    *door("dashboard/privacy/receipts/<int:pk>/download", privacy.download, "download"),
    *door("dashboard/log", log.audit_log, "log"),
]
