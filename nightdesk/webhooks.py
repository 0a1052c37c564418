"""Django for the telephone: no middleware, no signals, and a turn that has begun is finished."""

from __future__ import annotations

import io
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpResponse

LONGEST_BODY = 262_144  # bytes; Twilio's forms have a few kilobytes


class WebhookHandler(ASGIHandler):
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
        except RequestDataTooBig:
            await self.send_response(HttpResponse(status=413), send)
            return
        request, refusal = self.create_request(scope, body)
        response = await self.get_response_async(request) if request else refusal
        await self.send_response(response or HttpResponse(status=400), send)


async def _read(receive: Any) -> io.BytesIO:
    body, more = io.BytesIO(), True
    while more:
        message = await receive()
        body.write(message.get("body", b""))
        if body.tell() > LONGEST_BODY:
            raise RequestDataTooBig
        more = message.get("more_body", False)
    body.seek(0)
    return body
