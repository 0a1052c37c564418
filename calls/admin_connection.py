"""Staff at a tenant's ConnectWise: tested, read, and a test ticket made, from the list of connections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from calls.connecting import read_lists, try_a_ticket, try_connection
from integrations.connectwise.probe import Grade, is_working
from integrations.errors import IntegrationError
from tenants.admin.accounts import ConnectWiseAdmin
from tenants.models import ConnectWiseConnection
from tenants.network import address_of

Rows = QuerySet[ConnectWiseConnection]
MOST = 5  # at once: each may take as long as a test takes


@admin.action(description="Test connection")
def test_connection(model_admin: Any, request: HttpRequest, rows: Rows) -> None:
    for row in rows.select_related("tenant")[:MOST]:
        found = try_connection(row, keep=True, **_who(request))
        for one in found:
            if one.grade is not Grade.GOOD:
                tell = messages.error if one.grade is Grade.BAD else messages.info
                tell(request, f"{row.tenant}: {one.what}. {one.words}")
        if is_working(found):
            messages.success(request, f"{row.tenant}: the connection works.")


@admin.action(description="Read boards, statuses and the other lists")
def read_what_there_is(model_admin: Any, request: HttpRequest, rows: Rows) -> None:
    for row in rows.select_related("tenant")[:MOST]:
        try:
            offers = read_lists(row)
        except IntegrationError as exc:
            messages.error(request, f"{row.tenant}: {exc}")
            continue
        for kind in ("boards", "statuses", "types", "subtypes", "teams", "priorities", "sources"):
            names = ", ".join(f"{one.name} ({one.id})" for one in getattr(offers, kind))
            messages.info(request, f"{row.tenant}, {kind}: {names or 'none to be seen'}")


@admin.action(description="Make a test ticket")
def make_test_ticket(model_admin: Any, request: HttpRequest, rows: Rows) -> None:
    for row in rows.select_related("tenant")[:MOST]:
        trial = try_a_ticket(row.tenant, **_who(request))
        if trial.failed:
            words = f"could not {trial.failed}: {trial.why} {trial.left}"
            messages.error(request, f"{row.tenant}: {words}")
        else:
            messages.success(request, f"{row.tenant}: {trial.left} {trial.url}")


ACTIONS: tuple[Callable[..., None], ...] = (test_connection, read_what_there_is, make_test_ticket)
admin.site.unregister(ConnectWiseConnection)


@admin.register(ConnectWiseConnection)
class TestedConnectWiseAdmin(ConnectWiseAdmin):
    actions = ACTIONS


def _who(request: HttpRequest) -> dict[str, str]:
    return {"by": request.user.get_username(), "address": address_of(request)}
