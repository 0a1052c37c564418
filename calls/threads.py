"""Database work of an async request: in a few threads that keep their connections, so that a turn costs no set-up."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from functools import cache, partial
from threading import Barrier
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection

P = ParamSpec("P")
R = TypeVar("R")
WARM_UP_SECONDS = 10.0


async def in_database(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run blocking work that may be repeated safely. No connection is held while the model thinks."""
    job = partial(work, *args, **kwargs)
    if not settings.DATABASE_THREADS:
        return await sync_to_async(job)()
    here = copy_context()  # a thread does not know by itself whose rows may be seen
    return await asyncio.get_running_loop().run_in_executor(_threads(), here.run, _on_a_live_connection, job)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(settings.DATABASE_THREADS, thread_name_prefix="database")


def warm_up(work: Callable[[], object], *, once: Callable[[], object]) -> None:
    """Let every thread open its connection and do some work, then one of them what is needed once; wait for it."""
    together = Barrier(settings.DATABASE_THREADS)
    jobs = [_threads().submit(_warm, together, work) for _ in range(settings.DATABASE_THREADS)]
    jobs.append(_threads().submit(_warm, Barrier(1), once))
    wait(jobs, WARM_UP_SECONDS)


def _warm(together: Barrier, work: Callable[[], object]) -> None:
    together.wait(WARM_UP_SECONDS)
    with contextlib.suppress(DatabaseError):  # a database that is away is met again by the first call
        work()


def _on_a_live_connection(job: Callable[[], R]) -> R:
    """Do the job, once more when the kept connection turned out to be dead: Postgres was restarted."""
    was_open = connection.connection is not None
    try:
        return job()
    except (InterfaceError, OperationalError):
        if not was_open or (connection.connection is not None and connection.is_usable()):
            raise
        connection.close()
        return job()
