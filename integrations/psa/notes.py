"""Notes that are written once: each carries a mark made from its own text, looked for before it is written again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from integrations.psa.port import Note, Place, Psa, TicketDraft
from integrations.psa.words import clean


def add_missing(psa: Psa, ticket: str, draft: TicketDraft, *, fresh: bool) -> None:
    """Add the draft's notes that the ticket lacks. `fresh`: this attempt made the ticket, so it has none."""
    present = [] if fresh else psa.notes_of(ticket)
    for note in notes_of(draft):
        if not any(note.mark in text for text in present):
            psa.add_note(ticket, note)


def notes_of(draft: TicketDraft) -> Iterator[Note]:
    """The internal note names its call in the first line; the resolution, which customers read, ends in a number.

    A mark changes with its text, so a changed note is added as a further one.
    """
    if draft.internal_note.strip():
        mark = f"[{draft.xref} {_version(draft.internal_note)}]"
        yield Note(mark, f"{mark}\n{clean(draft.internal_note)}", Place.INTERNAL)
    for key, text in draft.later:
        mark = f"[{draft.xref} {key}]"
        yield Note(mark, f"{mark}\n{clean(text)}", Place.INTERNAL)
    if draft.resolution and draft.resolution.strip():
        mark = f"Reference ND-{_version(draft.xref + draft.resolution)}"
        yield Note(mark, f"{clean(draft.resolution)}\n{mark}.", Place.RESOLUTION)


def _version(text: str) -> str:
    """Eight letters that stand for a text; a person reads them aloud without trouble."""
    return hashlib.sha256(clean(text).encode()).hexdigest()[:8]
