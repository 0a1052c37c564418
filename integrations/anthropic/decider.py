"""Asking the model within the turn's budget: the second is asked when the first is late to begin, and the faster wins.

ModelUnavailable    no model answered in time; the offline triager decides
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

import structlog
from django.conf import settings

from integrations.anthropic import prices
from integrations.anthropic.stream import Attempt
from integrations.anthropic.stream import Reply as Answer

log = structlog.get_logger(__name__)

TURN_BUDGET = 6.0  # seconds for both models; the caller is to be answered within 8, and Twilio gives up at 15
HEDGE_AFTER = 1.5  # seconds to the first words; 19 of 20 usual answers have begun by then
HEDGE_WHOLE_AFTER = 2.5  # the same for an answer that comes in one piece, and so shows no beginning


class ModelUnavailable(Exception):
    """No model gave an answer in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The model's words, unread, and what they cost. Times in milliseconds from the question, tokens as billed.

    `hedged` says that both models were asked. `cost` is in dollars, for this answer alone, None for a model without
    a known price.
    """

    text: str
    model: str
    latency_ms: int
    first_ms: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    cost: float | None = None
    hedged: bool = False


def is_configured() -> bool:
    return bool(settings.ANTHROPIC_API_KEY)


async def ask(system: str, user: str) -> Reply:
    """Return the first usable answer of the two models. Raise ModelUnavailable after TURN_BUDGET seconds at most."""
    started = time.perf_counter()
    race = _Race(system, user)
    try:
        async with asyncio.timeout(TURN_BUDGET):
            answer = await race.winner()
    except TimeoutError:
        raise ModelUnavailable(f"no answer within {TURN_BUDGET} s") from None
    finally:
        race.end()
    return _reply(answer, time.perf_counter() - started, hedged=race.asked > 1)


def _reply(answer: Answer, seconds: float, *, hedged: bool) -> Reply:
    total = round(seconds * 1000)
    return Reply(
        text=answer.text,
        model=answer.model,
        latency_ms=total,
        first_ms=total - answer.latency_ms + answer.first_ms,
        input_tokens=answer.usage.input + answer.usage.cache_write,
        output_tokens=answer.usage.output,
        cached_tokens=answer.usage.cache_read,
        cost=prices.cost(answer.model, answer.usage),
        hedged=hedged,
    )


def _patience() -> float:
    return HEDGE_AFTER if settings.NIGHTDESK_MODEL_STREAM else HEDGE_WHOLE_AFTER


class _Race:
    """The models in their order, each asked when the one before it is late or has failed."""

    def __init__(self, system: str, user: str) -> None:
        self._question = system, user
        models = (settings.NIGHTDESK_MODEL, settings.NIGHTDESK_FALLBACK_MODEL)
        self._waiting = list(dict.fromkeys(filter(None, models)))
        self._running: dict[asyncio.Task[Answer], Attempt] = {}
        self.asked = 0

    async def winner(self) -> Answer:
        """Return the first answer that is whole. Raise ModelUnavailable when every model has failed."""
        while self._running or self._waiting:
            if self._waiting and not self._has_begun():
                self._ask_next()
            done, _ = await asyncio.wait(
                self._signs(),
                timeout=_patience() if self._waiting and not self._has_begun() else None,
                return_when=asyncio.FIRST_COMPLETED,
            )
            for task in [task for task in self._running if task in done]:
                if answer := self._result(task):
                    return answer
        raise ModelUnavailable("every model failed")

    def end(self) -> None:
        """Cancel whoever is still thinking."""
        for task in self._running:
            task.cancel()

    def _ask_next(self) -> None:
        attempt = Attempt(self._waiting.pop(0))
        self._running[asyncio.create_task(attempt.answer(*self._question))] = attempt
        self.asked += 1

    def _has_begun(self) -> bool:
        return any(attempt.begun.done() for attempt in self._running.values())

    def _signs(self) -> set[asyncio.Future[Answer] | asyncio.Future[None]]:
        """What to wait for: an end, or, while another model could still be asked, a beginning."""
        signs: set[asyncio.Future[Answer] | asyncio.Future[None]] = set(self._running)
        if self._waiting and not self._has_begun():
            signs.update(attempt.begun for attempt in self._running.values())
        return signs

    def _result(self, task: asyncio.Task[Answer]) -> Answer | None:
        attempt = self._running.pop(task)
        # Late, refused, or an answer that is no message: the other model may do better.
        if fault := task.exception():
            log.warning("model_failed", model=attempt.model, why=str(fault) or type(fault).__name__)
            return None
        return task.result()
