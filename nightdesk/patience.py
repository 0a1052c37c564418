"""How long the web process waits for a client: a request has seconds to arrive, its head has a size, answers are read.

uvicorn itself waits for ever. A client that opens connections and dawdles would then hold them all, and with them
file handles that Twilio's next request needs. Whoever dawdles while too many do is let go first; a request that
comes at once, as Twilio's do, never waits long enough to be one of them.
"""

from __future__ import annotations

import asyncio
from asyncio.events import TimerHandle
from typing import Any

import structlog
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

log = structlog.get_logger(__name__)

REQUEST_SECONDS = 15.0  # from the connection, or the first byte of a further request, to the last byte
READ_SECONDS = 30.0  # in which a client takes the next part of an answer
LONGEST_HEAD = 65_536  # bytes of request line and headers
MOST_WAITING = 500  # connections whose request has not arrived in full

_waiting: dict[PatientProtocol, None] = {}  # a set that remembers the order


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol with an end to every wait."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._arrives: TimerHandle | None = None
        self._is_read: TimerHandle | None = None
        self._head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._arrived()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._arrives is None and getattr(self.cycle, "response_complete", True):
            self._wait()
        if self._arrives is not None and self._head >= 0:
            self._head += len(data)
        super().data_received(data)
        if self._head > LONGEST_HEAD:
            self._let_go("its head has no end")

    def on_headers_complete(self) -> None:
        self._head = -1
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._arrived()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._arrived()
        super().handle_websocket_upgrade()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._is_read = self.loop.call_later(READ_SECONDS, self._let_go, "it does not read its answer")

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._is_read is not None:
            self._is_read.cancel()
            self._is_read = None

    def _wait(self) -> None:
        self._head = 0
        self._arrives = self.loop.call_later(REQUEST_SECONDS, self._let_go, "its request does not arrive")
        _waiting[self] = None
        if len(_waiting) > MOST_WAITING:
            next(iter(_waiting))._let_go("too many dawdle")

    def _arrived(self) -> None:
        _waiting.pop(self, None)
        if self._arrives is not None:
            self._arrives.cancel()
            self._arrives = None

    def _let_go(self, why: str) -> None:
        self._arrived()
        if not self.transport.is_closing():
            log.info("client_let_go", why=why)
            self.transport.abort()
