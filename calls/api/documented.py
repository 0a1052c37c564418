"""The answers that are not the wished one, as the schema tells them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiResponse, inline_serializer
from rest_framework import serializers

from calls.api.limits import BY_TENANT, BY_TOKEN
from calls.api.serializers.runbooks import FaultFacts


class FaultAnswer(serializers.Serializer[dict[str, Any]]):
    """Every fault says what is wrong in `detail`."""

    detail = serializers.CharField()


RefusedText = inline_serializer(
    "RefusedText",
    {
        "detail": serializers.CharField(),
        "text": serializers.ListField(child=serializers.CharField(), required=False),
        "comment": serializers.ListField(child=serializers.CharField(), required=False),
        "faults": FaultFacts(many=True, required=False),
    },
)
RefusedQuery = inline_serializer(
    "RefusedQuery",
    {
        "detail": serializers.CharField(),
        **{
            name: serializers.ListField(child=serializers.CharField(), required=False)
            for name in ("priority", "disposition", "customer", "since", "page_size")
        },
    },
)
RefusedPage = inline_serializer(
    "RefusedPage",
    {
        "detail": serializers.CharField(),
        "page_size": serializers.ListField(child=serializers.CharField(), required=False),
    },
)
FAULTS = {
    401: "No token, or one that is unknown, expired or revoked. `WWW-Authenticate` says what is missing.",
    403: "The token's role does not cover this: viewers read, engineers also write, owners also decide who comes in.",
    404: "There is no such thing, or it belongs to another tenant.",
    405: "This address does not know the method; `Allow` lists those that it knows.",
    412: "`If-Match` names a revision that is not in force any more.",
    413: "The request is too large.",
    415: "The body must be `application/json`.",
    429: f"More than {BY_TOKEN} requests with this token in a minute, or {BY_TENANT} with all tokens of its tenant. "
    "`Retry-After` says how many seconds to wait.",
}


def answers(wished: Any, *faults: int, status: int = 200, refused: Any = None) -> dict[int, Any]:
    """Every answer of an operation: the wished one, the faults it can have, and what a refusal (400) looks like."""
    told: dict[int, Any] = {status: wished}
    if refused is not None:
        told[400] = OpenApiResponse(refused, "What was sent is not right; each field has a list of reasons.")
    for code in (401, 405, 429, *faults):
        told[code] = OpenApiResponse(FaultAnswer, FAULTS[code])
    return dict(sorted(told.items()))
