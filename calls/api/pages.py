"""Long lists in pages. A cursor keeps its place while new calls arrive on top."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.exceptions import ValidationError as Refused
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView


class Pages(CursorPagination):
    """Fifty at once, newest first; links are built from the public address, never from the Host header."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    page_size_query_description = "How many at once, 200 at most."
    ordering: tuple[str, ...] = ("-started_at", "-pk")

    def paginate_queryset(
        self, queryset: QuerySet[Any] | Sequence[Any], request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        try:
            page = super().paginate_queryset(queryset, request, view)
        except (ValueError, ValidationError) as exc:  # a cursor that somebody made up
            raise NotFound(self.invalid_cursor_message) from exc
        self.base_url = settings.PUBLIC_URL + request.get_full_path()
        return page

    def get_page_size(self, request: Request) -> int:
        """Read how many are wished; more than there may be get as many as there may be."""
        wished = request.query_params.get("page_size")
        if wished is None:
            return self.page_size
        if not re.fullmatch(r"0*[1-9]\d{0,8}", wished, re.ASCII):
            raise Refused({"page_size": ["A whole number from 1 on."]})
        return min(int(wished), self.max_page_size)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The library tells no bounds."""
        parameters: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        for parameter in parameters:
            if parameter["name"] == "page_size":
                parameter["schema"] |= {"minimum": 1, "maximum": 999_999_999}
        return parameters


class RunbookPages(Pages):
    ordering = ("pk",)


class RevisionPages(Pages):
    ordering = ("-number",)
