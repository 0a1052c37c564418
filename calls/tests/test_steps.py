"""Two things done side by side share their round trips, and each gets what it asked for."""

from __future__ import annotations

from typing import Any

from calls.steps import Steps, Together, side_by_side
from calls.straight import Statement

WHO, WHERE, WHEN = (Statement("SELECT $1::text", [word]) for word in ("who", "where", "when"))


def ask(*questions: Statement | Together) -> Steps[list[Any]]:
    heard = []
    for question in questions:
        heard.append((yield question))
    return heard


def play(steps: Steps[Any]) -> tuple[list[tuple[str, ...]], Any]:
    """Answer each statement with its own word; return what was asked in each round, and the result."""
    rounds: list[tuple[str, ...]] = []
    came: Any = None
    while True:
        try:
            step = steps.send(came)
        except StopIteration as end:
            return rounds, end.value
        if isinstance(step, Together):
            came = [statement.values[0] for statement in step.statements]
            rounds.append(tuple(came))
        else:
            assert not isinstance(step, Statement), "statements travel together"
            came = step()


def test_statements_that_both_ask_for_at_once_share_a_round_trip() -> None:
    rounds, result = play(side_by_side(ask(WHO, WHEN), ask(WHERE)))
    assert rounds == [("who", "where"), ("when",)]
    assert result == (["who", "when"], ["where"])


def test_what_shares_a_round_trip_already_can_share_it_with_more() -> None:
    rounds, result = play(side_by_side(ask(WHO), side_by_side(ask(WHERE), ask(WHEN))))
    assert rounds == [("who", "where", "when")]
    assert result == (["who"], (["where"], ["when"]))


def test_one_side_may_need_nothing_or_something_else_than_the_database() -> None:
    def look_at_the_clock() -> Steps[int]:
        hour: int = yield lambda: 2
        return hour

    rounds, result = play(side_by_side(ask(), side_by_side(look_at_the_clock(), ask(WHO))))
    assert rounds == [("who",)]
    assert result == ([], (2, ["who"]))
