"""Integrators show a token of their tenant; there is no other way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from tenants.models import ApiToken
from tenants.tokens import find_token

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
            raise AuthenticationFailed("This token is not known. It may be mistyped, revoked or expired.")
        return None, token

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


class HasTenant(BasePermission):
    """Whoever has no token has no tenant, and without a tenant there is nothing to see."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.auth, ApiToken)
