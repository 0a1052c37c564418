"""A line between us and another company on which things go wrong: what is asked arrives, the answer does not."""

from __future__ import annotations

import http.client
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class Mishap(StrEnum):
    """What becomes of a request. After `LOST` the other side has heard nothing; after the others it has done it."""

    NONE = "none"
    LOST = "lost"
    SILENT = "silent"
    RESET = "reset"
    CUT = "cut"
    PROXY_PAGE = "proxy page"


Plan = Callable[[str, str], Mishap]
"""From a request's method and path to what becomes of it."""
PAGE = b"<html><h1>502 Bad Gateway</h1></html>"
MOST_AT_ONCE = 16
DROPPED = {"connection", "transfer-encoding", "content-length", "server", "date"}


class BadLine(ThreadingHTTPServer):
    """Carries requests to `upstream` (scheme and host); `plan` decides over every answer."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, upstream: str, *, silence: float) -> None:
        super().__init__(("127.0.0.1", 0), _Carrier)
        self.upstream = urlsplit(upstream).netloc
        self.silence = silence
        self.plan: Plan = lambda method, path: Mishap.NONE
        self.under_way = threading.Semaphore(MOST_AT_ONCE)

    def settle(self) -> None:
        """Wait until what was carried has arrived: a busy machine is not the mishap that is meant."""
        for _ in range(MOST_AT_ONCE):
            self.under_way.acquire(timeout=20)
        self.under_way.release(MOST_AT_ONCE)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Carrier(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: BadLine

    def carry(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        mishap = self.server.plan(self.command, self.path)
        if mishap is Mishap.LOST:
            self._reset()
        else:
            self._pass_on(mishap, *self._ask(body))

    do_GET = do_POST = do_PATCH = carry

    def _pass_on(self, mishap: Mishap, status: int, headers: list[tuple[str, str]], answer: bytes) -> None:
        match mishap:
            case Mishap.SILENT:
                self.close_connection = True
                threading.Event().wait(self.server.silence)
            case Mishap.RESET:
                self._reset()
            case Mishap.PROXY_PAGE:
                self._answer(502, [("Content-Type", "text/html")], PAGE)
            case Mishap.CUT:
                self._answer(status, headers, answer, shown=len(answer) // 2)
                self._reset()
            case _:
                self._answer(status, headers, answer)

    def _ask(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        with self.server.under_way:
            line = http.client.HTTPConnection(self.server.upstream, timeout=20)
            line.request(self.command, self.path, body, dict(self.headers.items()))
            response = line.getresponse()
            answer = response.read()
            line.close()
            return response.status, response.getheaders(), answer

    def _answer(
        self, status: int, headers: list[tuple[str, str]], answer: bytes, shown: int | None = None
    ) -> None:
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in DROPPED:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer[:shown])

    def _reset(self) -> None:
        """Hang up so that the other end is told: the connection was reset."""
        self.close_connection = True
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:
        return


@contextmanager
def bad_line(upstream: str, *, silence: float) -> Iterator[BadLine]:
    """Open a line to `upstream`. `silence`: seconds until a silent line hangs up; longer than the client waits."""
    line = BadLine(upstream, silence=silence)
    worker = threading.Thread(target=line.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    worker.start()
    try:
        yield line
    finally:
        line.shutdown()
        line.server_close()
        worker.join()
