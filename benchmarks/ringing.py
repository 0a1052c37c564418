"""How long a ringing call waits for its caller's name: 200,000 numbers of 100 tenants in the directory."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
from rich.console import Console

from nightdesk.embedded import Embedded

TENANTS, NUMBERS, LOOKS = 100, 2_000, 3_000
FILL = """
    INSERT INTO tenants_directorynumber
        (tenant_id, number, company, company_code, company_name, contact, contact_name, seen_at)
    SELECT %(tenant)s, '+1555' || lpad((%(first)s + place)::text, 7, '0'), place %% 50, 'C' || place %% 50, 'Company',
        place, 'Lee Whitfield', now()
    FROM generate_series(0, %(numbers)s - 1) place
"""


def ringing(console: Console) -> None:
    """Fill a database of its own, look numbers up as a ringing call does, and print the percentiles."""
    with tempfile.TemporaryDirectory() as place:
        servers = Embedded(Path(place))
        servers.start()
        try:
            _measure(console, servers)
        finally:
            servers.stop()


def _measure(console: Console, servers: Embedded) -> None:
    _set_up(servers)
    from calls.identity.at_ring import select_who
    from calls.steps import run
    from tenants.scope import as_tenant

    tenants = _fill(servers.owner_url)
    taken = []
    for _ in range(LOOKS):
        place = random.randrange(TENANTS)
        number = f"+1555{place * NUMBERS + random.randrange(NUMBERS):07}"
        with as_tenant(tenants[place]):
            started = time.perf_counter()
            entries, _earlier = run(select_who(tenants[place], number, number, None))
            taken.append((time.perf_counter() - started) * 1000)
        assert entries[0].contact_name == "Lee Whitfield"
    taken.sort()
    p50, p95, p99 = (taken[int((len(taken) - 1) * share)] for share in (0.5, 0.95, 0.99))
    console.print(
        f"Who calls, among {TENANTS * NUMBERS:,} numbers of {TENANTS} tenants: {LOOKS} looks, "
        f"p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms\n"
    )


def _set_up(servers: Embedded) -> None:
    import os

    os.environ |= {
        "DATABASE_URL": servers.database_url,
        "DATABASE_OWNER_URL": servers.owner_url,
        "REDIS_URL": servers.redis_url,
        "DJANGO_SETTINGS_MODULE": "nightdesk.settings",
    }
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


def _fill(url: str) -> list[UUID]:
    from tenants.models import Tenant
    from tenants.scope import as_staff

    tenants = [Tenant(id=uuid4(), slug=f"msp-{place}", name=f"MSP {place}") for place in range(TENANTS)]
    with as_staff():
        Tenant.objects.bulk_create(tenants)
    with psycopg.connect(url) as connection:
        for place, tenant in enumerate(tenants):
            connection.execute("SELECT set_config('nightdesk.tenant', %s, true)", [str(tenant.pk)])
            facts = {"tenant": tenant.pk, "first": place * NUMBERS, "numbers": NUMBERS}
            connection.execute(FILL, facts)
        connection.execute("ANALYZE tenants_directorynumber")
    return [tenant.pk for tenant in tenants]


if __name__ == "__main__":
    ringing(Console(width=110))
