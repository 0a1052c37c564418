"""In which order the desk's parts are started."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nightdesk.run import Desk, Part


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk([Part(name, ["sleep", "60"]) for name in ("web", "worker", "watchdog")])
    yield desk
    desk.stop()


def running(desk: Desk) -> list[str]:
    return [part.name for part in desk.parts if part.process is not None and not part.is_dead]


def test_the_web_process_is_started_before_the_others(desk: Desk) -> None:
    desk.start_web()
    assert running(desk) == ["web"]


def test_what_runs_already_is_not_started_twice(desk: Desk) -> None:
    desk.start_web()
    web = desk.parts[0].process
    desk.start()
    assert running(desk) == ["web", "worker", "watchdog"]
    assert desk.parts[0].process is web
