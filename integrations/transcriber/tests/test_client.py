"""A message is turned into words by whatever speaks the common transcription request; here by a small server that does."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pytest_django import Settings as SettingsWrapper

from integrations.transcriber import client
from integrations.transcriber.client import LONGEST_TEXT, TranscriberError, is_configured, transcribe

SOUND = b"ID3 the server room is on fire"


@dataclass
class Transcriber:
    """What the server was asked, and what it answers; one that `hangs_up` says nothing, at once or after `silence`."""

    status: int = 200
    body: bytes = json.dumps({"text": " The server room\n is on fire. "}).encode()
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, bytes]] = field(default_factory=list)
    hangs_up: bool = False
    silence: threading.Event | None = None


@pytest.fixture
def server(settings: SettingsWrapper) -> Iterator[Transcriber]:
    """A transcriber that listens on this machine."""
    stands_for = Transcriber()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"]))
            stands_for.asked.append((self.headers.get("Authorization", ""), form))
            if stands_for.silence:
                stands_for.silence.wait(5)
            if stands_for.hangs_up:
                return
            self.send_response(stands_for.status)
            for name, value in stands_for.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(stands_for.body)

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings.TRANSCRIBER_URL = f"http://127.0.0.1:{listening.server_port}/v1/audio/transcriptions"
        settings.TRANSCRIBER_KEY, settings.TRANSCRIBER_MODEL = "sk-made-up", "whisper-1"
        yield stands_for
        listening.shutdown()
        thread.join()


def heard() -> str:
    return transcribe(SOUND, name="message.mp3", content_type="audio/mpeg")


def test_the_words_come_back_on_one_line(server: Transcriber) -> None:
    assert heard() == "The server room is on fire."


def test_the_file_the_model_and_the_key_are_sent(server: Transcriber) -> None:
    heard()
    [(key, form)] = server.asked
    assert key == "Bearer sk-made-up"
    assert SOUND in form
    for part in (
        b'filename="message.mp3"',
        b"Content-Type: audio/mpeg",
        b'name="model"',
        b"whisper-1",
        b"json",
    ):
        assert part in form


def test_a_server_of_ones_own_needs_no_key(server: Transcriber, settings: SettingsWrapper) -> None:
    settings.TRANSCRIBER_KEY = ""
    heard()
    assert server.asked[0][0] == ""


def test_a_long_message_is_cut(server: Transcriber) -> None:
    server.body = json.dumps({"text": "help " * LONGEST_TEXT}).encode()
    assert len(heard()) == LONGEST_TEXT


@pytest.mark.parametrize(
    ("status", "permanent"), [(400, True), (401, True), (404, True), (429, False), (500, False), (503, False)]
)
def test_what_heals_is_tried_again_and_what_does_not_is_told(
    server: Transcriber, status: int, permanent: bool
) -> None:
    server.status, server.headers = status, {"Retry-After": "7"}
    with pytest.raises(TranscriberError, match=f"answered {status}: check TRANSCRIBER_URL") as raised:
        heard()
    assert raised.value.permanent is permanent
    assert raised.value.retry_after == 7


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"text": null}', b'{"words": "help"}'])
def test_an_answer_without_words_is_no_answer(server: Transcriber, body: bytes) -> None:
    server.body = body
    with pytest.raises(TranscriberError, match="does not answer") as raised:
        heard()
    assert not raised.value.permanent


def test_a_server_that_hangs_up_or_is_not_there_is_tried_again(server: Transcriber) -> None:
    server.hangs_up = True
    with pytest.raises(TranscriberError) as raised:
        heard()
    assert not raised.value.permanent


def test_a_server_that_says_nothing_is_not_waited_for(
    server: Transcriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.silence, server.hangs_up = threading.Event(), True
    monkeypatch.setattr(client, "SECONDS", (0.2, 0.2))
    with pytest.raises(TranscriberError, match="Timeout"):
        heard()
    server.silence.set()


def test_without_an_address_nothing_is_transcribed(settings: SettingsWrapper) -> None:
    settings.TRANSCRIBER_URL = ""
    assert not is_configured()
