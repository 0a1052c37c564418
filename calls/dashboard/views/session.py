"""Coming in and going out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import login as begin_session
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.dashboard.access import CHALLENGE, SESSION_KEY, sign_in, sign_out, visitor_of_session
from calls.dashboard.desks import DESK, visitor_of_login
from tenants import audit
from tenants.lockout import Attempt, begin_attempt, mark_browser, succeeded
from tenants.logins import LoginForm, seconds_to_wait, wait_words
from tenants.network import address_of
from tenants.tokens import find_token

UNKNOWN = "This token is not known. It may be mistyped, revoked or expired."


class TokenForm(forms.Form):
    token = forms.CharField(max_length=500)


@require_safe
def front_door(request: HttpRequest) -> HttpResponseBase:
    return redirect("dashboard:calls")


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponseBase:
    """Take a token, or a name and a password, and let the browser in; whoever is in already goes straight on."""
    onward = onward_from(request)
    if request.method == "POST":
        return _by_token(request, onward) if "token" in request.POST else _by_password(request, onward)
    if visitor_of_session(request):
        return redirect(onward)
    if isinstance(request.user, User) and SESSION_KEY not in request.session:
        return redirect("dashboard:desks")
    return render(request, "dashboard/login.html", {"next": onward})


@require_POST
@csrf_protect
def logout(request: HttpRequest) -> HttpResponseBase:
    sign_out(request)
    return redirect("dashboard:login")


def _by_token(request: HttpRequest, onward: str) -> HttpResponse:
    attempt = begin_attempt(request, "", now=timezone.now())
    form = TokenForm(request.POST)
    token = find_token(form.cleaned_data["token"]) if form.is_valid() and not attempt.is_refused else None
    if token is None:
        why = "too many attempts" if attempt.is_refused else "unknown token"
        audit.refused(
            audit.Kind.LOGIN_DENIED,
            None,
            actor="a token",
            target=request.path,
            address=address_of(request),
            why=why,
        )
        return _stay_out(request, attempt, onward, token_fault=UNKNOWN)
    succeeded(attempt)
    sign_in(request, token)
    return _inside("", onward)


def _by_password(request: HttpRequest, onward: str) -> HttpResponse:
    form = LoginForm(request, data=request.POST)
    if form.is_valid():
        user = form.get_user()
        begin_session(request, user)
        for key in (SESSION_KEY, DESK):
            request.session.pop(key, None)
        visitor = visitor_of_login(request)
        audit.record(
            audit.Kind.LOGIN,
            visitor.tenant if visitor else None,
            actor=user.get_username(),
            address=address_of(request),
            by="password",
        )
        return _inside(user.get_username(), onward if visitor else reverse("dashboard:desks"))
    fault = " ".join(str(word) for words in form.errors.values() for word in words)
    username = request.POST.get("username", "")[:150]
    return _stay_out(request, form.attempt, onward, fault=fault, username=username)


def _inside(name: str, onward: str) -> HttpResponse:
    answer = redirect(onward)
    mark_browser(answer, name)
    return answer


def _stay_out(request: HttpRequest, attempt: Attempt | None, onward: str, **context: Any) -> HttpResponse:
    """Say what was wrong: 401, or 429 with the time to wait when it was tried too often."""
    if attempt is None or not attempt.is_refused:
        answer = render(request, "dashboard/login.html", {"next": onward} | context, status=401)
        answer["WWW-Authenticate"] = CHALLENGE
        return answer
    context = {name: wait_words(attempt) if "fault" in name else value for name, value in context.items()}
    answer = render(request, "dashboard/login.html", {"next": onward} | context, status=429)
    answer["Retry-After"] = str(seconds_to_wait(attempt))
    return answer


def onward_from(request: HttpRequest) -> str:
    """Return a page of ours to go on to; an address elsewhere is not followed."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted[:2000], allowed_hosts=None)
    return wanted[:2000] if safe and wanted.startswith("/") else reverse("dashboard:calls")
