"""Who may look: the holder of a token or a person with a login, and only at what his own tenant has."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import structlog
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django_htmx.middleware import HtmxDetails

from calls.dashboard import desks
from tenants import audit
from tenants.models import ApiToken, Role, Tenant
from tenants.network import address_of
from tenants.scope import as_tenant
from tenants.tokens import find_token, living_token
from tenants.turned_away import tell_of_token
from tenants.visitors import Visitor, holder_of, least_for

log = structlog.get_logger(__name__)

SESSION_KEY = "token_of_tenant"
CHALLENGE = 'Bearer realm="NightDesk"'

P = ParamSpec("P")
Guarded = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class TenantRequest(HttpRequest):
    """A request of somebody who may come in; everything that a view reads hangs off his tenant."""

    tenant: Tenant
    visitor: Visitor
    signed_in: bool
    htmx: HtmxDetails


def needs_token(view: Callable[Concatenate[TenantRequest, P], HttpResponseBase]) -> Guarded[P]:
    """Let whoever belongs to the tenant look, and engineers and owners change things."""
    return _guard(view, None)


def needs_role(
    least: Role,
) -> Callable[[Callable[Concatenate[TenantRequest, P], HttpResponseBase]], Guarded[P]]:
    """Let only this role and those above it in, to look and to change."""
    return lambda view: _guard(view, least)


def _guard(view: Callable[Concatenate[TenantRequest, P], HttpResponseBase], least: Role | None) -> Guarded[P]:
    """Let visitors in, by header or by session, and show them times of their tenant's zone.

    A form needs its CSRF token only when the session lets it in: another site cannot make a browser send the header.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        bearer = bearer_of(request)
        visitor = visitor_of_session(request) if bearer is None else visitor_with(bearer)
        if visitor is None:
            if bearer:
                tell_of_token(request, bearer)
            return refuse(request)
        inside = _admit(request, visitor, signed_in=bearer is None)
        with as_tenant(visitor.tenant.pk), timezone.override(visitor.tenant.zone):
            if not visitor.may(least or least_for(request.method or "")):
                return _keep_private(_not_for(inside))
            _tell_of_staff(inside)
            response = (protected if inside.signed_in else view)(inside, *args, **kwargs)
        return _keep_private(response)

    return cast(Guarded[P], guarded)


def visitor_with(bearer: str) -> Visitor | None:
    token = find_token(bearer)
    return holder_of(token) if token else None


def visitor_of_session(request: HttpRequest) -> Visitor | None:
    """Return who is signed in, read anew each time: a revoked token or a lost role is out at the next click."""
    if row := request.session.get(SESSION_KEY):
        token = living_token(UUID(row[0]), row[1])
        return holder_of(token) if token else None
    return desks.visitor_of_login(request) if isinstance(request.user, User) else None


def sign_in(request: HttpRequest, token: ApiToken) -> None:
    """Remember the token's row, never the token; a session prepared by somebody else gets a new key."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = [str(token.tenant_id), token.pk]
    rotate_token(request)
    audit.record(audit.Kind.LOGIN, token.tenant, actor=token.name, address=address_of(request), by="token")


def sign_out(request: HttpRequest) -> None:
    """Forget everything of this browser: token, login and desk."""
    if visitor := visitor_of_session(request):
        audit.record(audit.Kind.LOGOUT, visitor.tenant, actor=visitor.name, address=address_of(request))
    logout(request)


def tell(request: TenantRequest, kind: audit.Kind, target: str, **details: object) -> None:
    """Write into the MSP's log what its visitor just did."""
    audit.record(
        kind,
        request.tenant,
        actor=request.visitor.name,
        target=target,
        address=address_of(request),
        **details,
    )


def bearer_of(request: HttpRequest) -> str | None:
    """Return what stands behind `Authorization: Bearer`, or None when the header says something else."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else None


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


def _not_for(request: TenantRequest) -> HttpResponse:
    """Tell somebody who is inside that this is not for his role."""
    visitor = request.visitor
    audit.refused(
        audit.Kind.DENIED,
        visitor.tenant,
        actor=visitor.name,
        target=f"{request.method} {request.path}",
        address=address_of(request),
        role=visitor.role,
    )
    words = f"Your role here is {visitor.role.label.lower()}. Ask an owner for more."
    if _is_htmx(request) or "text/html" not in request.headers.get("Accept", ""):
        return HttpResponse(f"{words}\n", "text/plain; charset=utf-8", status=403)
    return render(request, "403.html", {"words": words}, status=403)


def _tell_of_staff(request: TenantRequest) -> None:
    """What staff see here, the tenant sees that they saw."""
    visitor = request.visitor
    if visitor.user and visitor.is_staff:
        actor, page = visitor.user.get_username(), request.path
        audit.looked(visitor.tenant.pk, actor=actor, target=page, address=address_of(request))


def _admit(request: HttpRequest, visitor: Visitor, *, signed_in: bool) -> TenantRequest:
    inside = cast(TenantRequest, request)
    inside.visitor, inside.tenant, inside.signed_in = visitor, visitor.tenant, signed_in
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
