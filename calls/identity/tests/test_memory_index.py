"""A ring asks for the last calls of its number. What that costs must not grow with how often the number called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from calls.identity.at_ring import WHO
from calls.models import Call
from tenants.models import Tenant
from tenants.prepared import run_prepared
from tenants.scope import as_tenant

LINE_TESTER = "+15550001111"
MEMORY = 3  # earlier calls that a greeting and a decision know of


def rows_looked_at(node: dict[str, Any]) -> int:
    """How many rows a plan's scans of the calls took into their hands, kept or thrown away."""
    own = 0
    if node.get("Relation Name") == Call._meta.db_table:
        own = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    return int(own) + sum(rows_looked_at(child) for child in node.get("Plans", []))


def test_a_number_that_rang_all_night_and_said_nothing_does_not_slow_its_next_ring(
    northstar: Tenant, make_call: Callable[..., Call]
) -> None:
    make_call(northstar, from_number=LINE_TESTER)
    now = timezone.now()
    Call.objects.bulk_create(
        Call(
            tenant=northstar,
            sid=f"CA{count:032}",
            from_number=LINE_TESTER,
            started_at=now - timedelta(seconds=count),
            heard_at=now,
        )
        for count in range(1, 3_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE calls_call")
    with as_tenant(northstar.pk):
        plan = run_prepared(
            f"EXPLAIN (ANALYZE, FORMAT JSON) {WHO}", [northstar.pk, LINE_TESTER, LINE_TESTER, None]
        ).fetchone()
    assert plan is not None
    assert rows_looked_at(plan[0][0]["Plan"]) <= MEMORY
