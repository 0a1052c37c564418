"""What is remembered of a number: its earlier calls. Nothing is stored twice, so erasing a call erases the memory."""

from __future__ import annotations

from calls.models import Call
from calls.voice.lines import Line

MOST_CALLS = 3
LONGEST = 160


def remembered(line: Line, from_number: str) -> tuple[str, ...]:
    """Return a line for each of the last calls from this number to this tenant, newest first."""
    earlier = Call.objects.filter(
        tenant_id=line.tenant_id, from_number=from_number, erased_at=None, words_removed_at=None
    ).exclude(disposition="")
    if line.customer_id is not None:
        earlier = earlier.filter(customer_id=line.customer_id)
    rows = earlier.order_by("-started_at").only("started_at", "first_words", "disposition")[:MOST_CALLS]
    return tuple(_line(line, call) for call in rows)


def _line(line: Line, call: Call) -> str:
    day = f"{call.started_at.astimezone(line.zone):%A %Y-%m-%d}"
    outcome = call.get_disposition_display()
    return f"called on {day}: {call.first_words[:LONGEST] or 'said nothing'} ({outcome})"
