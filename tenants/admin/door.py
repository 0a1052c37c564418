"""Staff's door: Django's own page, with every try counted."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from tenants import audit
from tenants.lockout import mark_browser
from tenants.logins import StaffLoginForm, seconds_to_wait
from tenants.network import address_of

admin.site.login_form = StaffLoginForm


def staff_login(request: HttpRequest) -> HttpResponseBase:
    """Let staff in. Whoever tried too often gets 429 and the time to wait, and is told so on the page."""
    response: HttpResponseBase = admin.site.login(request)
    if isinstance(response, TemplateResponse):
        return _told_to_wait(response)
    if request.method == "POST" and isinstance(request.user, User):
        mark_browser(response, request.user.get_username())
        audit.record(
            audit.Kind.LOGIN,
            None,
            actor=request.user.get_username(),
            target=request.path,
            address=address_of(request),
        )
    return response


def _told_to_wait(response: TemplateResponse) -> TemplateResponse:
    form = (response.context_data or {}).get("form")
    attempt = form.attempt if isinstance(form, StaffLoginForm) else None
    if attempt is not None and attempt.is_refused:
        response.status_code = 429
        response["Retry-After"] = str(seconds_to_wait(attempt))
    return response
