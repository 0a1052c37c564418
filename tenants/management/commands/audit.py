"""`manage.py audit`: prove that nobody rewrote the audit log."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from tenants.audit.chain import Anchor, verify
from tenants.models import Tenant
from tenants.scope import as_staff

console = Console(highlight=False, soft_wrap=True)
HOUSE = "house"


class Command(BaseCommand):
    help = "Verifies the chain of every audit log, names the first broken link of each, exit 1 when there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant", metavar="SLUG", help=f"only this MSP; {HOUSE!r} is our own log")
        parser.add_argument(
            "--expect",
            metavar="NUMBER:DIGEST",
            type=anchor_from,
            help="an anchor that an earlier run printed: shows also what was cut off or rewritten as a whole",
        )

    @as_staff()
    def handle(self, *args: Any, tenant: str | None, expect: Anchor | None, **options: Any) -> None:
        if expect and not tenant:
            raise CommandError("An anchor belongs to one log: name it with --tenant.")
        results = [self._tell(name, tenant_id, expect) for name, tenant_id in _logs(tenant)]
        if not all(results):
            raise SystemExit(1)

    def _tell(self, name: str, tenant_id: UUID | None, expect: Anchor | None) -> bool:
        verdict = verify(tenant_id, expect=expect)
        if verdict.broken:
            console.print(
                f"[red]✗ {name}: broken at event {verdict.broken.sequence}: {verdict.broken.why}[/]"
            )
            return False
        since = f" from {verdict.first}" if verdict.first > 1 else ""
        console.print(
            f"[green]✓[/] {name}: {verdict.events} events{since}, unbroken; anchor {verdict.anchor}"
        )
        return True


def anchor_from(text: str) -> Anchor:
    number, _, digest = text.partition(":")
    if not number.isdigit() or len(digest) != 64:
        raise ArgumentTypeError("write an anchor as it was printed, NUMBER:DIGEST")
    return Anchor(int(number), digest)


def _logs(wanted: str | None) -> Iterator[tuple[str, UUID | None]]:
    if wanted in (None, HOUSE):
        yield HOUSE, None
    if wanted == HOUSE:
        return
    tenants = Tenant.objects.filter(slug=wanted) if wanted else Tenant.objects.all()
    found = [(tenant.slug, tenant.pk) for tenant in tenants]
    if wanted and not found:
        raise CommandError(f"There is no tenant {wanted!r}.")
    yield from found
