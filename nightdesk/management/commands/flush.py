"""`manage.py flush`, as the owner: emptying a table passes by row-level security, so the application may not."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import flush

from tenants.owner import as_owner


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        with as_owner(options["database"]):
            super().handle(**options)
