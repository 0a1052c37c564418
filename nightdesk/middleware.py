"""Staff under /admin/ see every tenant. Everybody else has the scope that his door gives him."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from tenants.scope import as_staff

ADMIN = "/admin/"


class StaffScope:
    """Let what a member of staff asks the admin for be answered as staff; goes after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(ADMIN) or not request.user.is_staff:
            return self.get_response(request)
        with as_staff():
            return self.get_response(request)
