"""The language that whoever is on this line is spoken to in: set where a caller was heard, read where words are made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from triage.language import Language

_present: ContextVar[Language | None] = ContextVar("tongue", default=None)


@contextmanager
def speaking(language: Language | None) -> Iterator[None]:
    """Speak this language in the block; None: nothing shows yet which one it is."""
    token = _present.set(language)
    try:
        yield
    finally:
        _present.reset(token)


def tongue() -> Language | None:
    return _present.get()


def language_named(name: str) -> Language:
    """Return the language that a call keeps by its English name; a call without one is in English."""
    return Language[name.upper()] if name.upper() in Language.__members__ else Language.ENGLISH
