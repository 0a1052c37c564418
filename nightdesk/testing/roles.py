"""Whom a query of the suite is made by. The connection is the application's; what it may see depends on who asks.

A test's own lines set up several tenants and look at the rows of all: they are staff. The code that they call is the
application. What comes in by a door (a request, a command) has the scope that the door gives it and no other, so that
a forgotten scope fails here as it would in production; what a test calls directly works at the test's first tenant.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.test import AsyncClient, Client

from nightdesk.embedded import BASE_DIR
from tenants import prepared, scope
from tenants.roles import STAFF

OURS = f"{BASE_DIR}/"
PLUMBING = (scope.__file__, prepared.__file__, __file__)
EVERYBODY = scope.Scope(role=STAFF)
_home: ContextVar[scope.Scope | None] = ContextVar("home", default=None)
_stranger: ContextVar[bool] = ContextVar("stranger", default=False)


@contextmanager
def at_home(tenant_id: UUID) -> Iterator[None]:
    """Let what a test calls directly work at this tenant, unless it is at home elsewhere already."""
    before = _home.get()
    _home.set(before or scope.Scope(tenant=str(tenant_id)))
    try:
        yield
    finally:
        _home.set(before)


@contextmanager
def as_stranger() -> Iterator[None]:
    """Be the application without any tenant, as whoever comes in by a door is at first: there are no rows."""
    before = _stranger.set(True)
    try:
        yield
    finally:
        _stranger.reset(before)


def scope_of_tests() -> scope.Scope:
    """The scope that the next statement carries, in place of `scope.present_scope`."""
    present = scope.present_scope()
    if present != scope.NOBODY or _stranger.get() or not _is_application():
        return present
    return EVERYBODY if _asked_by_a_test() else _home.get() or scope.NOBODY


def _is_application() -> bool:
    """A test that speaks as the owner of the tables means just that."""
    return bool(connection.settings_dict["USER"] == settings.DATABASES["default"]["USER"])


def _asked_by_a_test() -> bool:
    """Whether the innermost line of ours that led to this statement stands in a test, or spells a row out for one."""
    frame = sys._getframe(1).f_back
    while frame:
        file = frame.f_code.co_filename
        ours = file.startswith(OURS) and "/site-packages/" not in file and file not in PLUMBING
        if ours and frame.f_code.co_name != "__str__":
            return "/tests/" in file or file.endswith("conftest.py")
        frame = frame.f_back
    return False


def guard_doors() -> None:
    """From now on statements are asked for as described above, and doors are entered as a stranger."""
    scope.scope_of_statement = scope_of_tests
    for door, name in ((Client, "request"), (AsyncClient, "request"), (BaseCommand, "execute")):
        setattr(door, name, _strange(getattr(door, name)))


def _strange(work: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(work)
    def entered(*args: Any, **kwargs: Any) -> Any:
        with as_stranger():
            return work(*args, **kwargs)

    return entered
