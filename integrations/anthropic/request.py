"""What the Messages API is sent: instructions and runbook marked for its cache, and the schema of the answer."""

from __future__ import annotations

from typing import Any

from triage.types import Category

LONGEST_REPLY = 700  # tokens: a spoken sentence or two and a short ticket
RUNBOOK_MARK = "\n<runbook>"
CACHED = {"type": "ephemeral"}

# What is required comes first and in this order, so the action is known before the words and the words before the
# ticket; a question leaves the rest out.
REPLY_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "action": {"type": "string", "enum": ["gather", "resolve", "escalate"]},
        "speech": {"type": "string"},
        "ticket_body": {"type": "string"},
        "page_target": {"type": ["string", "null"]},
        "priority": {"type": "string", "enum": ["P1", "P2"]},
        "problem": {"type": "string"},
        "category": {"type": "string", "enum": [category.value for category in Category]},
        "people": {"type": "integer"},
        "since": {"type": "string"},
        "tried": {"type": "string"},
    },
    "required": ["action", "speech", "ticket_body", "page_target"],
    "additionalProperties": False,
}


def request_body(model: str, system: str, user: str) -> dict[str, Any]:
    """Return the request for one reply.

    The instructions are the same for everybody and the runbook for every call under one revision, so each ends
    with a mark for the provider's cache; a text that is shorter than a model caches is simply not cached.
    """
    return {
        "model": model,
        "max_tokens": LONGEST_REPLY,
        "system": [{"type": "text", "text": part, "cache_control": CACHED} for part in _parts(system)],
        "messages": [{"role": "user", "content": user}],
        "output_config": {"format": {"type": "json_schema", "schema": REPLY_SCHEMA}},
    }


def _parts(system: str) -> list[str]:
    instructions, mark, runbook = system.partition(RUNBOOK_MARK)
    return [instructions, f"{mark}{runbook}".lstrip("\n")] if mark and instructions else [system]
