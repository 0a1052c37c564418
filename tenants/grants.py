"""Making the roles and letting them use what they need: done by the owner, at every migration."""

from __future__ import annotations

from typing import Any, LiteralString

import psycopg
from psycopg import sql

from tenants.roles import APP, DOORS, STAFF, WATCH

MADE: LiteralString = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {name}) THEN
        CREATE ROLE {role} NOLOGIN NOINHERIT;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""
USED: LiteralString = """
GRANT USAGE ON SCHEMA public TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role};
"""
STATE = """
SELECT current_user, r.rolsuper, r.rolbypassrls, EXISTS (
    SELECT FROM pg_class WHERE relowner = r.oid AND relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p'))
FROM pg_roles r WHERE rolname = current_user
"""


def make_roles(owner: psycopg.Connection[Any]) -> None:
    """Make the roles that are missing, and let the right ones become one another; doing it twice changes nothing.

    Raise psycopg.errors.InsufficientPrivilege when something is missing and this owner may not make it.
    """
    for role in (APP, STAFF, WATCH, DOORS):
        owner.execute(sql.SQL(MADE).format(name=sql.Literal(role), role=sql.Identifier(role)))
    for role, member in ((STAFF, APP), (WATCH, APP), (APP, None), (STAFF, None), (DOORS, None)):
        _let_become(owner, role, member)


def let_use_tables(owner: psycopg.Connection[Any]) -> None:
    """Let application and staff use every table that this owner is going to make in this database."""
    for role in (APP, STAFF):
        owner.execute(sql.SQL(USED).format(role=sql.Identifier(role)))


def let_log_in(owner: psycopg.Connection[Any], password: str = "") -> None:
    """Let the application log in under its own name. The password is hashed here, so that no server log reads it."""
    change = sql.SQL("ALTER ROLE {} LOGIN").format(sql.Identifier(APP))
    if password:
        hashed = owner.pgconn.encrypt_password(password.encode(), APP.encode(), b"scram-sha-256").decode()
        change += sql.SQL(" PASSWORD {}").format(sql.Literal(hashed))
    owner.execute(change)


def why_too_wide(cursor: Any) -> str | None:
    """Say why this cursor's role may see more than one tenant's rows; None when it is as narrow as it must be."""
    cursor.execute(STATE)
    user, is_super, bypasses, owns = cursor.fetchone()
    if is_super or bypasses:
        return f"The database role {user} bypasses row-level security"
    if owns:
        return f"The database role {user} owns tables, and an owner can lift row-level security"
    return None


def _let_become(owner: psycopg.Connection[Any], role: str, member: str | None) -> None:
    """Let a role become another one with SET ROLE. The owner (None) has it always: what he migrates he must see."""
    grantee = sql.Identifier(member) if member else sql.SQL("CURRENT_USER")
    who = sql.Literal(member) if member else sql.SQL("current_user")
    explicit = owner.info.server_version >= 160000
    how = sql.Literal("USAGE" if not member else "SET" if explicit else "MEMBER")
    found = owner.execute(
        sql.SQL("SELECT pg_has_role({}, {}, {})").format(who, sql.Literal(role), how)
    ).fetchone()
    if not (found and found[0]):
        always = sql.SQL(" WITH INHERIT TRUE" if explicit and not member else "")
        owner.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), grantee) + always)
