"""Every door of NightDesk."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from calls.metrics import metrics
from nightdesk import health
from tenants.admin.door import staff_login

urlpatterns: list[URLPattern | URLResolver] = [
    path("twilio/", include("calls.voice.urls")),
    path("api/", include("calls.api.urls")),
    path("admin/login/", staff_login),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", metrics),
    path("", include("calls.by_link.urls")),
    path("", include("calls.dashboard.urls")),
]
if settings.DEVELOPMENT:
    urlpatterns.append(path("sandbox/", include("integrations.sandbox.urls")))

handler400 = "calls.dashboard.views.errors.bad_request"
handler404 = "calls.dashboard.views.errors.not_found"
handler500 = "calls.dashboard.views.errors.broken"
