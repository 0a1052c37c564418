"""Notes that are written once: each carries a mark made from its own text, looked for before it is written again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from integrations.connectwise.bodies import Json, TicketDraft, clean
from integrations.connectwise.client import ConnectWiseClient


@dataclass(frozen=True, slots=True)
class Note:
    """A note to be. Its mark changes with its text, so a changed note is added as a further one."""

    mark: str
    body: Json


def add_missing(client: ConnectWiseClient, ticket: int, draft: TicketDraft, *, fresh: bool) -> None:
    """Add the draft's notes that the ticket lacks. `fresh`: this attempt made the ticket, so it has none."""
    path = f"/service/tickets/{ticket}/notes"
    present = [] if fresh else [str(note.get("text") or "") for note in client.rows(path)]
    for note in notes_of(draft):
        if not any(note.mark in text for text in present):
            client.post(path, note.body)


def notes_of(draft: TicketDraft) -> Iterator[Note]:
    """The internal note names its call in the first line; the resolution, which customers read, ends in a number."""
    if draft.internal_note.strip():
        mark = f"[{draft.xref} {_version(draft.internal_note)}]"
        yield Note(mark, _body(f"{mark}\n{clean(draft.internal_note)}", "internalAnalysisFlag"))
    if draft.resolution and draft.resolution.strip():
        mark = f"Reference ND-{_version(draft.xref + draft.resolution)}"
        yield Note(mark, _body(f"{clean(draft.resolution)}\n{mark}.", "resolutionFlag"))


def _version(text: str) -> str:
    """Eight letters that stand for a text; a person reads them aloud without trouble."""
    return hashlib.sha256(clean(text).encode()).hexdigest()[:8]


def _body(text: str, place: str) -> Json:
    """Exactly one place: a note in two places would show the customer what is meant for staff."""
    flags = {
        flag: flag == place for flag in ("detailDescriptionFlag", "internalAnalysisFlag", "resolutionFlag")
    }
    return {"text": text, **flags, "processNotifications": False}
