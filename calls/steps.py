"""Work with the database that is written once and done two ways: straight from the event loop, or within a transaction.

A function of steps is a generator: it yields what it needs, is sent what came of it, and returns its result.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any, LiteralString, NamedTuple, TypeVar
from uuid import UUID

from calls.straight import Rows, fetch
from calls.threads import in_database
from tenants.prepared import run_prepared

T = TypeVar("T")


class Statement(NamedTuple):
    """One statement that returns rows; its values are called $1, $2, …"""

    text: LiteralString
    values: Sequence[Any]


Blocking = Callable[[], Any]
Steps = Generator[Statement | Blocking, Any, T]


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
        came = await fetch(tenant_id, *step) if isinstance(step, Statement) else await in_database(step)


def run(steps: Steps[T]) -> T:
    """Do the steps here, on Django's connection and in its transaction, in the present scope."""
    came: Any = None
    while True:
        try:
            step = steps.send(came)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        came = _rows(step) if isinstance(step, Statement) else step()


def _rows(step: Statement) -> Rows:
    return run_prepared(step.text, step.values, with_dollars=True).fetchall()
