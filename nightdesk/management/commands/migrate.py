"""`manage.py migrate`, as the owner of the tables: the application itself may not change them."""

from __future__ import annotations

from typing import Any

import psycopg
from django.core.management.base import CommandError
from django.core.management.commands import migrate

from tenants.owner import as_owner, prepare_roles

MISSING = (
    "The roles of the application are missing, and this owner may not make them ({why}). Let DATABASE_OWNER_URL name "
    "the owner of the tables, with CREATEROLE for this one time."
)


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner(options["database"]) as owner:
            try:
                prepare_roles(owner)
            except psycopg.errors.InsufficientPrivilege as exc:
                raise CommandError(MISSING.format(why=exc.diag.message_primary)) from exc
            super().handle(*args, **options)
