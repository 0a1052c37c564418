"""Long lists in pages. A cursor keeps its place while new calls arrive on top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView


class Pages(CursorPagination):
    """Fifty at once, newest first; links are built from the public address, never from the Host header."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
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


class RunbookPages(Pages):
    ordering = ("pk",)


class RevisionPages(Pages):
    ordering = ("-number",)
