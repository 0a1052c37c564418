"""A line is read anew every few seconds by one of the calls on it, and the others do not wait for that."""

from __future__ import annotations

import asyncio
import time

import pytest
from asgiref.sync import async_to_sync

from calls.voice import lines
from calls.voice.lines import Line, find_line
from tenants.models import Customer, PhoneNumber

ACME = "+15555550199"


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The numbers that were looked up in the database."""
    looked_up: list[str] = []

    def counted(number: str) -> Line:
        looked_up.append(number)
        return load(number)

    load = lines._load
    monkeypatch.setattr(lines, "_load", counted)
    return looked_up


def remembered_since(seconds: float) -> Line:
    line = async_to_sync(find_line)(ACME)
    lines._remember(line, time.monotonic() - seconds)
    return line


def twenty_at_once() -> list[Line]:
    async def all_of_them() -> list[Line]:
        return await asyncio.gather(*(find_line(ACME) for _ in range(20)))

    return async_to_sync(all_of_them)()


@pytest.mark.parametrize(("age", "read"), [(5.0, 0), (11.0, 1)])
def test_one_of_many_calls_reads_the_line_anew_when_it_is_due(
    acme: Customer, readings: list[str], age: float, read: int
) -> None:
    before = remembered_since(age)
    readings.clear()
    assert twenty_at_once() == [before] * 20
    assert len(readings) == read


def test_a_line_that_rested_for_long_serves_nobody_before_it_is_read(acme: Customer) -> None:
    remembered_since(60.0)
    PhoneNumber.objects.filter(number=ACME).delete()
    assert not any(line.is_known for line in twenty_at_once())
