"""What every operation has in common: one tenant, JSON in, JSON out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any, NoReturn

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from calls.api.faults import TooMany, answer_fault
from calls.api.limits import PerToken
from calls.api.pages import Pages
from calls.api.parsers import BoundedJson
from tenants.models import ApiToken, Role, Tenant
from tenants.scope import as_tenant


class OnlyJson(BaseContentNegotiation):
    """There is one representation, whatever a client says that it accepts."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        kind = request.content_type.partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == kind), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, str(renderer.media_type)


class TenantView(APIView):
    """An operation of one tenant."""

    least: Role | None = None
    """The role that a token needs; without one, viewers read and engineers write."""

    parser_classes = [BoundedJson]
    content_negotiation_class = OnlyJson
    metadata_class = None
    throttle_classes = [PerToken]

    @property
    def token(self) -> ApiToken:
        token = self.request.auth
        assert isinstance(token, ApiToken)  # noqa: S101  HasTenant let it in
        return token

    @property
    def tenant(self) -> Tenant:
        return self.token.tenant

    @property
    def author(self) -> str:
        """Whose name stands beside a change."""
        return self.token.name

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with ExitStack() as self.scope:
            return super().dispatch(request, *args, **kwargs)

    def perform_authentication(self, request: Request) -> None:
        """What the token's holder asks for is answered from his tenant's rows alone."""
        super().perform_authentication(request)
        if isinstance(request.auth, ApiToken):
            self.scope.enter_context(as_tenant(request.auth.tenant_id))

    def check_permissions(self, request: Request) -> None:
        """Whoever asks too often is told so first: a denial is written to the tenant's log, which nobody may fill."""
        super().check_throttles(request)
        super().check_permissions(request)

    def check_throttles(self, request: Request) -> None:
        """Done before the permissions."""

    def throttled(self, request: Request, wait: float | None) -> NoReturn:
        raise TooMany(wait or 1.0)

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        return answer_fault


class PagedView(TenantView):
    """A list of the tenant's things, a page at a time."""

    pagination_class: type[Pages] = Pages

    def page_of(self, rows: QuerySet[Any], facts: type[BaseSerializer[Any]]) -> Response:
        pages = self.pagination_class()
        page = pages.paginate_queryset(rows, self.request, view=self)
        return pages.get_paginated_response(facts(page, many=True).data)


@extend_schema(exclude=True)
class NowhereView(TenantView):
    """An address that does not exist, told as JSON."""

    permission_classes = []

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound("There is nothing at this address; /api/docs lists what there is.")


@csrf_exempt
def elsewhere(request: HttpRequest, path: str) -> HttpResponseBase:
    """Take an address with a slash at its end for the one without; anything else is nowhere."""
    try:
        match = resolve(request.path.rstrip("/")) if path.endswith("/") else None
    except Resolver404:
        match = None
    if match is None or match.func is elsewhere:
        return nowhere(request)
    found: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    return found


nowhere = NowhereView.as_view()
