"""Coming in and going out."""

from __future__ import annotations

import structlog
from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.dashboard.access import CHALLENGE, sign_in, sign_out, token_of_session
from tenants.tokens import find_token

log = structlog.get_logger(__name__)
UNKNOWN = "This token is not known. It may be mistyped, revoked or expired."


class LoginForm(forms.Form):
    token = forms.CharField(max_length=500)
    next = forms.CharField(required=False, max_length=2000)


@require_safe
def front_door(request: HttpRequest) -> HttpResponseBase:
    return redirect("dashboard:calls")


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponseBase:
    """Take a token once and let the browser in; whoever is in already goes straight on."""
    if request.method == "POST":
        return _enter(request)
    onward = _onward(request.GET.get("next", ""))
    if token_of_session(request):
        return redirect(onward)
    return render(request, "dashboard/login.html", {"next": onward})


@require_POST
@csrf_protect
def logout(request: HttpRequest) -> HttpResponseBase:
    sign_out(request)
    return redirect("dashboard:login")


def _enter(request: HttpRequest) -> HttpResponse:
    form = LoginForm(request.POST)
    token = find_token(form.cleaned_data["token"]) if form.is_valid() else None
    onward = _onward(form.cleaned_data.get("next", ""))
    if token:
        sign_in(request, token)
        return redirect(onward)
    log.warning("dashboard_refused")
    answer = render(request, "dashboard/login.html", {"next": onward, "fault": UNKNOWN}, status=401)
    answer["WWW-Authenticate"] = CHALLENGE
    return answer


def _onward(wanted: str) -> str:
    """Return a page of ours to go on to; an address elsewhere is not followed."""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe and wanted.startswith("/") else reverse("dashboard:calls")
