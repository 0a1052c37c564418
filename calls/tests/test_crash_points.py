"""Crash points: a process ends where a test asks for it, once, and never in production."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from unittest.mock import patch

import pytest
from pytest_django import Settings as SettingsWrapper

from calls import crash_points
from calls.crash_points import Place, crash_point


def kills(place: Place) -> bool:
    with patch.object(os, "kill") as kill:
        crash_point(place)
    if kill.called:
        kill.assert_called_once_with(os.getpid(), signal.SIGKILL)
    return bool(kill.called)


@pytest.fixture(autouse=True)
def _nothing_passed() -> None:
    crash_points._passed.clear()


def test_without_an_order_nothing_happens(settings: SettingsWrapper) -> None:
    settings.CRASH_AT = ""
    assert not kills(Place.PAGE_ACCEPTED)


def test_the_third_time_is_the_last(settings: SettingsWrapper) -> None:
    settings.CRASH_AT = "page.accepted:3"
    assert [kills(Place.PAGE_ACCEPTED) for _ in range(3)] == [False, False, True]


def test_another_place_is_passed(settings: SettingsWrapper) -> None:
    settings.CRASH_AT = "page.accepted:1"
    assert not kills(Place.PAGE_SENDING)


def test_an_order_in_a_file_is_obeyed_by_one_process_and_once(
    settings: SettingsWrapper, tmp_path: Path
) -> None:
    order = tmp_path / "crash-at"
    settings.CRASH_AT = f"@{order}"
    assert not kills(Place.TURN_RECORDED)
    order.write_text("turn.recorded:1:first")
    assert kills(Place.TURN_RECORDED)
    assert not kills(Place.TURN_RECORDED)
