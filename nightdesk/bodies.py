"""No body is taken beyond its limit, whatever the route: Django's own limit sees neither files nor unread streams."""

from __future__ import annotations

import json
from typing import Any

DROPPED_AT_MOST = (
    8_000_000  # bytes read and thrown away, so that the client hears the refusal and not a broken line
)


class TooLarge(Exception):
    """The body is longer than it may be."""


class Bounded:
    """An application whose requests have bodies of `most` bytes at most; longer ones get 413."""

    def __init__(self, app: Any, most: int) -> None:
        self._app, self._most = app, most

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        taken, more = 0, True

        async def counted() -> Any:
            nonlocal taken, more
            message = await receive()
            taken, more = taken + len(message.get("body", b"")), message.get("more_body", False)
            if taken > self._most:
                raise TooLarge
            return message

        try:
            if _declared(scope) > self._most:
                raise TooLarge
            await self._app(scope, counted, send)
        except TooLarge:
            if not more or await _read_on(receive):
                await self._refuse(scope, send)

    async def _refuse(self, scope: Any, send: Any) -> None:
        words = f"A request may have {self._most} bytes at most."
        is_api = scope["path"].startswith("/api/")
        body = json.dumps({"detail": words}) if is_api else f"{words}\n"
        kind = "application/json" if is_api else "text/plain; charset=utf-8"
        headers = [
            (b"content-type", kind.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        await send({"type": "http.response.start", "status": 413, "headers": headers})
        await send({"type": "http.response.body", "body": body.encode()})


def _declared(scope: Any) -> int:
    """What Content-Length says; the server has refused what is no number."""
    lengths = (value for name, value in scope["headers"] if name == b"content-length")
    return max((int(value) for value in lengths if value.isdigit()), default=0)


async def _read_on(receive: Any) -> bool:
    """Take the rest and keep nothing of it. Return whether somebody is still there to be told."""
    dropped, more = 0, True
    while more and dropped <= DROPPED_AT_MOST:
        message = await receive()
        if message["type"] == "http.disconnect":
            return False
        dropped += len(message.get("body", b""))
        more = message.get("more_body", False)
    return True
