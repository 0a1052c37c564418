"""Calls, to read."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from calls.api.documented import RefusedQuery, answers
from calls.api.serializers.calls import CallFacts, CallInFull, CallsWanted, TenantFacts
from calls.api.views.base import PagedView, TenantView
from calls.dashboard.selectors import get_call, with_aftermath
from calls.models import Call


class TenantDetail(TenantView):
    """The MSP that a token belongs to."""

    @extend_schema(
        operation_id="tenant", tags=["Tenant"], summary="Whose token this is", responses=answers(TenantFacts)
    )
    def get(self, request: Request) -> Response:
        return Response(TenantFacts(self.tenant).data)


class CallList(PagedView):
    """Fifty calls a page; `next` leads to older ones and stays right while new calls arrive."""

    @extend_schema(
        operation_id="calls",
        tags=["Calls"],
        summary="The calls, newest first",
        parameters=[CallsWanted],
        responses=answers(CallFacts(many=True), 404, refused=RefusedQuery),
    )
    def get(self, request: Request) -> Response:
        wanted = CallsWanted(data=request.query_params.dict())
        wanted.is_valid(raise_exception=True)
        calls = with_aftermath(Call.objects.filter(condition(wanted.validated_data), tenant=self.tenant))
        return self.page_of(calls, CallFacts)


class CallDetail(TenantView):
    """The turns with their decisions, the escalation with its pages, and the ticket."""

    @extend_schema(
        operation_id="call",
        tags=["Calls"],
        summary="A call with everything that was said, decided and done",
        parameters=[OpenApiParameter("call_id", UUID, OpenApiParameter.PATH)],
        responses=answers(CallInFull, 404),
    )
    def get(self, request: Request, call_id: UUID) -> Response:
        return Response(CallInFull(get_call(self.tenant, call_id)).data)


def condition(asked: dict[str, object]) -> Q:
    """The calls that fit what was asked for; a customer is named by id or by name."""
    wanted = Q()
    for name in ("priority", "disposition"):
        if name in asked:
            wanted &= Q(**{name: asked[name]})
    if "since" in asked:
        wanted &= Q(started_at__gte=asked["since"])
    if "customer" in asked:
        customer = str(asked["customer"])
        wanted &= Q(customer=int(customer)) if customer.isdecimal() else Q(customer__name__iexact=customer)
    return wanted
