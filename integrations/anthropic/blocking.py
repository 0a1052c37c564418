"""The model behind the kernel's `llm` seam for commands, where nobody waits on a line and a rate limit can be waited out."""

from __future__ import annotations

from collections.abc import Callable

import anthropic
from django.conf import settings

from integrations.anthropic.request import request_body

PATIENCE = 60.0  # seconds for one answer
RETRIES = 4  # the SDK's own, for limits and overload


def blocking_llm(model: str = "") -> Callable[[str, str], str]:
    """Return a decider that asks `model`, by default the first one that is set. It raises what the SDK raises."""
    client = anthropic.Anthropic(
        api_key=settings.ANTHROPIC_API_KEY,
        base_url=settings.ANTHROPIC_BASE_URL or None,
        max_retries=RETRIES,
        timeout=PATIENCE,
    )

    def ask(system: str, user: str) -> str:
        body = request_body(model or settings.NIGHTDESK_MODEL, system, user)
        message = client.messages.create(**body)
        return "".join(block.text for block in message.content if block.type == "text")

    return ask
