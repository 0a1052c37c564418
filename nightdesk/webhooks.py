"""Django for the telephone: no middleware, no signals, and a turn that has begun is finished."""

from __future__ import annotations

import io
from typing import Any

from django.core.exceptions import RequestAborted
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpResponse

from calls.afterwards import finish, open_list
from nightdesk.pages import PageHandler

LONGEST_BODY = 262_144  # bytes; Twilio's forms have a few kilobytes


class WebhookHandler(PageHandler):
    """A webhook has no session, cookie or page, and somebody is waiting on the line.

    Unlike Django's own handler it does not give up when the other side closes the connection: what the caller
    said still deserves its decision, and the repeated webhook finds the answer. Database connections belong to
    calls/threads.py, so no signal is needed to close them.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        self._middleware_chain = convert_exception_to_response(self._get_response_async)  # type: ignore[attr-defined]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            body = await _read(receive)
        except RequestAborted:
            return
        due = open_list()
        request, refusal = self.create_request(scope, body)
        response = await self.get_response_async(request) if request else refusal
        await self.send_response(response or HttpResponse(status=400), send)
        await finish(due)


async def _read(receive: Any) -> io.BytesIO:
    """Take the whole form. Raise RequestAborted when the other side leaves in the middle of it."""
    body, more = io.BytesIO(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestAborted
        body.write(message.get("body", b""))
        more = message.get("more_body", False)
    body.seek(0)
    return body
