"""`manage.py rotate_keys`: seal every stored credential with the newest of ENCRYPTION_KEYS."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenants import audit
from tenants.rotation import Rotation, rotate


class Command(BaseCommand):
    help = (
        "Seal every stored credential with the newest (first) of ENCRYPTION_KEYS. Put the new key in front, restart, "
        "run this, and then take the old key out. It may be stopped and run again at any time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, and change nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        found = rotate(dry_run=dry_run)
        word = "would be resealed" if dry_run else "resealed"
        self.stdout.write(
            f"{found.resealed} {word}, {found.newest} had the newest key, {len(found.lost)} lost."
        )
        for lost in found.lost:
            self.stderr.write(lost)
        if found.resealed and not dry_run:
            _write_down(found)
        if found.lost:
            raise CommandError(
                "Keep the old keys: what is listed does not open. Add the key that sealed it to ENCRYPTION_KEYS, "
                "or enter the credential anew."
            )
        if not dry_run:
            self.stdout.write("Every key but the first can be taken out of ENCRYPTION_KEYS.")


def _write_down(found: Rotation) -> None:
    audit.record(
        audit.Kind.SECRET_CHANGED,
        None,
        actor="manage.py rotate_keys",
        target="newest key",
        resealed=found.resealed,
        newest=found.newest,
        lost=len(found.lost),
    )
