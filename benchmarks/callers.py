"""Many callers at once: signed webhooks over kept-alive connections, and how long each turn's answer took."""

from __future__ import annotations

import asyncio
import random
import re
import secrets
import time
from dataclasses import dataclass, field

import aiohttp
from twilio.request_validator import RequestValidator

from benchmarks.model import WORDS

UTTERANCES = (
    "Hi, the printer in accounting is not working.",
    "Yes, I switched it off and on again.",
    "The display says error fifty one.",
    "It is only this one printer.",
    "I am holding the button now.",
    "The light is steady now.",
)
ACTION = re.compile(r'action="([^"]+)"')
NUMBER, CALLER, ACCOUNT = "+15550002222", "+15550001111", "AC" + "0" * 32


@dataclass(slots=True)
class Tally:
    """Seconds per answered turn, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)

    def error(self, kind: str) -> None:
        self.errors[kind] = self.errors.get(kind, 0) + 1

    def percentile(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


@dataclass(frozen=True, slots=True)
class Target:
    base: str
    public: str
    token: str
    database: str = ""


async def call_until(
    target: Target,
    session: aiohttp.ClientSession,
    tally: Tally,
    *,
    think: float,
    until: float,
    count_from: float,
) -> None:
    """Play one call after another: greeting, then the utterances, each after some seconds of listening."""
    validator = RequestValidator(target.token)
    while time.monotonic() < until:
        sid, path = "CA" + secrets.token_hex(16), "/twilio/voice"
        for said in ("", *UTTERANCES):
            await asyncio.sleep(think * random.uniform(0.6, 1.4))
            if time.monotonic() > until:
                return
            path = await _turn(target, session, validator, tally, sid, path, said, count_from)
            if not path:
                break


async def _turn(
    target: Target,
    session: aiohttp.ClientSession,
    validator: RequestValidator,
    tally: Tally,
    sid: str,
    path: str,
    said: str,
    count_from: float,
) -> str:
    form = {"CallSid": sid, "AccountSid": ACCOUNT, "From": CALLER, "To": NUMBER, "CallStatus": "in-progress"}
    if said:
        form |= {"SpeechResult": said, "Confidence": "0.9"}
    signature = validator.compute_signature(target.public + path, form)
    headers = {"X-Twilio-Signature": signature, "I-Twilio-Idempotency-Token": secrets.token_hex(16)}
    started = time.monotonic()
    try:
        async with session.post(target.base + path, data=form, headers=headers) as answer:
            body = await answer.text()
    except (aiohttp.ClientError, TimeoutError) as exc:
        tally.error(type(exc).__name__)
        return ""
    if answer.status != 200 or "<Response" not in body:
        tally.error(f"status {answer.status}")
        return ""
    if said and started >= count_from:
        tally.seconds.append(time.monotonic() - started)
        if WORDS[:40] not in body:
            tally.error("other words")
    found = ACTION.search(body)
    return found[1].replace("&amp;", "&").removeprefix(target.public) if found else ""


async def play(target: Target, *, callers: int, think: float, seconds: float, warm: float = 2.0) -> Tally:
    """Let so many callers talk for so many seconds; the first `warm` seconds do not count."""
    tally, now = Tally(), time.monotonic()
    timeout = aiohttp.ClientTimeout(total=15)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as session:
        calls = [
            call_until(target, session, tally, think=think, until=now + warm + seconds, count_from=now + warm)
            for _ in range(callers)
        ]
        await asyncio.gather(*calls)
    return tally


async def all_at_once(target: Target, *, callers: int) -> Tally:
    """Let every caller speak in the same moment."""
    return await play(target, callers=callers, think=0.0, seconds=6.0, warm=2.0)
