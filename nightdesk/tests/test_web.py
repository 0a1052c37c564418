"""The web process and clients that want nothing good: endless bodies, endless heads, and those who dawdle."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn

from nightdesk import bodies, patience
from nightdesk.bodies import Bounded
from nightdesk.pages import PageHandler
from nightdesk.patience import PatientProtocol
from nightdesk.webhooks import WebhookHandler

MOST = 1000
SHORT = 0.3  # seconds of patience in these tests
POST = b"POST / HTTP/1.1\r\nHost: desk\r\n"


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Read the body, and answer with as many bytes as the address asks for."""
    more = True
    while more:
        more = (await receive()).get("more_body", False)
    wanted = int(scope["path"].strip("/") or 2)
    headers = [(b"content-length", str(wanted).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"o" * wanted})


@dataclass
class Web:
    """A real server on a real port."""

    port: int
    server: uvicorn.Server

    @property
    def connections(self) -> int:
        return len(self.server.server_state.connections)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def ask(self, *parts: bytes, pause: float = 0.0) -> bytes:
        """Send the parts, one after the other, and read until the server closes or nothing more comes."""
        with self.connect() as line:
            for part in parts:
                line.sendall(part)
                time.sleep(pause)
            return read_all(line)


def read_all(line: socket.socket) -> bytes:
    """What the server says until it closes the connection; a reset is an end too."""
    found = b""
    try:
        while part := line.recv(65_536):
            found += part
    except ConnectionResetError:
        pass
    return found


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    monkeypatch.setattr(patience, "REQUEST_SECONDS", SHORT)
    monkeypatch.setattr(patience, "READ_SECONDS", SHORT)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(
        Bounded(echo, MOST),
        port=port,
        http=PatientProtocol,
        lifespan="off",
        log_config=None,
        timeout_keep_alive=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_for(lambda: server.started)
    yield Web(port, server)
    server.should_exit = True
    thread.join(10)


def wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def test_a_body_within_the_limit_is_taken(web: Web) -> None:
    answer = web.ask(POST + b"Content-Length: 1000\r\nConnection: close\r\n\r\n" + b"x" * MOST)
    assert answer.startswith(b"HTTP/1.1 200")


def test_a_body_that_is_announced_too_long_is_413_and_the_client_hears_it(web: Web) -> None:
    answer = web.ask(POST + b"Content-Length: 500000\r\n\r\n" + b"x" * 500_000)
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"1000 bytes at most" in answer


def test_a_body_that_grows_beyond_the_limit_is_413(web: Web) -> None:
    chunks = b"".join(b"1f4\r\n" + b"x" * 500 + b"\r\n" for _ in range(20))
    answer = web.ask(POST + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413")


def test_an_endless_body_is_not_read_for_ever(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "DROPPED_AT_MOST", 100_000)
    assert is_cut_off(
        web, POST + b"Transfer-Encoding: chunked\r\n\r\n", b"2710\r\n" + b"x" * 10_000 + b"\r\n"
    )


def is_cut_off(web: Web, begin: bytes, piece: bytes) -> bool:
    """Whether the server ends a connection on which ever more comes."""
    with web.connect() as line:
        line.sendall(begin)
        try:
            for _ in range(5000):
                line.sendall(piece)
        except (ConnectionResetError, BrokenPipeError):
            return True
    return False


@pytest.mark.parametrize(
    ("path", "kind"), [("/api/v1/calls", "application/json"), ("/dashboard", "text/plain")]
)
def test_the_api_says_it_in_json(path: str, kind: str) -> None:
    sent = asyncio.run(talk(Bounded(echo, MOST), path, [b"x" * 600, b"x" * 600]))
    assert sent[0]["status"] == 413
    assert dict(sent[0]["headers"])[b"content-type"].decode().startswith(kind)
    if kind == "application/json":
        assert json.loads(sent[1]["body"]) == {"detail": "A request may have 1000 bytes at most."}


async def talk(app: Any, path: str, parts: list[bytes], **scope: Any) -> list[dict[str, Any]]:
    """Hand a request to an application piece by piece; when there is no more, the client is gone."""
    sent: list[dict[str, Any]] = []
    rest = range(len(parts) - 1, -1, -1)
    waiting = [
        {"type": "http.request", "body": part, "more_body": left > 0}
        for part, left in zip(parts, rest, strict=True)
    ]

    async def receive() -> dict[str, Any]:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    known = {
        "type": "http",
        "method": "POST",
        "path": path,
        "headers": [],
        "query_string": b"",
        "scheme": "http",
    }
    await app(known | scope, receive, send)
    return sent


def test_a_client_that_leaves_in_the_middle_is_not_answered() -> None:
    async def half(app: Any) -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = []
        messages: list[dict[str, Any]] = [
            {"type": "http.request", "body": b"CallSid=CA", "more_body": True},
            {"type": "http.disconnect"},
        ]

        async def receive() -> dict[str, Any]:
            return messages.pop(0)

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await app({"type": "http", "method": "POST", "path": "/twilio/voice", "headers": []}, receive, send)
        return sent

    assert asyncio.run(half(WebhookHandler())) == []


@pytest.mark.parametrize("handler", [PageHandler, WebhookHandler])
def test_an_address_that_is_no_utf_8_is_400_without_a_traceback(
    handler: Any, caplog: pytest.LogCaptureFixture
) -> None:
    sent = asyncio.run(talk(handler(), "/twilio/voice", [b""], query_string=b"a=\xff\xfe"))
    assert sent[0]["status"] == 400
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.parametrize(
    "parts",
    [
        [b""],
        [b"\r\n"],
        [b"POST / HT"],
        [POST + b"X-Slow: "] + [b"x"] * 20,
        [POST + b"Content-Length: 100\r\n\r\n"] + [b"x"] * 20,
        [POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n"] + [b"1\r\nx\r\n"] * 20,
    ],
    ids=[
        "nothing",
        "an empty line",
        "half a line",
        "headers by letters",
        "a body by letters",
        "chunks by letters",
    ],
)
def test_a_client_that_dawdles_is_let_go(web: Web, parts: list[bytes]) -> None:
    started = time.monotonic()
    with web.connect() as line:
        line.setblocking(True)
        try:
            for part in parts:
                line.sendall(part)
                time.sleep(0.05)
        except (BrokenPipeError, ConnectionResetError):
            pass
        assert read_all(line) == b""
    assert time.monotonic() - started < 10 * SHORT


def test_between_two_requests_a_client_dawdles_no_longer_either(web: Web) -> None:
    with web.connect() as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: desk\r\n\r\n")
        assert line.recv(1000).startswith(b"HTTP/1.1 200")
        started = time.monotonic()
        line.sendall(b"\r\n")
        assert read_all(line) == b""
    assert time.monotonic() - started < 10 * SHORT


def test_a_head_without_end_is_cut_off(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "REQUEST_SECONDS", 30.0)
    assert is_cut_off(web, POST, b"X: " + b"x" * 10_000 + b"\r\n")


def test_a_client_that_does_not_read_its_answer_is_let_go(web: Web) -> None:
    with web.connect() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.sendall(b"GET /30000000 HTTP/1.1\r\nHost: desk\r\n\r\n")
        wait_for(lambda: web.connections == 1)
        wait_for(lambda: web.connections == 0)


def test_while_many_dawdle_a_request_that_comes_at_once_is_answered(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "REQUEST_SECONDS", 30.0)
    monkeypatch.setattr(patience, "MOST_WAITING", 20)
    dawdlers = [web.connect() for _ in range(60)]
    for line in dawdlers:
        line.sendall(b"POST / HT")
    for _ in range(30):
        assert web.ask(b"GET / HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n").endswith(b"oo")
    assert len(patience._waiting) <= 20
    for line in dawdlers:
        line.close()


def test_an_answer_that_takes_long_is_waited_for(web: Web) -> None:
    """The model may think: patience is for what the client owes, not for what we do."""
    assert len(web.ask(b"GET /900000 HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n")) > 900_000


@pytest.mark.parametrize("handler", [PageHandler, WebhookHandler])
def test_a_type_of_content_that_is_none_is_400_without_a_traceback(
    handler: Any, caplog: pytest.LogCaptureFixture
) -> None:
    sent = asyncio.run(
        talk(handler(), "/twilio/voice", [b""], headers=[(b"content-type", b"text/plain; charset=\x00")])
    )
    assert sent[0]["status"] == 400
    assert not [record for record in caplog.records if record.exc_info]
