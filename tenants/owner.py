"""The owner of the tables: who migrates. Nothing else is done under this name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tenants.grants import let_log_in, let_use_tables, make_roles
from tenants.roles import APP

# Every call waits behind a change of a table that itself waits for a lock. It gives up, and is tried again.
PATIENCE = "-c lock_timeout=10s"


@contextmanager
def as_owner(alias: str = "default") -> Iterator[BaseDatabaseWrapper]:
    """Let this thread speak to the database as the owner of its tables, on a connection of its own."""
    application = connections[alias]
    owner = type(application)(owner_settings(application.settings_dict), alias)
    connections[alias] = owner
    try:
        yield owner
    finally:
        owner.close()
        connections[alias] = application


def owner_settings(application: dict[str, Any]) -> dict[str, Any]:
    """The application's database, another name: DATABASE_OWNER_URL, else who DATABASE_URL names."""
    who = {key: settings.DATABASE_OWNER[key] for key in ("USER", "PASSWORD", "HOST", "PORT")}
    options = {"options": PATIENCE, **settings.DATABASE_OWNER.get("OPTIONS", {})}
    return {**application, **who, "OPTIONS": options}


def prepare_roles(owner: BaseDatabaseWrapper) -> None:
    """Make the roles before the tables. The application logs in by itself when DATABASE_URL names it."""
    owner.ensure_connection()
    make_roles(owner.connection)
    let_use_tables(owner.connection)
    if (app := settings.DATABASES[owner.alias])["USER"] == APP and app["PASSWORD"]:
        let_log_in(owner.connection, app["PASSWORD"])
