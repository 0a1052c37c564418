"""Who may look: the holder of a token, and only at what his own tenant has."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode, urlsplit

import structlog
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django_htmx.middleware import HtmxDetails

from tenants.models import ApiToken, Tenant
from tenants.tokens import find_token

log = structlog.get_logger(__name__)

SESSION_KEY = "api_token"
CHALLENGE = 'Bearer realm="NightDesk"'

P = ParamSpec("P")


class TenantRequest(HttpRequest):
    """A request whose token was found good; everything that a view reads hangs off its tenant."""

    tenant: Tenant
    token: ApiToken
    signed_in: bool
    htmx: HtmxDetails


def needs_token(
    view: Callable[Concatenate[TenantRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let only the holder of a token in, by header or by session, and show him times of his own zone.

    A form needs its CSRF token only when the session lets it in: another site cannot make a browser send the header.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        bearer = bearer_of(request)
        token = token_of_session(request) if bearer is None else find_token(bearer)
        if token is None:
            return refuse(request)
        inside = _admit(request, token, signed_in=bearer is None)
        with timezone.override(token.tenant.zone):
            response = (protected if inside.signed_in else view)(inside, *args, **kwargs)
        return _keep_private(response)

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], guarded)


def bearer_of(request: HttpRequest) -> str | None:
    """Return what stands behind `Authorization: Bearer`, or None when the header says something else."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else None


def token_of_session(request: HttpRequest) -> ApiToken | None:
    """Return the token of a signed-in browser, read anew each time: a revoked one is out at the next click."""
    pk = request.session.get(SESSION_KEY)
    live = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    found = ApiToken.objects.filter(live, pk=pk, revoked_at=None) if pk else ApiToken.objects.none()
    return found.select_related("tenant").first()


def sign_in(request: HttpRequest, token: ApiToken) -> None:
    """Remember the token's row, never the token; a session prepared by somebody else gets a new key."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = token.pk
    rotate_token(request)
    log.info("dashboard_entered", tenant=token.tenant.slug, holder=token.name)


def sign_out(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)
    request.session.cycle_key()


def refuse(request: HttpRequest) -> HttpResponse:
    """Send a browser to the door and tell everybody else what is missing."""
    door = f"{reverse('dashboard:login')}?{urlencode({'next': _page_of(request)})}"
    if bearer_of(request) is None and "text/html" in request.headers.get("Accept", ""):
        return redirect(door)
    answer = HttpResponse(
        "A token is needed: send it as Authorization: Bearer nd_live_…\n",
        "text/plain; charset=utf-8",
        status=401,
    )
    answer["WWW-Authenticate"] = CHALLENGE
    if _is_htmx(request):
        answer["HX-Redirect"] = door
    return answer


def _admit(request: HttpRequest, token: ApiToken, *, signed_in: bool) -> TenantRequest:
    inside = cast(TenantRequest, request)
    inside.token, inside.tenant, inside.signed_in = token, token.tenant, signed_in
    return inside


def _keep_private(response: HttpResponseBase) -> HttpResponseBase:
    """What callers said stays out of every cache, and a fragment is never taken for its page."""
    patch_cache_control(response, private=True, no_store=True)
    patch_vary_headers(response, ["Authorization", "Cookie", "HX-Request"])
    return response


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _page_of(request: HttpRequest) -> str:
    """Where to go on after the door: the page itself, or the one that a fragment or a form was part of."""
    if _is_htmx(request):
        return urlsplit(request.headers.get("HX-Current-URL", "")).path or reverse("dashboard:calls")
    return request.get_full_path() if request.method == "GET" else reverse("dashboard:calls")
