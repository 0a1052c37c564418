"""What is looked up before a tenant is known. Each door is a function in Postgres that answers one question."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection

from tenants.models import Tenant
from tenants.scope import as_watchdog


def tenant_of_number(number: str) -> UUID | None:
    """Whose number was dialled. A number rings at one MSP only, so it names the tenant of a call."""
    rows = _ask("SELECT tenant_id FROM nd_door_number(%s)", number)
    return rows[0][0] if rows else None


def tenants_of_prefix(prefix: str) -> list[UUID]:
    """Whose tokens begin like this: one tenant, or nobody; more only by an improbable chance."""
    return [row[0] for row in _ask("SELECT tenant_id FROM nd_door_token(%s)", prefix)]


def tenants_of_login(user_id: int) -> list[UUID]:
    """At which tenants a person with a login has a desk."""
    return [row[0] for row in _ask("SELECT tenant_id FROM nd_door_login(%s)", user_id)]


def sealed_accounts() -> list[tuple[UUID, str, str, str]]:
    """Every tenant's Twilio account: tenant, SID, sealed token, sealed previous token. Any of them may sign a webhook."""
    return [
        (row[0], row[1], row[2], row[3])
        for row in _ask("SELECT tenant_id, account_sid, sealed, previous FROM nd_door_accounts()")
    ]


def tenant_ids() -> list[UUID]:
    """Every tenant, by nothing but its id: for work that is done for one after the other."""
    with as_watchdog():
        return list(Tenant.objects.order_by("pk").values_list("pk", flat=True))


def _ask(question: str, *values: str | int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall())
