"""Integrators show a token of their tenant; there is no other way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from tenants import audit
from tenants.models import ApiToken, Role
from tenants.network import address_of
from tenants.tokens import find_token
from tenants.turned_away import tell_of_token
from tenants.visitors import least_for

if TYPE_CHECKING:
    from rest_framework.views import APIView  # which itself imports the classes of this module

CHALLENGE = 'Bearer realm="NightDesk"'


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer nd_live_…` (RFC 6750); the token is found in `request.auth`, with its tenant."""

    def authenticate(self, request: Request) -> tuple[None, ApiToken] | None:
        scheme, _, value = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = find_token(value.strip())
        if token is None:
            tell_of_token(request, value.strip())
            raise AuthenticationFailed("This token is not known. It may be mistyped, revoked or expired.")
        return None, token

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


class HasRole(BasePermission):
    """Whoever has no token has no tenant, and without a tenant there is nothing to see; the rest is the role's."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        token = request.auth
        if not isinstance(token, ApiToken):
            return False
        least = getattr(view, "least", None) or least_for(request.method or "")
        if Role(token.role).covers(least):
            return True
        audit.refused(
            audit.Kind.DENIED,
            token.tenant,
            actor=token.name,
            target=f"{request.method} {request.path}",
            address=address_of(request),
            role=token.role,
        )
        raise PermissionDenied(
            f"This token's role is {token.role}; this needs {least}. An owner can make such a token."
        )
