"""Storing what was heard in one exchange, and finding the state of the conversation it falls into."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from calls.conversation.begin import begin_call
from calls.conversation.exchange import Heard
from calls.conversation.runbook import runbook_at_hand
from calls.conversation.statements import add_heard
from calls.identity.known import Known
from calls.models import Call
from calls.privacy.given_away import given_away, take_back
from calls.steps import follow
from calls.threads import in_database
from calls.voice.lines import Line
from calls.voice.request import VoiceRequest
from triage import Runbook, Speaker
from triage import Turn as Utterance
from triage.masking import mask, mask_turns

STILL_DECIDING = timedelta(seconds=9)  # longer than any turn may take: an older one died with its process


class Row(NamedTuple):
    """One stored turn, as much of it as the next exchange needs."""

    sequence: int
    speaker: str
    text: str
    request_key: str
    action: str | None
    created_at: datetime

    @property
    def is_callers(self) -> bool:
        return self.speaker == Speaker.CALLER


async def hear(line: Line, voice: VoiceRequest, *, now: datetime) -> Heard:
    """Append what the caller said to the call, beginning the call when its first webhook was lost.

    A repeated webhook changes nothing: it comes back with the answer that was given, or with `in_progress` while
    another process is still deciding.
    """
    call, rows, is_new = await _listen(line, voice, now)
    runbook = await runbook_at_hand(call)
    count = sum(row.is_callers for row in rows)
    if is_new:
        row = Row(2 * count + 1, Speaker.CALLER, as_text(voice), voice.key, None, now)
        return await _heard(call, runbook, count + 1, [*rows, row], voice)
    if repeated := _repeated(voice, count, rows):
        return await _again(call, runbook, repeated, rows, voice, now)
    return Heard(call=call, exchange=count + 1, runbook=runbook, in_progress=True)


async def _listen(line: Line, voice: VoiceRequest, now: datetime) -> tuple[Call, list[Row], bool]:
    add = partial(
        add_heard,
        line.tenant_id,
        voice.call_sid,
        text=as_text(voice),
        key=voice.key,
        turn=voice.turn,
        now=now,
    )
    found = await add()
    if found is None:
        await follow(line.tenant_id, begin_call(line, voice, now=now))
        found = await add()
    if found is None:
        raise Call.DoesNotExist(voice.call_sid)
    call, rows, is_new = found
    return call, [Row(*values) for values in rows], is_new


def as_text(voice: VoiceRequest) -> str:
    """Return what the caller said or pressed, as it is kept: masked."""
    return mask(voice.speech) or (f"(pressed {mask(voice.digits)})" if voice.digits else "")


def _repeated(voice: VoiceRequest, count: int, rows: list[Row]) -> int | None:
    """Return the exchange that this request already belongs to, or None when it is a new one."""
    if voice.turn is not None:
        return voice.turn if 1 <= voice.turn <= count else None
    same = [row.sequence for row in rows if row.is_callers and row.request_key == voice.key]
    return (same[-1] + 1) // 2 if same else None


async def _again(
    call: Call, runbook: Runbook, exchange: int, rows: list[Row], voice: VoiceRequest, now: datetime
) -> Heard:
    answer = await in_database(answer_given, call, exchange)
    if answer:
        return Heard(call=call, exchange=exchange, runbook=runbook, answer=answer)
    asked_at = next(row.created_at for row in rows if row.sequence == 2 * exchange - 1)
    if now - asked_at < STILL_DECIDING:
        return Heard(call=call, exchange=exchange, runbook=runbook, in_progress=True)
    return await _heard(call, runbook, exchange, [row for row in rows if row.sequence < 2 * exchange], voice)


def answer_given(call: Call, exchange: int) -> str:
    """Return the TwiML that answered an exchange, or "" while there is none."""
    return call.turns.filter(sequence=2 * exchange).values_list("twiml", flat=True).first() or ""


async def _heard(call: Call, runbook: Runbook, exchange: int, rows: list[Row], voice: VoiceRequest) -> Heard:
    actions = [row.action for row in rows if row.action]
    apart = {place for aside in Known.read(call.known).asides for place in (2 * aside - 2, 2 * aside - 1)}
    turns = await _without_secrets(call, tuple(Utterance(Speaker(row.speaker), row.text) for row in rows))
    return Heard(
        call=call,
        exchange=exchange,
        runbook=runbook,
        turns=tuple(turn for row, turn in zip(rows, turns, strict=True) if row.sequence not in apart),
        digits=voice.digits,
        last_action=actions[-1] if actions else "",
    )


async def _without_secrets(call: Call, turns: tuple[Utterance, ...]) -> tuple[Utterance, ...]:
    """Return the turns masked; what the newest gives away in the older ones leaves the database before anybody decides."""
    if not given_away(turns):
        return turns
    await in_database(take_back, call.pk, turns)
    return mask_turns(turns)
