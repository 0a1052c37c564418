"""`manage.py shell`, as Django's: whoever opens it can read everything, so that he did stands in our own log."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import shell

from tenants.audit import Kind
from tenants.typed_by import tell_of_console


class Command(shell.Command):
    def handle(self, **options: Any) -> None:
        tell_of_console(Kind.SECRET_READ, "manage.py shell")
        super().handle(**options)
