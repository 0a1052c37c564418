"""The Messages API at the network's edge: streams or answers in one piece, late, refusing, breaking off or never."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from pytest_django import Settings

from integrations.anthropic import stream

GATHER = {"action": "gather", "speech": "Is it only you?", "ticket_body": "", "page_target": None}
USAGE = {
    "input_tokens": 900,
    "output_tokens": 40,
    "cache_read_input_tokens": 700,
    "cache_creation_input_tokens": 0,
}


@dataclass(frozen=True, kw_only=True)
class Says:
    """How an answer is given. `begins_after` and `pauses` are seconds; `pauses` is in the middle of the answer.

    `begins_once_asked` names the model that must have been asked before this one begins.
    """

    reply: Any = None
    begins_once_asked: str = ""
    begins_after: float = 0.0
    pauses: float = 0.0
    breaks_off: bool = False
    stop_reason: str = "end_turn"
    in_one_piece: bool = False
    error_inside: bool = False
    model: str = ""

    @property
    def text(self) -> str:
        reply = GATHER if self.reply is None else self.reply
        return reply if isinstance(reply, str) else json.dumps(reply)


class FakeModel:
    """Answers by model name and keeps what it was asked.

    A reply is a decision, a text, a `Says`, an HTTP status, "never", or "no message" (a gateway's page).
    """

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.replies: dict[str, Any] = {}
        self.hung_up = 0
        self.when_asked: Callable[[], object] = lambda: None
        self._new_question = threading.Condition()
        self.released = threading.Event()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                fake._keep(asked, dict(self.headers.items()))
                try:
                    fake._answer(self, fake.replies.get(asked["model"], GATHER))
                except (BrokenPipeError, ConnectionResetError):
                    fake.hung_up += 1

            def log_message(self, *_: object) -> None:
                """Stay quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def prompts(self) -> str:
        """Everything that was ever sent, as one text."""
        return json.dumps(self.asked, ensure_ascii=False)

    def _answer(self, handler: BaseHTTPRequestHandler, reply: Any) -> None:
        if reply == "never":
            self.released.wait(20)
            handler.close_connection = True
        elif reply == "no message":
            _send(handler, 200, "text/html", b"<html>gateway</html>")
        elif isinstance(reply, int):
            error = {"type": "error", "error": {"type": "overloaded_error", "message": "x"}}
            _send(handler, reply, "application/json", json.dumps(error).encode())
        else:
            says = reply if isinstance(reply, Says) else Says(reply=reply)
            self._wait_for(says.begins_once_asked)
            self._pause(says.begins_after)
            if says.in_one_piece:
                _send(handler, 200, "application/json", json.dumps(_message(says)).encode())
            else:
                self._stream(handler, says)

    def _keep(self, asked: dict[str, Any], headers: dict[str, str]) -> None:
        self.when_asked()
        with self._new_question:
            self.asked.append(asked)
            self.headers.append(headers)
            self._new_question.notify_all()

    def _wait_for(self, model: str) -> None:
        if model:
            with self._new_question:
                self._new_question.wait_for(
                    lambda: any(asked["model"] == model for asked in self.asked), timeout=20
                )

    def _pause(self, seconds: float) -> None:
        if seconds:
            self.released.wait(seconds)

    def _stream(self, handler: BaseHTTPRequestHandler, says: Says) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream; charset=utf-8")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.send_header("Connection", "close")
        handler.end_headers()
        start = _message(says) | {"content": [], "stop_reason": None}
        self._event(handler, "message_start", message=start)
        self._event(handler, "content_block_start", index=0, content_block={"type": "text", "text": ""})
        self._event(handler, "ping")
        half = len(says.text) // 2
        for place, piece in enumerate(filter(None, (says.text[:half], says.text[half:]))):
            if place:
                self._pause(says.pauses)
                if says.breaks_off:
                    handler.close_connection = True
                    return
                if says.error_inside:
                    self._event(handler, "error", error={"type": "overloaded_error", "message": "x"})
            delta = {"type": "text_delta", "text": piece}
            self._event(handler, "content_block_delta", index=0, delta=delta)
        self._event(handler, "content_block_stop", index=0)
        end = {"stop_reason": says.stop_reason, "stop_sequence": None}
        self._event(handler, "message_delta", delta=end, usage={"output_tokens": USAGE["output_tokens"]})
        self._event(handler, "message_stop")
        handler.wfile.write(b"0\r\n\r\n")

    @staticmethod
    def _event(handler: BaseHTTPRequestHandler, name: str, **fields: Any) -> None:
        data = f"event: {name}\ndata: {json.dumps({'type': name} | fields)}\n\n".encode()
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        handler.wfile.flush()

    def stop(self) -> None:
        self.released.set()
        self.server.shutdown()
        self.server.server_close()


def _send(handler: BaseHTTPRequestHandler, status: int, kind: str, body: bytes) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(body)


def _message(says: Says) -> dict[str, Any]:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": says.model or "m",
        "content": [{"type": "text", "text": says.text}],
        "stop_reason": says.stop_reason,
        "stop_sequence": None,
        "usage": USAGE,
    }


@pytest.fixture
def model(settings: Settings) -> Iterator[FakeModel]:
    """Both models, at an address of their own: `first` and `second`."""
    fake = FakeModel()
    settings.ANTHROPIC_API_KEY = "a-key"
    settings.ANTHROPIC_BASE_URL = fake.url
    settings.NIGHTDESK_MODEL = "first"
    settings.NIGHTDESK_FALLBACK_MODEL = "second"
    yield fake
    fake.stop()
    async_to_sync(stream.close)()


def seconds_of(started: float) -> float:
    return time.monotonic() - started
