"""An outside judge: pgrls reads the policies from Postgres, and a solver proves what they let through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal

import pytest
from django.db import transaction
from pgrls.introspect import introspect
from pgrls.verify import DEFAULT_AUTH_FUNCTIONS, Verification, build_verification

from tenants.owner import as_owner
from tenants.rls import TENANT, WHOSE
from tenants.roles import APP

pytestmark = pytest.mark.django_db

Mode = Literal["anon", "cross-tenant", "write"]
WHO_ASKS = {*DEFAULT_AUTH_FUNCTIONS, "nd_tenant"}
HANDED_TO_THE_JUDGE = {
    "anon": "the application without a tenant reads nothing",
    "cross-tenant": "the application as one tenant reads nothing of another",
    "write": "nor does it write, move or delete anything of another",
}


@pytest.fixture
def owner() -> Iterator[Any]:
    with as_owner() as connection, transaction.atomic():
        connection.ensure_connection()
        yield connection
        transaction.set_rollback(True)


def judge(owner: Any, mode: Mode) -> Verification:
    """What the judge says of the policies that are the application's; staff's and the watchdog's are not."""
    schema = introspect(owner.connection, ["public"])
    its_own = [
        replace(table, policies=type(table.policies)(one for one in table.policies if APP in one.roles))
        for table in schema.tables
    ]
    schema = replace(schema, tables=type(schema.tables)(its_own))
    return build_verification(
        schema,
        mode=mode,
        auth_functions=WHO_ASKS,
        anon_roles={APP},
        identity_columns=frozenset({"tenant_id", "id"}),
    )


@pytest.mark.parametrize("mode", HANDED_TO_THE_JUDGE)
def test_it_is_proved_for_every_table(owner: Any, mode: Mode) -> None:
    tables = judge(owner, mode).tables
    assert len(tables) > 30
    assert {table.qualified_name: table.note for table in tables if table.verdict != "isolated"} == {}


@pytest.mark.parametrize(
    ("mode", "hole"),
    [
        ("anon", f"tenant_id = {TENANT} OR {TENANT} IS NULL"),
        ("cross-tenant", f"tenant_id = {TENANT} OR shared"),
        ("write", f"tenant_id = {TENANT} OR shared"),
    ],
)
def test_a_hole_in_a_policy_is_found(owner: Any, mode: Mode, hole: str) -> None:
    with owner.cursor() as cursor:
        cursor.execute(f"""
            {WHOSE};
            CREATE TABLE calls_holed (tenant_id uuid, shared bool);
            ALTER TABLE calls_holed ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
            CREATE POLICY tenant ON calls_holed TO {APP} USING ({hole}) WITH CHECK ({hole});
        """)
    found = {table.qualified_name for table in judge(owner, mode).tables if table.verdict == "leak"}
    assert found == {"public.calls_holed"}
