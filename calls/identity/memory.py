"""What is remembered of a number: its earlier calls. Nothing is stored twice, so erasing a call erases the memory."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

LONGEST = 160


def remembered(call: tuple[Any, ...], zone: tzinfo) -> str:
    """Return an earlier call in a line: when it was, in the tenant's time, what was said first and what became of it."""
    started_at, first_words, disposition = call
    day = f"{started_at.astimezone(zone):%A %Y-%m-%d}"
    return f"called on {day}: {first_words[:LONGEST] or 'said nothing'} ({disposition.replace('_', ' ')})"
