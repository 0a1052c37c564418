"""`manage.py purge`: remove what has been kept long enough, now instead of in the night."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from calls.management.commands._tenants import tenant_named, typed_by
from calls.models import PrivacyJob
from calls.privacy.jobs import owe
from calls.privacy.purge import overdue
from calls.privacy.watched import console, tell_counts, work_through
from tenants.models import Tenant
from tenants.scope import as_staff


class Command(BaseCommand):
    help = "Removes what is older than each tenant's rules allow. The watchdog does it every night by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant", metavar="SLUG", help="only this MSP")
        parser.add_argument("--dry-run", action="store_true", help="only count what would go")

    @as_staff()
    def handle(self, *args: Any, tenant: str | None, dry_run: bool, **options: Any) -> None:
        for each in [tenant_named(tenant)] if tenant else Tenant.objects.all():
            if dry_run:
                _tell_overdue(each)
            else:
                _purge(each)


def _tell_overdue(tenant: Tenant) -> None:
    counts = overdue(tenant, timezone.now()).counts()
    console.print(f"[bold]{tenant.slug}[/] would lose")
    for name, count in counts.items():
        console.print(f"  {count:>7}  {name}")


def _purge(tenant: Tenant) -> None:
    job = owe(tenant.pk, PrivacyJob.Kind.PURGE, asked_by=typed_by(), now=timezone.now())
    console.print(f"[bold]{tenant.slug}[/] lost")
    tell_counts(work_through(job))
