"""The owner's doors. Every one works with and without a slash at its end."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from calls.dashboard.views import (
    calls,
    connection,
    customers,
    desks,
    limits,
    log,
    on_call,
    on_call_lists,
    on_call_people,
    on_call_schedules,
    privacy,
    runbooks,
    session,
)

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
    *door("dashboard/connection", connection.connection, "connection"),
    *door("dashboard/connection/test", connection.test, "test-connection"),
    *door("dashboard/connection/lists", connection.lists, "connection-lists"),
    *door("dashboard/connection/mapping", connection.mapping, "connection-mapping"),
    *door("dashboard/connection/ticket", connection.ticket, "test-ticket"),
    *door("dashboard/connection/count", connection.count, "count-endpoints"),
    *door("dashboard/customers", customers.customer_list, "customers"),
    *door("dashboard/customers/<int:pk>", customers.customer, "customer"),
    *door("dashboard/privacy", privacy.privacy, "privacy"),
    *door("dashboard/privacy/erase", privacy.erase, "erase"),
    *door("dashboard/privacy/export", privacy.export, "export"),
    *door("dashboard/privacy/receipts/<int:pk>", privacy.receipt, "receipt"),
    *door("dashboard/privacy/receipts/<int:pk>/download", privacy.download, "download"),
    *door("dashboard/log", log.audit_log, "log"),
    *door("dashboard/on-call", on_call.on_call, "on-call"),
    *door("dashboard/on-call/overrides/<int:pk>/remove", on_call.remove_override, "remove-override"),
    *door("dashboard/on-call/mutes/<int:pk>/remove", on_call.unmute, "unmute"),
    *door("dashboard/on-call/schedules/<int:pk>/feed", on_call.new_feed, "new-feed"),
    *door("dashboard/on-call/schedules/new", on_call_schedules.schedule, "new-schedule"),
    *door("dashboard/on-call/schedules/<int:pk>", on_call_schedules.schedule, "schedule"),
    *door(
        "dashboard/on-call/schedules/<int:pk>/remove", on_call_schedules.remove_schedule, "remove-schedule"
    ),
    *door("dashboard/on-call/people/new", on_call_people.person, "new-person"),
    *door("dashboard/on-call/people/<int:pk>", on_call_people.person, "person"),
    *door("dashboard/on-call/people/<int:pk>/code", on_call_people.code, "code"),
    *door("dashboard/on-call/people/<int:pk>/remove", on_call_people.remove_person, "remove-person"),
    *door("dashboard/on-call/order", on_call_people.order, "order"),
    *door("dashboard/on-call/alarms", on_call_lists.alarm_contacts, "alarm-contacts"),
    *door(
        "dashboard/on-call/alarms/<int:pk>/remove", on_call_lists.remove_alarm_contact, "remove-alarm-contact"
    ),
    *door("dashboard/on-call/closed-days", on_call_lists.closed_days, "closed-days"),
    *door(
        "dashboard/on-call/closed-days/<int:pk>/remove", on_call_lists.remove_closed_day, "remove-closed-day"
    ),
    *door("dashboard/limits", limits.limits, "limits"),
    *door("dashboard/limits/save", limits.save_limits, "save-limits"),
    *door("dashboard/limits/callers/<int:pk>/remove", limits.remove_rule, "remove-rule"),
    path("feeds/on-call/<str:key>.ics", on_call.feed, name="on-call-feed"),
]
