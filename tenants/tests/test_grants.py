"""The roles are made by an owner who is no superuser, as at most hosts; who may not make them is told what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from nightdesk.management.commands import migrate
from tenants.grants import make_roles, why_too_wide
from tenants.owner import as_owner
from tenants.roles import APP, DOORS, STAFF, WATCH

pytestmark = pytest.mark.django_db


@pytest.fixture
def hosted() -> Iterator[BaseDatabaseWrapper]:
    """The owner of a database at a host, who made the roles himself: he may pass them on and has none yet."""
    with as_owner() as owner, transaction.atomic(), owner.cursor() as cursor:
        cursor.execute("CREATE ROLE hosted_owner CREATEROLE")
        for role in (APP, STAFF, WATCH, DOORS):
            cursor.execute(f"GRANT {role} TO hosted_owner WITH ADMIN TRUE, INHERIT FALSE, SET FALSE")
        cursor.execute("SET ROLE hosted_owner")
        yield owner
        transaction.set_rollback(True)


def has(owner: BaseDatabaseWrapper, role: str, how: str) -> Any:
    with owner.cursor() as cursor:
        cursor.execute("SELECT pg_has_role('hosted_owner', %s, %s)", [role, how])
        return cursor.fetchone()[0]


def test_an_owner_who_is_no_superuser_gives_himself_what_he_needs(hosted: BaseDatabaseWrapper) -> None:
    assert not has(hosted, STAFF, "USAGE")
    make_roles(hosted.connection)
    make_roles(hosted.connection)
    assert has(hosted, STAFF, "USAGE"), "a migration that changes rows must see them"
    assert has(hosted, DOORS, "SET"), "or a door cannot be given to the doors"
    with hosted.cursor() as cursor:
        assert why_too_wide(cursor) is None


def test_an_owner_who_may_not_make_the_roles_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refused(psycopg.errors.InsufficientPrivilege):
        diag: Any = type("Diag", (), {"message_primary": "permission denied to create role"})

    def refuse(owner: object) -> None:
        raise Refused

    monkeypatch.setattr(migrate, "prepare_roles", refuse)
    with pytest.raises(CommandError, match=r"permission denied to create role.*CREATEROLE"):
        call_command("migrate", verbosity=0)
