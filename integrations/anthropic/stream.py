"""One question to one model, its answer read as it comes.

Read here and not by the SDK: its stream costs five times the CPU of these lines, and every caller pays for it
in every turn. A server that answers in one piece is understood as well.

ModelFault
├── Refused      the model declined to answer
├── CutShort     the answer is longer than we take
└── Stalled      the answer broke off in the middle
"""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import certifi
from django.conf import settings

from integrations.anthropic.prices import Usage
from integrations.anthropic.request import request_body

API = "https://api.anthropic.com"
STALL_SECONDS = 1.5  # between two pieces of an answer; past 1.5 s a caller asks whether anybody is there
CLOSING_SECONDS = 0.1  # after the answer is complete; what is still to come is only the end of the line
MOST_CONNECTIONS = 1_000
CONNECT_SECONDS = 2.0
LONGEST_LINE = 1_000_000  # bytes without a line's end: no stream of ours has them


class ModelFault(Exception):
    """This model gave no usable answer; the message is a short word for the log."""


class Refused(ModelFault):
    """The model declined."""


class CutShort(ModelFault):
    """The answer reached the limit of tokens."""


class Stalled(ModelFault):
    """No further piece of the answer came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The model's words, unread, and what they cost. Times in milliseconds, tokens as billed."""

    text: str
    model: str
    latency_ms: int
    first_ms: int
    usage: Usage


class Attempt:
    """One model asked once. `begun` is done when its first piece of text has come."""

    def __init__(self, model: str) -> None:
        self.model = model
        self.begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._started = time.perf_counter()
        self._first_ms = 0
        self._pieces: list[str] = []
        self._stop = ""
        self._over = False
        self._usage: dict[str, int] = {}

    async def answer(self, system: str, user: str) -> Reply:
        """Return the whole answer. Raise ModelFault, or what the network raises. Takes as long as it takes to begin."""
        streamed = {"stream": True} if settings.NIGHTDESK_MODEL_STREAM else {}
        body = json.dumps(request_body(self.model, system, user) | streamed).encode()
        async with (await _session()).post(_address(), data=body, headers=_headers()) as response:
            if response.status != 200:
                raise ModelFault(f"HTTP {response.status}")
            if response.content_type == "application/json":
                self._read_message(await response.json())
            else:
                await self._read_stream(response.content)
        return self._reply()

    async def _read_stream(self, content: aiohttp.StreamReader) -> None:
        rest = b""
        try:
            async with asyncio.timeout(None) as clock:
                async for chunk in content.iter_any():
                    *lines, rest = (rest + chunk).split(b"\n")
                    for line in lines:
                        self._read_line(line)
                    if len(rest) > LONGEST_LINE:
                        raise ModelFault("endless line")
                    self._wind(clock)
        except TimeoutError:
            if not self._over:
                raise Stalled("stalled") from None

    def _wind(self, clock: asyncio.Timeout) -> None:
        """Set the clock for the next piece; before the first one, who asked decides how long to wait."""
        if self._pieces or self._over:
            patience = CLOSING_SECONDS if self._over else STALL_SECONDS
            clock.reschedule(asyncio.get_running_loop().time() + patience)

    def _read_line(self, line: bytes) -> None:
        # Most lines are pings, starts and stops of blocks: only what is needed is parsed.
        if not line.startswith(b"data:") or not any(mark in line for mark in _WANTED):
            return
        event = json.loads(line[5:])
        match event.get("type"):
            case "content_block_delta":
                self._add(event["delta"].get("text", ""))
            case "message_start":
                self._count(event["message"].get("usage"))
            case "message_delta":
                self._stop = event["delta"].get("stop_reason") or ""
                self._count(event.get("usage"))
            case "message_stop":
                self._over = True
            case "error":
                raise ModelFault(str(event["error"].get("type", "error"))[:60])
            case _:
                pass  # the API may grow other events; they say nothing to us

    def _read_message(self, message: dict[str, Any]) -> None:
        self._add("".join(block["text"] for block in message["content"] if block["type"] == "text"))
        self._stop = message.get("stop_reason") or ""
        self._over = True
        self._count(message.get("usage"))

    def _add(self, text: str) -> None:
        if not text:
            return
        self._pieces.append(text)
        if not self.begun.done():
            self._first_ms = self._elapsed()
            self.begun.set_result(None)

    def _count(self, usage: dict[str, Any] | None) -> None:
        """Later counts are totals and replace earlier ones; what a count leaves out stays."""
        self._usage.update({name: n for name, n in (usage or {}).items() if isinstance(n, int)})

    def _elapsed(self) -> int:
        return round((time.perf_counter() - self._started) * 1000)

    def _reply(self) -> Reply:
        if self._stop == "refusal":
            raise Refused("refused")
        if self._stop == "max_tokens":
            raise CutShort("cut short")
        if not self._over:
            raise Stalled("broke off")
        counted = self._usage
        return Reply(
            text="".join(self._pieces),
            model=self.model,
            latency_ms=self._elapsed(),
            first_ms=self._first_ms,
            usage=Usage(
                input=counted.get("input_tokens", 0),
                output=counted.get("output_tokens", 0),
                cache_write=counted.get("cache_creation_input_tokens", 0),
                cache_read=counted.get("cache_read_input_tokens", 0),
            ),
        )


_WANTED = (b'"text_delta"', b'"message_', b'"error"')

_sessions: dict[asyncio.AbstractEventLoop, aiohttp.ClientSession] = {}


async def open_session() -> None:
    """Make this event loop's connections ready: it reads certificates, which a caller need not wait for."""
    await _session()


async def _session() -> aiohttp.ClientSession:
    """Return the kept-alive connections of this event loop."""
    loop = asyncio.get_running_loop()
    if session := _sessions.get(loop):
        return session
    await close(gone=True)
    _sessions[loop] = session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=MOST_CONNECTIONS, ssl=_tls(), keepalive_timeout=55),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
        proxy=_proxy(_address()),
    )
    return session


def _proxy(address: str) -> str | None:
    """Return the proxy that the environment prescribes for this address (`HTTPS_PROXY`, but for `NO_PROXY`).

    Looked up once for all requests: aiohttp's own `trust_env` asks a thread twice before each of them.
    """
    url = urlsplit(address)
    return None if proxy_bypass(url.netloc) else getproxies().get(url.scheme)


async def close(*, gone: bool = False) -> None:
    """Close the connections of every event loop, or only those of loops that are gone."""
    for loop in [loop for loop in _sessions if not gone or loop.is_closed()]:
        await _sessions.pop(loop).close()


@cache
def _tls() -> ssl.SSLContext:
    """Trust what this machine trusts, and the public roots where it brings none."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _address() -> str:
    return f"{(settings.ANTHROPIC_BASE_URL or API).rstrip('/')}/v1/messages"


def _headers() -> dict[str, str]:
    return {
        "x-api-key": settings.ANTHROPIC_API_KEY,
        "anthropic-version": "2023-06-01",
        "content-type": "application/json",
    }
