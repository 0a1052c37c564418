"""One exchange of a call, from what Twilio heard to what Twilio says."""

from __future__ import annotations

import asyncio

import structlog
from django.utils import timezone

from calls.conversation.ahead import thinking_ahead
from calls.conversation.exchange import Heard
from calls.conversation.heard import answer_given, hear
from calls.conversation.in_mind import keep_in_mind
from calls.conversation.record import record_answer
from calls.conversation.tongue import speaking
from calls.crash_points import Place, crash_point
from calls.identity.asking import ask_company, recognise
from calls.threads import in_database
from calls.voice.lines import Line
from calls.voice.request import VoiceRequest

log = structlog.get_logger(__name__)
HEAR_SECONDS = 3.0  # a database that takes longer is away, and the caller gets a human
LOOK_AGAIN = 0.15  # seconds between looks at an answer that another process is making


async def take_turn(line: Line, voice: VoiceRequest) -> str:
    """Answer one webhook: hear, decide outside any transaction, record, speak. Repeats get the first answer again."""
    with thinking_ahead(line, voice) as ahead:
        async with asyncio.timeout(HEAR_SECONDS):
            heard = await hear(line, voice, now=timezone.now())
        if heard.answer:
            return heard.answer
        if heard.in_progress:
            return await _answer_of_another(heard)
        crash_point(Place.TURN_HEARD)
        heard = await recognise(heard)
        with speaking(heard.language):
            outcome = await ahead.outcome(heard)
            outcome = await ask_company(heard, outcome)
            crash_point(Place.TURN_DECIDED)
            answer = await record_answer(heard, outcome, now=timezone.now())
    if not outcome.settles:
        keep_in_mind(heard, outcome.decision.speech)
    crash_point(Place.TURN_RECORDED)
    return answer


async def _answer_of_another(heard: Heard) -> str:
    """Wait for the process that is deciding this exchange; the view's deadline ends the wait."""
    while True:
        answer = await in_database(answer_given, heard.call, heard.exchange)
        if answer:
            return answer
        await asyncio.sleep(LOOK_AGAIN)
