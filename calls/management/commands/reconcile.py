"""Prove a night: calls = tickets = pages, against Twilio's and ConnectWise's own lists."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from calls.management.commands.doctor import chosen_tenants
from calls.reconcile.compare import Report, reconcile
from calls.reconcile.night import latest_night, night_of
from integrations.errors import IntegrationError
from tenants.models import Tenant
from tenants.scope import as_staff, as_tenant

console = Console(highlight=False, soft_wrap=True)
EQUAL, DIFFERENT, UNREADABLE = 0, 1, 2


class Command(BaseCommand):
    help = (
        "Compares a night's calls, tickets and pages with Twilio's and ConnectWise's own lists and names every "
        "difference. Exit 0: equal; 1: different; 2: a list could not be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--night", metavar="DATE", help="2026-11-20: from that noon to the next; default: the last night"
        )
        parser.add_argument("--tenant", metavar="SLUG", help="only this MSP")

    @as_staff()
    def handle(self, *args: Any, **options: Any) -> None:
        day = _day(options["night"])
        results = []
        for tenant in chosen_tenants(options["tenant"]):
            with as_tenant(tenant.pk):
                results.append(_prove(tenant, day))
        if code := max(results, default=EQUAL):
            raise SystemExit(code)


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as exc:
        raise CommandError(f"--night: {written!r} is no date; write it like 2026-11-20") from exc


def _prove(tenant: Tenant, day: date | None) -> int:
    night = night_of(day or latest_night(timezone.now(), tenant.zone), tenant.zone)
    console.print(
        f"[bold]{escape(tenant.name)}[/], night of {night.day}, {night.begin:%d %b %H:%M} to {night.end:%d %b %H:%M %Z}"
    )
    try:
        report = reconcile(tenant, night)
    except IntegrationError as exc:
        console.print(f"  [red]✗ a list could not be read:[/] {escape(str(exc))}")
        return UNREADABLE
    _show(report, tenant)
    return DIFFERENT if report.differences else EQUAL


def _show(report: Report, tenant: Tenant) -> None:
    table = Table(box=None, padding=(0, 2, 0, 2))
    for heading in ("", "here", "there"):
        table.add_column(heading, justify="right" if heading else "left")
    table.add_row("calls (Twilio)", *map(str, report.calls))
    table.add_row("tickets (ConnectWise)", *map(str, report.tickets or ("", "no PSA is connected")))
    table.add_row("pages by text and phone (Twilio)", *map(str, report.pages))
    console.print(table)
    for one in report.differences:
        at = f"{one.at.astimezone(tenant.zone):%H:%M:%S} " if one.at else ""
        console.print(f"  [red]✗[/] {at}{one.kind} {one.sid}: {escape(one.words)}")
    if not report.differences:
        console.print("  [green]✓ calls, tickets and pages are equal on both sides[/]")
