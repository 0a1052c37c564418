"""Row-level security as migration operations: `Protect` for a table, `Watch` for its queue columns, `Door` for a look-up."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, LiteralString

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from tenants.roles import APP, DOORS, STAFF, WATCH

# As a sub-select it is computed once for a query, not once for a row, and an index on the column serves it. Nothing
# set, and set for a transaction that is over, are both nobody: no row equals NULL.
TENANT = "(SELECT nd_tenant())"
WHOSE = """
CREATE OR REPLACE FUNCTION nd_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('nightdesk.tenant', true), '')::uuid $$
"""

REFERENCES: LiteralString = """
SELECT c.conname, p.relname, a.attname FROM pg_constraint c
JOIN pg_class p ON p.oid = c.confrelid
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
WHERE c.contype = 'f' AND c.conrelid = %s::regclass AND cardinality(c.conkey) = 1 AND a.attname <> 'tenant_id'
    AND EXISTS (SELECT FROM pg_attribute o WHERE o.attrelid = c.confrelid AND o.attname = 'tenant_id')
"""
ONE_TO_ONE: LiteralString = """
SELECT u.conname, a.attname FROM pg_constraint u
JOIN pg_attribute a ON a.attrelid = u.conrelid AND a.attnum = u.conkey[1]
WHERE u.contype = 'u' AND u.conrelid = %s::regclass AND cardinality(u.conkey) = 1 AND a.attname = %s
"""


class Protect(Operation):
    """Let a table's rows be seen and written by their tenant alone; goes last in the migration that makes the table.

    The column `tenant_id` says whose a row is. Every key to another tenant's table is made to carry it, so that no
    row can point at somebody else's, and so is a key that lets only one row point there.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, *, column: str = "tenant_id") -> None:
        self.table, self.column = table, column

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        return

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        _write_what_waits(schema_editor)
        for statement in chain(self._policies(), self._own_keys(schema_editor)):
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Lift the policies. Keys stay as they are: they are stricter than what was there and refuse nothing true."""
        schema_editor.execute(f"DROP POLICY tenant ON {self.table}")
        schema_editor.execute(f"DROP POLICY staff ON {self.table}")
        schema_editor.execute(
            f"ALTER TABLE {self.table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY"
        )

    def describe(self) -> str:
        return f"Let rows of {self.table} be seen by their tenant alone"

    def _policies(self) -> Iterator[str]:
        mine = f"{self.column} = {TENANT}"
        yield WHOSE
        yield f"ALTER TABLE {self.table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
        yield f"CREATE POLICY tenant ON {self.table} TO {APP} USING ({mine}) WITH CHECK ({mine})"
        yield f"CREATE POLICY staff ON {self.table} TO {STAFF} USING (true) WITH CHECK (true)"
        yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {self.table} TO {APP}, {STAFF}"

    def _own_keys(self, schema_editor: BaseDatabaseSchemaEditor) -> Iterator[str]:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(REFERENCES, [self.table])
            for name, parent, column in cursor.fetchall():
                yield from _composite(cursor, self.table, name, parent, column)
                cursor.execute(ONE_TO_ONE, [self.table, column])
                for unique, only in cursor.fetchall():
                    yield _replace(self.table, unique, f"UNIQUE (tenant_id, {only})")


def _composite(cursor: Any, table: str, name: str, parent: str, column: str) -> Iterator[str]:
    target = f"{parent}_of_tenant"
    cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = %s", [target])
    if not cursor.fetchone():
        yield f"ALTER TABLE {parent} ADD CONSTRAINT {target} UNIQUE (tenant_id, id)"
    key = (
        f"FOREIGN KEY (tenant_id, {column}) REFERENCES {parent} (tenant_id, id) DEFERRABLE INITIALLY DEFERRED"
    )
    yield _replace(table, name, key)


def _replace(table: str, name: str, definition: str) -> str:
    return f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} {definition}"


def _write_what_waits(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Django writes a new table's foreign keys at the end of the migration; here they must be there."""
    for statement in schema_editor.deferred_sql:
        schema_editor.execute(statement, None)
    schema_editor.deferred_sql.clear()


class UseTables(Operation):
    """Let application and staff use the tables that were there before the roles; newer ones are theirs by default."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        return

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for what in ("SELECT, INSERT, UPDATE, DELETE ON ALL TABLES", "USAGE, SELECT ON ALL SEQUENCES"):
            schema_editor.execute(f"GRANT {what} IN SCHEMA public TO {APP}, {STAFF}")

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        return

    def describe(self) -> str:
        return "Let the application use the tables"


class Watch(Operation):
    """Let the watchdog read some columns of a table for every tenant: whose, which, due when. Never what it says."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, *columns: str) -> None:
        self.table, self.columns = table, columns

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        return

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in reading(self.table, WATCH, "watch", self.columns):
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in no_reading(self.table, WATCH, "watch"):
            schema_editor.execute(statement)

    def describe(self) -> str:
        return f"Let the watchdog see {', '.join(self.columns)} of {self.table}"


class Door(Operation):
    """Make a function that reads some columns of one table for every tenant, and lets nothing else through.

    `returns` names its result's columns with their types, `query` is the one question it answers, over `table` alone.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(
        self, name: str, *, takes: str, returns: str, query: str, table: str, columns: tuple[str, ...]
    ) -> None:
        self.name, self.takes, self.returns, self.query = name, takes, returns, query
        self.table, self.columns = table, columns

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        return

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        _write_what_waits(schema_editor)
        for statement in (*reading(self.table, DOORS, "doors", self.columns), *self._function()):
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        schema_editor.execute(f"DROP FUNCTION {self.name}({self.takes})")
        for statement in no_reading(self.table, DOORS, "doors"):
            schema_editor.execute(statement)

    def describe(self) -> str:
        return f"Open the door {self.name} to {', '.join(self.columns)} of {self.table}"

    def _function(self) -> Iterator[str]:
        signature = f"{self.name}({self.takes})"
        yield f"""
            CREATE FUNCTION {signature} RETURNS TABLE ({self.returns})
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
            AS $$ {self.query} $$
        """
        yield f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC"
        yield f"GRANT EXECUTE ON FUNCTION {signature} TO {APP}, {STAFF}"
        # To be given a function a role must for that moment be allowed to make one.
        yield f"GRANT CREATE ON SCHEMA public TO {DOORS}"
        yield f"ALTER FUNCTION {signature} OWNER TO {DOORS}"
        yield f"REVOKE CREATE ON SCHEMA public FROM {DOORS}"


def reading(table: str, role: str, policy: str, columns: tuple[str, ...]) -> Iterator[str]:
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"GRANT SELECT ({', '.join(columns)}) ON {table} TO {role}"
    yield f"DROP POLICY IF EXISTS {policy} ON {table}"
    yield f"CREATE POLICY {policy} ON {table} FOR SELECT TO {role} USING (true)"


def no_reading(table: str, role: str, policy: str) -> Iterator[str]:
    yield f"DROP POLICY IF EXISTS {policy} ON {table}"
    yield f"REVOKE ALL ON {table} FROM {role}"
