"""The sandbox's doors; mounted under `/sandbox/` in development."""

from __future__ import annotations

from django.urls import include, path

from integrations.sandbox import monitoring, views

app_name = "sandbox"

urlpatterns = [
    path("", views.page, name="page"),
    path("arrived", views.arrived, name="arrived"),
    path("texts/<int:pk>/reply", views.reply, name="reply"),
    path("calls/<int:pk>", views.handle_call, name="call"),
    path("opt-out", views.opt_out, name="opt_out"),
    path("faults", views.toggle, name="toggle"),
    path("alarms", monitoring.alarms),
    path("deadman", monitoring.deadman),
    path("connectwise/", include("integrations.sandbox.connectwise.urls")),
    path("halo/", include("integrations.sandbox.halo.urls")),
    path("twilio/", include("integrations.sandbox.twilio.urls")),
]
