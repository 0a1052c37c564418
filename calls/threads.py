"""Database work of an async request: in a few threads that keep their connections, so that a turn costs no set-up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

P = ParamSpec("P")
R = TypeVar("R")


async def in_database(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run blocking work that may be repeated safely. No connection is held while the model thinks."""
    job = partial(work, *args, **kwargs)
    if not settings.DATABASE_THREADS:
        return await sync_to_async(job)()
    return await asyncio.get_running_loop().run_in_executor(_threads(), _on_a_live_connection, job)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(settings.DATABASE_THREADS, thread_name_prefix="database")


def _on_a_live_connection(job: Callable[[], R]) -> R:
    """Do the job, once more when the kept connection turned out to be dead: Postgres was restarted."""
    try:
        return job()
    except (InterfaceError, OperationalError):
        if connection.connection is not None and connection.is_usable():
            raise
        connection.close()
        return job()
