"""Asking the model: one schema-bound reply within the turn's budget, the second model when the first is late or ill.

ModelUnavailable    no model answered in time; the offline triager decides
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import anthropic
import structlog
from anthropic import AsyncAnthropic
from django.conf import settings

log = structlog.get_logger(__name__)

TURN_BUDGET = 6.0  # seconds for both models; a caller asks "hello?" long before, and Twilio gives up at 15
FIRST_BUDGET = 3.8  # leaves the second model time for a usual answer
LONGEST_REPLY = 700  # tokens: a spoken sentence or two and a short ticket
REPLY_SCHEMA: dict[str, object] = {
    "type": "object",
    "properties": {
        "action": {"type": "string", "enum": ["gather", "resolve", "escalate"]},
        "speech": {"type": "string"},
        "ticket_body": {"type": "string"},
        "page_target": {"type": ["string", "null"]},
    },
    "required": ["action", "speech", "ticket_body", "page_target"],
    "additionalProperties": False,
}


class ModelUnavailable(Exception):
    """No model gave an answer in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The model's words, unread, and what they cost. Times in milliseconds, tokens as billed."""

    text: str
    model: str
    latency_ms: int
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0


def is_configured() -> bool:
    return bool(settings.ANTHROPIC_API_KEY)


_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncAnthropic] = WeakKeyDictionary()


def _client() -> AsyncAnthropic:
    """One kept-alive client per event loop. Retries are ours: the SDK's would eat the caller's patience."""
    loop = asyncio.get_running_loop()
    client = _clients.get(loop)
    if client is None:
        client = AsyncAnthropic(
            api_key=settings.ANTHROPIC_API_KEY,
            base_url=settings.ANTHROPIC_BASE_URL or None,
            max_retries=0,
            timeout=TURN_BUDGET,
            http_client=anthropic.DefaultAioHttpClient(timeout=TURN_BUDGET),
        )
        _clients[loop] = client
    return client


async def ask(system: str, user: str) -> Reply:
    """Return the first usable answer of the two models. Raise ModelUnavailable after TURN_BUDGET seconds at most."""
    started = time.monotonic()
    try:
        return await _ask_one(settings.NIGHTDESK_MODEL, system, user, FIRST_BUDGET)
    except Exception as exc:  # late, refused, or an answer that is no message: the other model may do better
        log.warning("model_failed", model=settings.NIGHTDESK_MODEL, why=type(exc).__name__)
    left = TURN_BUDGET - (time.monotonic() - started)
    try:
        return await _ask_one(settings.NIGHTDESK_FALLBACK_MODEL, system, user, left)
    except Exception as exc:
        log.warning("model_failed", model=settings.NIGHTDESK_FALLBACK_MODEL, why=type(exc).__name__)
        raise ModelUnavailable(f"{type(exc).__name__} after {time.monotonic() - started:.1f} s") from exc


async def _ask_one(model: str, system: str, user: str, seconds: float) -> Reply:
    started = time.perf_counter()
    async with asyncio.timeout(seconds):
        message = await _client().messages.create(**_request(model, system, user))
    return Reply(
        text="".join(block.text for block in message.content if block.type == "text"),
        model=model,
        latency_ms=round((time.perf_counter() - started) * 1000),
        input_tokens=message.usage.input_tokens,
        output_tokens=message.usage.output_tokens,
        cached_tokens=message.usage.cache_read_input_tokens or 0,
    )


def _request(model: str, system: str, user: str) -> dict[str, Any]:
    """The system text is the same for every turn under one runbook revision, so it is worth caching."""
    return {
        "model": model,
        "max_tokens": LONGEST_REPLY,
        "system": [{"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}],
        "messages": [{"role": "user", "content": user}],
        "output_config": {"format": {"type": "json_schema", "schema": REPLY_SCHEMA}},
    }


def blocking_llm(system: str, user: str) -> str:
    """Ask the model and wait: the kernel's `llm` seam for commands. Raises what the SDK raises."""
    client = anthropic.Anthropic(
        api_key=settings.ANTHROPIC_API_KEY,
        base_url=settings.ANTHROPIC_BASE_URL or None,
        max_retries=0,
        timeout=TURN_BUDGET,
    )
    with client:
        message = client.messages.create(**_request(settings.NIGHTDESK_MODEL, system, user))
    return "".join(block.text for block in message.content if block.type == "text")
