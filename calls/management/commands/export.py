"""`manage.py export`: everything of one tenant, as JSON in a zip."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from calls.management.commands._tenants import tenant_named, typed_by
from calls.models import PrivacyJob
from calls.privacy.export import zipped
from calls.privacy.jobs import owe
from calls.privacy.watched import console, tell_counts, work_through
from tenants.scope import as_staff


class Command(BaseCommand):
    help = "Writes everything of one tenant into a zip of JSON files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.zip")
        parser.add_argument("--tenant", metavar="SLUG", required=True, help="of which MSP")

    @as_staff()
    def handle(self, *args: Any, file: Path, tenant: str, **options: Any) -> None:
        if file.exists():
            raise CommandError(f"{file} is there already; name another file.")
        whose = tenant_named(tenant)
        job = work_through(owe(whose.pk, PrivacyJob.Kind.EXPORT, asked_by=typed_by(), now=timezone.now()))
        with zipped(job) as made, file.open("xb") as there:
            shutil.copyfileobj(made, there)
        console.print(f"{file} · receipt {job.pk}")
        tell_counts(job)
