"""What row-level security costs: the same desk with it and without, turn by turn and page by page, in one run.

The side without has the same rows in a database whose tables are not protected, and sends no tenant along.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, LiteralString

import psycopg
from rich.console import Console
from rich.table import Table

from benchmarks import servers
from benchmarks.callers import Target, play

SIDES = {"without": "nightdesk_plain", "with": "nightdesk"}
ROUNDS, SECONDS, WARM = 6, 4.0, 1.0  # in turn: the machine is not equally fast all the time
CALLERS, THINK = 20, 0.5
ASKED = 300
TENANTS, CALLS_EACH = 40, 250
BEARER = "nd_live_" + "isolation-bench-" * 2
PLAIN: LiteralString = """
    SELECT format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY', tablename)
    FROM pg_tables WHERE schemaname = 'public' AND rowsecurity
"""

# One connection for each side is enough here; the servers have theirs as ever.
ALONE = {"DATABASE_POOL": "0", "DATABASE_THREADS": "0"}
AS_EVER = {"DATABASE_POOL": "16", "DATABASE_THREADS": "4"}

Times = dict[str, list[float]]


def isolation(console: Console) -> None:
    """Print both sides, and how much longer each thing takes with row-level security."""
    title = f"Row-level security, {TENANTS} tenants with {CALLS_EACH} calls each (ms)"
    table = Table(title=title, title_justify="left")
    for column in ("", "measured", "without p50", "with p50", "ratio", "without p95", "with p95", "ratio"):
        table.add_column(column, justify="right" if column else "left")
    with servers.desk_data() as env:
        _set_up(env)
        _fill()
        _copy(env["DATABASE_OWNER_URL"])
        with _both(env) as targets:
            table.add_row("a turn, the model at once", *_figures(_turns(targets)))
            table.add_row("the dashboard, whole page", *_figures(_in_turn(_pages(targets))))
        table.add_row("the dashboard's queries", *_figures(_in_turn(_queries())))
    console.print(table)


def _set_up(env: dict[str, str]) -> None:
    import django

    os.environ.update(
        env, DATABASE_POOL="0", DATABASE_THREADS="0", DJANGO_SETTINGS_MODULE="nightdesk.settings"
    )
    django.setup()


def _fill() -> None:
    """The desk's own tenant and many others, each with its calls."""
    from django.utils import timezone

    from calls.models import Call
    from tenants.models import Tenant
    from tenants.scope import as_staff
    from tenants.tokens import issue_token

    with as_staff():
        own = Tenant.objects.get(slug="bench")
        others = [Tenant(slug=f"msp-{number}", name=f"MSP {number}") for number in range(TENANTS - 1)]
        Tenant.objects.bulk_create(others)
        now = timezone.now()
        Call.objects.bulk_create(
            [
                Call(
                    tenant=tenant,
                    sid=f"CA{tenant.pk.hex}{number}",
                    from_number="+15550001111",
                    to_number="+15550002222",
                    state=Call.State.ENDED,
                    disposition="morning_ticket",
                    priority="P3",
                    first_words="The printer in accounting",
                    started_at=now - number * timedelta(minutes=7),
                    heard_at=now - number * timedelta(minutes=7),
                    ended_at=now - number * timedelta(minutes=7),
                )
                for tenant in (own, *others)
                for number in range(CALLS_EACH)
            ],
            batch_size=1000,
        )
        issue_token(own, "isolation", token=BEARER)


def _copy(owner_url: str) -> None:
    """A second database with the same rows, open to whoever connects."""
    from django.db import connections

    connections.close_all()
    with _owner(owner_url, "postgres") as owner:
        owner.execute(f"CREATE DATABASE {SIDES['without']} TEMPLATE {SIDES['with']}")
    for name in SIDES.values():
        with _owner(owner_url, name) as owner:
            if name == SIDES["without"]:
                for (statement,) in owner.execute(PLAIN).fetchall():
                    owner.execute(statement)
            owner.execute("VACUUM ANALYZE")


def _owner(url: str, name: str) -> psycopg.Connection[Any]:
    return psycopg.connect(url, dbname=name, autocommit=True)


@contextlib.contextmanager
def _both(env: dict[str, str]) -> Iterator[dict[str, Target]]:
    with contextlib.ExitStack() as stack:
        targets = {}
        for place, (side, name) in enumerate(SIDES.items()):
            port = servers.SERVER_PORT + place
            module = "nightdesk.web" if side == "with" else "benchmarks.unscoped"
            url = env["DATABASE_URL"].removesuffix(SIDES["with"]) + name
            mine = servers.environment() | env | {"PORT": str(port), "DATABASE_URL": url} | AS_EVER
            address = f"http://127.0.0.1:{port}"
            stack.enter_context(
                servers.process(0, [sys.executable, "-m", module], f"{address}/healthz", mine)
            )
            targets[side] = Target(address, servers.PUBLIC, servers.TOKEN)
        yield targets


def _turns(targets: dict[str, Target]) -> Times:
    times: Times = {side: [] for side in SIDES}
    for _ in range(ROUNDS):
        for side, target in targets.items():
            tally = asyncio.run(play(target, callers=CALLERS, think=THINK, seconds=SECONDS, warm=WARM))
            if set(tally.errors) - {
                "other words"
            }:  # a busy machine's model is late, and the offline triager answers
                raise RuntimeError(f"{side}: {tally.errors}")
            times[side] += tally.seconds
    return times


def _pages(targets: dict[str, Target]) -> dict[str, Callable[[], object]]:
    def page(target: Target) -> Callable[[], object]:
        asked = urllib.request.Request(
            f"{target.base}/dashboard", headers={"Authorization": f"Bearer {BEARER}"}
        )
        return lambda: urllib.request.urlopen(asked, timeout=10).read()

    return {side: page(target) for side, target in targets.items()}


def _queries() -> dict[str, Callable[[], object]]:
    """What the dashboard asks Postgres, on one connection for each side."""
    from django.db import connections
    from django.db.models import Q
    from django.utils import timezone

    from calls.dashboard.night import night_of
    from calls.dashboard.selectors import calls_for_table
    from tenants.models import Tenant
    from tenants.scope import as_staff, as_tenant

    with as_staff():
        tenant = Tenant.objects.get(slug="bench")
    present = connections["default"]

    def asked(side: str) -> Callable[[], object]:
        held = type(present)({**present.settings_dict, "NAME": SIDES[side]}, "default")
        held.ensure_connection()
        if side == "without":
            held.execute_wrappers.clear()

        def ask() -> None:
            connections["default"] = held
            with as_tenant(tenant.pk):
                list(calls_for_table(tenant, Q()))
                night_of(tenant, timezone.now())

        return ask

    return {side: asked(side) for side in SIDES}


def _in_turn(works: dict[str, Callable[[], object]]) -> Times:
    """Do both again and again, one after the other; the first tenth does not count."""
    times: Times = {side: [] for side in works}
    for _ in range(ASKED):
        for side, work in works.items():
            started = time.perf_counter()
            work()
            times[side].append(time.perf_counter() - started)
    return {side: taken[ASKED // 10 :] for side, taken in times.items()}


def _figures(times: Times) -> list[str]:
    cells = [str(len(times["with"]))]
    for share in (0.5, 0.95):
        without, with_it = (_percentile(times[side], share) * 1000 for side in SIDES)
        cells += [f"{without:.2f}", f"{with_it:.2f}", f"{with_it / without:.2f}"]
    return cells


def _percentile(taken: list[float], share: float) -> float:
    return sorted(taken)[min(len(taken) - 1, int(share * len(taken)))]
