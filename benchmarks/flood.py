"""Forged webhooks by the thousand beside people who really call: how much later these are answered."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter

import aiohttp
import psycopg
from rich.console import Console
from rich.table import Table

from benchmarks import servers
from benchmarks.callers import NUMBER, Tally, Target, play

FORGERIES = 10_000
CALLERS, THINK, WARM = 50, 2.0, 4.0
ROUNDS, SECONDS = 4, 8.0  # in turn without and with a flood: the machine is not equally fast all the time
ATTACKERS = 50  # connections; each sends its next forgery when the last one is refused
STATISTICS_LATE = 12.0  # seconds; Postgres counts what an idle connection did after ten


def flood(console: Console) -> None:
    """Print what a flood costs the database alone, and the callers' p95 without and with one."""
    table = Table(
        title="Forged webhooks, 50 connections, beside 50 callers, model at once", title_justify="left"
    )
    for column in (
        "",
        "forgeries",
        "answers",
        "a second",
        "scans of tables",
        "turns",
        "p50 ms",
        "p95 ms",
        "errors",
    ):
        table.add_column(column, justify="right" if column else "left")
    with servers.desk() as target:
        heard, taken, scans = asyncio.run(_alone(target))
        table.add_row("forgeries alone", *_forged(heard, taken), str(scans), "", "", "", "")
        quiet, flooded, forged = Tally(), Tally(), Counter[int]()
        for _ in range(ROUNDS):
            _add(quiet, asyncio.run(_callers(target)))
            _add(flooded, asyncio.run(_beside(target, forged)))
        table.add_row("callers alone", "", "", "", "", *_turns(quiet))
        table.add_row("both", *_forged(forged, ROUNDS * (SECONDS + WARM)), "", *_turns(flooded))
    console.print(table)
    ratio = flooded.percentile(0.95) / quiet.percentile(0.95)
    console.print(f"  p95 of the callers in the flood: {ratio:.2f} × theirs without it\n")


async def _alone(target: Target) -> tuple[Counter[int], float, int]:
    """Forge with nobody else there, so that every table that Postgres looks into was looked into for a forgery."""
    before = await asyncio.to_thread(_scans, target)
    heard: Counter[int] = Counter()
    taken = await _forge(target, heard, enough=FORGERIES)
    return heard, taken, await asyncio.to_thread(_scans, target) - before


def _scans(target: Target) -> int:
    time.sleep(STATISTICS_LATE)
    with psycopg.connect(target.database) as database:
        row = database.execute(
            "SELECT sum(seq_scan + coalesce(idx_scan, 0)) FROM pg_stat_user_tables"
        ).fetchone()
    return int(row[0]) if row else 0


async def _callers(target: Target) -> Tally:
    return await play(target, callers=CALLERS, think=THINK, seconds=SECONDS, warm=WARM)


async def _beside(target: Target, heard: Counter[int]) -> Tally:
    """Let callers talk while the flood comes."""
    forging = asyncio.create_task(_forge(target, heard, enough=0, until=time.monotonic() + SECONDS + WARM))
    tally = await _callers(target)
    await forging
    return tally


async def _forge(target: Target, heard: Counter[int], *, enough: int, until: float = 0.0) -> float:
    """Send forgeries until there were enough and it is late enough. Return the seconds taken."""
    started = time.monotonic()

    async def one_after_another(session: aiohttp.ClientSession) -> None:
        while time.monotonic() < until or heard.total() < enough:
            headers = {"X-Twilio-Signature": secrets.token_urlsafe(20)}
            async with session.post(f"{target.base}/twilio/voice", data=_form(), headers=headers) as answer:
                await answer.read()
                heard[answer.status] += 1

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=ATTACKERS)) as session:
        await asyncio.gather(*(one_after_another(session) for _ in range(ATTACKERS)))
    return time.monotonic() - started


def _form() -> dict[str, str]:
    """A call to a number of ours or to none, by an account that nobody knows."""
    return {
        "CallSid": "CA" + secrets.token_hex(16),
        "AccountSid": "AC" + secrets.token_hex(16),
        "From": f"+1555{secrets.randbelow(10_000_000):07}",
        "To": secrets.choice((NUMBER, f"+1555{secrets.randbelow(10_000_000):07}")),
    }


def _forged(heard: Counter[int], taken: float) -> list[str]:
    answers = ", ".join(f"{count} × {status}" for status, count in sorted(heard.items()))
    return [str(heard.total()), answers, f"{heard.total() / taken:.0f}"]


def _add(whole: Tally, part: Tally) -> None:
    whole.seconds += part.seconds
    for kind, count in part.errors.items():
        whole.errors[kind] = whole.errors.get(kind, 0) + count


def _turns(tally: Tally) -> list[str]:
    times = [f"{tally.percentile(share) * 1000:.1f}" for share in (0.5, 0.95)]
    return [str(len(tally.seconds)), *times, str(tally.errors or "")]
