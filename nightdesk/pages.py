"""Django for pages and the API, with one log line where its own handler writes a traceback for a stranger's nonsense."""

from __future__ import annotations

from typing import Any

import structlog
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.http import HttpResponse, HttpResponseBase

log = structlog.get_logger(__name__)


class PageHandler(ASGIHandler):
    """Django's handler."""

    def create_request(
        self, scope: Any, body_file: Any
    ) -> tuple[ASGIRequest, None] | tuple[None, HttpResponseBase]:
        """An address that is no UTF-8, and a type of content that is none, is answered with 400."""
        try:
            return self.request_class(scope, body_file), None
        except ValueError:
            log.warning("head_unreadable")
            return None, HttpResponse(status=400)
