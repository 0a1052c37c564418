"""Thinking ahead: what the caller means is considered while his words are still being written down.

An exchange that can be foreseen is decided beside the statement that stores it, which takes a round trip to Postgres
out of the caller's wait. The rows stay the truth: a decision about an exchange that turns out otherwise is dropped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from calls.conversation.decide import decide
from calls.conversation.exchange import Heard
from calls.conversation.heard import as_text
from calls.conversation.in_mind import foresee
from calls.conversation.outcome import Outcome
from calls.conversation.tongue import speaking
from calls.voice.lines import Line
from calls.voice.request import VoiceRequest


class Ahead:
    """The decision about a foreseen exchange, under way."""

    def __init__(self, line: Line, foreseen: Heard | None) -> None:
        self._line, self._foreseen = line, foreseen
        self._deciding = asyncio.create_task(self._decide(foreseen)) if foreseen else None

    async def outcome(self, heard: Heard) -> Outcome:
        """Return the decision about what was heard: the one under way, if it is about the same."""
        if self._deciding and self._foreseen and is_same(self._foreseen, heard):
            return await self._deciding
        return await self._decide(heard)

    def end(self) -> None:
        """Drop a decision that nobody asked for."""
        if self._deciding and not self._deciding.cancel() and not self._deciding.cancelled():
            self._deciding.exception()  # asyncio complains of one that nobody looked at

    async def _decide(self, heard: Heard) -> Outcome:
        with speaking(heard.language):
            return await decide(heard, now=timezone.now().astimezone(self._line.zone))


@contextmanager
def thinking_ahead(line: Line, voice: VoiceRequest) -> Iterator[Ahead]:
    said = as_text(voice)
    foreseen = foresee(line.tenant_id, voice.call_sid, said=said, digits=voice.digits, turn=voice.turn)
    ahead = Ahead(line, foreseen)
    try:
        yield ahead
    finally:
        ahead.end()


def is_same(foreseen: Heard, heard: Heard) -> bool:
    """Whether nothing came between, and nothing was learned of the caller meanwhile."""
    return foreseen == heard and foreseen.context == heard.context and not heard.call.is_escalated
