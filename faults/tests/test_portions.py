"""A long run is kept in portions, goes on where it was stopped, and is told as one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from faults import portions
from faults.clock import Clock
from faults.portions import Portion, play_all
from faults.report import Row, summed

Play = Callable[[int, int, Path, list[str]], None]


def portion(seed: int, faults: int = 100, broken: tuple[str, ...] = ()) -> Portion:
    row = Row("kill -9: web", faults, 200, 190, 180, 6, 4, 0, 1, [0, 190, 0], [0.5, 2.0])
    return Portion(seed, faults, "abc1234", "2026-11-21", 60.0, 0.0, 8, 0, 9, [row], list(broken))


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The seeds of the portions that were played, each as if it had been done."""
    seeds = list[int]()

    def play(size: int, seed: int, path: Path, others: list[str]) -> None:
        seeds.append(seed)
        portion(seed, size).save(path)

    monkeypatch.setattr(portions, "KEPT_IN", tmp_path)
    monkeypatch.setattr(portions, "_play", play)
    return seeds


def test_a_run_that_was_stopped_goes_on_with_the_portion_that_is_missing(
    played: list[int], tmp_path: Path
) -> None:
    portion(7).save(tmp_path / "7-100.json")
    assert play_all(250, 7, [], Console(record=True)) == 0
    assert played == [8, 9]


def test_portions_are_told_as_one_table_with_every_broken_promise(played: list[int], tmp_path: Path) -> None:
    portion(7, broken=("I2 CA1: a step left 65 s late",)).save(tmp_path / "7-100.json")
    console = Console(record=True, width=170)
    assert play_all(200, 7, [], console) == 1
    told = console.export_text()
    assert "200 faults, seed 7 to 8, 120 s" in told
    assert "I2 CA1: a step left 65 s late" in told
    assert "0/380/0" in told


def test_rows_of_the_same_fault_are_added_up() -> None:
    [row] = summed([*portion(7).rows, *portion(8).rows])
    assert (row.injected, row.woke, row.paged, row.tickets) == (200, 380, 360, [0, 380, 0])
    assert row.seconds == [0.5, 2.0, 0.5, 2.0]


def test_only_what_the_machine_lost_within_a_stretch_of_time_is_counted_out(tmp_path: Path) -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    (tmp_path / "gaps").write_text(f"{noon.timestamp()} {noon.timestamp() + 10}\n")
    clock = Clock(tmp_path)
    assert clock.elapsed(noon + timedelta(seconds=4), noon + timedelta(seconds=30)) == timedelta(seconds=20)
    assert clock.elapsed(noon - timedelta(seconds=9), noon) == timedelta(seconds=9)
