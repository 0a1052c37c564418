"""Check everything that fails silently."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from calls.doctor import Finding, examine_desk, examine_tenant
from tenants import audit
from tenants.models import ConnectWiseConnection, Tenant
from tenants.scope import as_staff, as_tenant
from tenants.typed_by import typed_by

console = Console(highlight=False)
MARKS = {True: "[green]✓[/]", False: "[red]✗[/]", None: "[yellow]•[/]"}


class Command(BaseCommand):
    help = "Checks everything that fails silently, a line each; exit 1 when one fails."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant", metavar="SLUG", help="only this MSP")

    @as_staff()
    def handle(self, *args: Any, **options: Any) -> None:
        failed = _show("NightDesk", examine_desk())
        for tenant in chosen_tenants(options["tenant"]):
            with as_tenant(tenant.pk):
                _tell_of_keys(tenant)
                failed += _show(tenant.name, examine_tenant(tenant))
        if failed:
            raise SystemExit(1)


def _tell_of_keys(tenant: Tenant) -> None:
    """The keys are opened to be tried: not by a service at its work, but because somebody wanted it."""
    if ConnectWiseConnection.objects.filter(tenant=tenant).exists():
        audit.record(
            audit.Kind.SECRET_READ,
            tenant,
            actor=typed_by(),
            target="ConnectWise keys",
            why="tried by manage.py doctor",
        )


def chosen_tenants(slug: str | None) -> Iterator[Tenant]:
    tenants = Tenant.objects.filter(slug=slug) if slug else Tenant.objects.all()
    if slug and not tenants.exists():
        known = ", ".join(Tenant.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no tenant {slug!r}. Known: {known}")
    yield from list(tenants)


def _show(title: str, findings: Iterator[Finding]) -> int:
    console.print(f"[bold]{title}[/]")
    failed = 0
    for finding in findings:
        failed += finding.ok is False
        console.print(
            f"  {MARKS[finding.ok]} {finding.what}" + (f" — {finding.todo}" if finding.todo else "")
        )
    return failed
