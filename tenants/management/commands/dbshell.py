"""`manage.py dbshell`, as Django's: whoever opens it can read every row, so that he did stands in our own log."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import dbshell

from tenants.audit import Kind
from tenants.typed_by import tell_of_console


class Command(dbshell.Command):
    def handle(self, **options: Any) -> None:
        tell_of_console(Kind.STAFF_LOOKED, "manage.py dbshell")
        super().handle(**options)
