"""`manage.py erase`: forget everything about one telephone number."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from calls.management.commands._tenants import tenant_named, typed_by
from calls.models import PrivacyJob
from calls.privacy.erase import EraseError, calls_of, number_to_erase
from calls.privacy.jobs import owe
from calls.privacy.watched import console, tell_counts, work_through
from tenants.scope import as_staff


class Command(BaseCommand):
    help = "Erases a caller: his calls, what was said, recordings at Twilio; lists the tickets that you must erase."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="the caller's number, such as +15555550142")
        parser.add_argument("--tenant", metavar="SLUG", required=True, help="of which MSP")
        parser.add_argument("--dry-run", action="store_true", help="only count the calls")

    @as_staff()
    def handle(self, *args: Any, number: str, tenant: str, dry_run: bool, **options: Any) -> None:
        whose = tenant_named(tenant)
        try:
            erased = number_to_erase(whose.pk, number)
        except EraseError as exc:
            raise CommandError(str(exc)) from exc
        if dry_run:
            console.print(f"{calls_of(whose.pk, erased).count()} calls from {erased}")
            return
        job = owe(whose.pk, PrivacyJob.Kind.ERASURE, asked_by=typed_by(), now=timezone.now(), subject=erased)
        done = work_through(job)
        console.print(f"Erased. Receipt {done.pk}, {done.settled_at:%Y-%m-%d %H:%M} UTC:")
        tell_counts(done)
        _tell_left(done)


def _tell_left(job: PrivacyJob) -> None:
    for ticket in job.result.get("tickets", []):
        console.print(f"[yellow]•[/] erase ticket #{ticket['number']} yourself: {ticket['url']}")
    for line in job.result.get("left_at_twilio", []):
        console.print(f"[yellow]•[/] still at Twilio: {line}")
    for name in job.result.get("still_on_call", []):
        console.print(f"[yellow]•[/] the number is also {name}'s on-call number and stays there")
