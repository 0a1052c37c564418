"""Work with the database that is written once and done two ways: straight from the event loop, or within a transaction.

A function of steps is a generator: it yields what it needs, is sent what came of it, and returns its result.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from calls.straight import Statement, fetch, fetch_together
from calls.threads import in_database
from tenants.prepared import run_prepared

A = TypeVar("A")
B = TypeVar("B")
T = TypeVar("T")


class Together(NamedTuple):
    """Statements that share one round trip; the rows of each come back."""

    statements: tuple[Statement, ...]


Blocking = Callable[[], Any]
Step = Statement | Together | Blocking
Steps = Generator[Step, Any, T]


async def follow(tenant_id: UUID, steps: Steps[T]) -> T:
    """Do the steps for a caller on the line: statements straight, each committed by itself, the rest in a thread.

    Raise psycopg.Error when the database refuses or is away.
    """
    came: Any = None
    while True:
        try:
            step = steps.send(came)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        match step:
            case Statement(text, values):
                came = await fetch(tenant_id, text, values)
            case Together(statements):
                came = await fetch_together(tenant_id, statements)
            case blocking:
                came = await in_database(blocking)


def run(steps: Steps[T]) -> T:
    """Do the steps here, on Django's connection and in its transaction, in the present scope."""
    came: Any = None
    while True:
        try:
            step = steps.send(came)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        match step:
            case Statement():
                came = run_prepared(*step).fetchall()
            case Together(statements):
                came = [run_prepared(*statement).fetchall() for statement in statements]
            case blocking:
                came = blocking()


def side_by_side(first: Steps[A], second: Steps[B]) -> Steps[tuple[A, B]]:
    """Do two things that do not need each other: statements that both ask for at once share a round trip."""
    going: dict[int, Steps[Any]] = {0: first, 1: second}
    ended: dict[int, Any] = {}
    came: dict[int, Any] = dict.fromkeys(going)
    while came:
        asked: dict[int, Step] = {}
        for place, value in came.items():
            try:
                asked[place] = going[place].send(value)
            except StopIteration as end:
                ended[place] = end.value
        came = yield from _ask_all(asked)
    return ended[0], ended[1]


def _ask_all(asked: dict[int, Step]) -> Steps[dict[int, Any]]:
    together = tuple(statement for step in asked.values() for statement in _statements(step))
    rows = iter((yield Together(together)) if together else ())
    came: dict[int, Any] = {}
    for place, step in asked.items():
        match step:
            case Statement():
                came[place] = next(rows)
            case Together(statements):
                came[place] = [next(rows) for _ in statements]
            case blocking:
                came[place] = yield blocking
    return came


def _statements(step: Step) -> tuple[Statement, ...]:
    match step:
        case Statement():
            return (step,)
        case Together(statements):
            return statements
        case _:
            return ()
