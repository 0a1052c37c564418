"""What Postgres's own catalogue says of the tables of a tenant, as questions whose right answer is no row at all."""

# ruff: noqa: S608 - nothing here comes from outside
from __future__ import annotations

from typing import Any, LiteralString

OF_TENANTS: LiteralString = """
    WITH owned AS (
        SELECT c.oid, c.relname AS name, a.attname AS owner, c.relrowsecurity, c.relforcerowsecurity
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT a.attisdropped
            AND (a.attname = 'tenant_id' OR (c.relname, a.attname) = ('tenants_tenant', 'id'))
    )
"""
TABLES: LiteralString = OF_TENANTS + "SELECT name, owner FROM owned ORDER BY name"
OPEN: LiteralString = f"""{OF_TENANTS}
    SELECT name FROM owned WHERE NOT relrowsecurity OR NOT relforcerowsecurity OR NOT EXISTS (
        SELECT FROM pg_policy WHERE polrelid = owned.oid AND polname = 'tenant')
"""
POLICIES: LiteralString = f"""{OF_TENANTS}
    SELECT name, polname, polcmd::text, polpermissive,
        ARRAY(SELECT CASE role WHEN 0 THEN 'public' ELSE pg_get_userbyid(role)::text END FROM unnest(polroles) role),
        pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid), owner
    FROM owned JOIN pg_policy ON polrelid = owned.oid
"""
LOOSE_KEYS: LiteralString = f"""{OF_TENANTS}
    SELECT child.name || '.' || conname FROM pg_constraint
    JOIN owned child ON child.oid = conrelid JOIN owned parent ON parent.oid = confrelid
    WHERE contype = 'f' AND parent.name <> 'tenants_tenant' AND NOT EXISTS (
        SELECT FROM unnest(conkey, confkey) AS pair (mine, theirs)
        JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = mine AND a.attname = 'tenant_id'
        JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = theirs AND b.attname = 'tenant_id')
"""
COMMON_NAMES: LiteralString = f"""{OF_TENANTS}
    SELECT name || '.' || string_agg(attname, ',' ORDER BY attnum) FROM owned
    JOIN pg_index i ON i.indrelid = owned.oid
    JOIN pg_attribute a ON a.attrelid = owned.oid AND a.attnum = ANY (i.indkey)
    WHERE indisunique AND NOT indisprimary
    GROUP BY name, owner, indexrelid HAVING NOT bool_or(attname = owner)
"""
SEEN_BY_WATCH: LiteralString = f"""{OF_TENANTS}
    SELECT name || '.' || attname FROM owned
    JOIN pg_attribute a ON attrelid = owned.oid AND attnum > 0 AND NOT attisdropped
    WHERE has_column_privilege(%s, owned.oid, attnum, 'SELECT')
"""
FUNCTIONS: LiteralString = """
    SELECT proname, pg_get_userbyid(proowner), coalesce(array_to_string(proconfig, ' '), ''),
        has_function_privilege('public', oid, 'EXECUTE')
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
"""
VIEWS: LiteralString = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
        AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)
"""


def ask(cursor: Any, question: LiteralString, *values: object) -> list[tuple[Any, ...]]:
    """Every row that the catalogue has to a question above."""
    cursor.execute(question, values or None)
    return list(cursor.fetchall())
