"""Whose rows may be seen. Postgres holds the promise: outside of these blocks there are no rows of any tenant.

A block is remembered by the code that runs in it, not by a connection: every statement carries its tenant along, set
with SET LOCAL for the transaction that it runs in. So nothing is left behind on a connection for the next request, and
a block holds no transaction open while another company is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from psycopg import ServerCursor, pq

from tenants.roles import APP, STAFF, WATCH

K = TypeVar("K")
P = ParamSpec("P")
R = TypeVar("R")


class ScopeError(RuntimeError):
    """Code of one tenant asked for another tenant's rows, or for everybody's."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One tenant's rows as the application, or what another role may see. Neither: nobody's."""

    tenant: str = ""
    role: str = ""


NOBODY = Scope()
SETTING = "nightdesk.tenant"
_present: ContextVar[Scope] = ContextVar("scope", default=NOBODY)


@contextmanager
def as_tenant(tenant_id: UUID) -> Iterator[None]:
    """See and write this tenant's rows and no others. Raise ScopeError inside another tenant's block."""
    wanted, tenant = Scope(tenant=str(UUID(str(tenant_id)))), _present.get().tenant
    if tenant not in ("", wanted.tenant):
        raise ScopeError(f"This is tenant {tenant}; tenant {wanted.tenant} is none of its business.")
    with _entered(wanted):
        yield


@contextmanager
def as_staff() -> Iterator[None]:
    """See and write every tenant's rows: the admin, and the commands that our own people type."""
    _refuse_tenants("staff")
    with _entered(Scope(role=STAFF)):
        yield


@contextmanager
def as_watchdog() -> Iterator[None]:
    """See of every tenant what is due and when, and nothing of what it says."""
    _refuse_tenants("the watchdog")
    with _entered(Scope(role=WATCH)):
        yield


def tenant_of(model: type[Model], pk: object) -> UUID | None:
    """Whose a row is that somebody names by nothing but its key; None when there is no such row."""
    with as_watchdog():
        rows = model._default_manager.filter(pk=pk).order_by("pk")
        owner: UUID | None = rows.values_list("tenant_id", flat=True).first()
    return owner


def of_row(
    model: type[Model],
) -> Callable[[Callable[Concatenate[K, P], R]], Callable[Concatenate[K, P], R | None]]:
    """Do a piece of work that is named by a row's key inside that row's tenant. No such row: nothing is done."""

    def wrap(work: Callable[Concatenate[K, P], R]) -> Callable[Concatenate[K, P], R | None]:
        @wraps(work)
        def scoped(pk: K, /, *args: P.args, **kwargs: P.kwargs) -> R | None:
            if _present.get().tenant:
                return work(pk, *args, **kwargs)
            tenant_id = tenant_of(model, pk)
            if tenant_id is None:
                return None
            with as_tenant(tenant_id):
                return work(pk, *args, **kwargs)

        return scoped

    return wrap


def present_scope() -> Scope:
    """What the code that is running may see."""
    return _present.get()


def _refuse_tenants(who: str) -> None:
    if tenant := _present.get().tenant:
        raise ScopeError(f"What began for tenant {tenant} cannot go on as {who}.")


@contextmanager
def _entered(wanted: Scope) -> Iterator[None]:
    former = _present.set(wanted)
    try:
        yield
    finally:
        _present.reset(former)


# Below: how a statement carries its scope along.

Execute = Callable[..., Any]
scope_of_statement = present_scope
UNKNOWN = Scope(tenant="?", role="?")


def carry_scope(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Let every statement of a connection that was just opened carry its scope; a receiver of `connection_created`."""
    if connection.vendor == "postgresql" and _carried not in connection.execute_wrappers:
        connection.execute_wrappers.append(_carried)


def changes_due(wrapper: Any) -> list[str]:
    """What has to be said on a connection before its next statement, which is then taken to be said."""
    wanted, status = scope_of_statement(), wrapper.connection.pgconn.transaction_status
    if status == pq.TransactionStatus.INERROR:  # nothing but a rollback can be said now
        wrapper.carried = UNKNOWN
        return []
    fresh = status == pq.TransactionStatus.IDLE
    carried, wrapper.carried = NOBODY if fresh else getattr(wrapper, "carried", UNKNOWN), wanted
    return _changes(carried, wanted, wrapper)


def _carried(execute: Execute, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Run a statement in the present scope.

    Alone, it is sent together with its SET LOCAL, and Postgres takes what is sent together for one transaction. In an
    open transaction what was set before holds on, until a savepoint is undone and takes its settings along.
    """
    wrapper = context["connection"]
    changes = changes_due(wrapper)
    if str(sql).startswith("ROLLBACK TO"):
        wrapper.carried = UNKNOWN
    if not changes:
        return execute(sql, params, many, context)
    if many or not isinstance(sql, str) or isinstance(context["cursor"].cursor, ServerCursor):
        return _in_transaction(wrapper.connection, changes, execute, sql, params, many, context)
    found = execute("; ".join([*changes, sql]), params, many, context)
    for _ in changes:
        context["cursor"].nextset()
    return found


def _changes(carried: Scope, wanted: Scope, wrapper: BaseDatabaseWrapper) -> list[str]:
    """What has to be said before a statement; nothing in it comes from outside: a UUID, and names of our own."""
    said = []
    if wanted.role != carried.role:
        said.append(f"SET LOCAL ROLE {wanted.role or _own_role(wrapper)}")
    if wanted.tenant != carried.tenant:
        said.append(f"SET LOCAL {SETTING} = '{wanted.tenant}'")
    return said


def _own_role(wrapper: BaseDatabaseWrapper) -> str:
    """What the connection began as: the application, under its own login or somebody else's."""
    return APP if "role=" in wrapper.settings_dict["OPTIONS"].get("options", "") else "NONE"


def _in_transaction(
    held: Any,
    changes: list[str],
    execute: Execute,
    sql: Any,
    params: Any,
    many: bool,
    context: dict[str, Any],
) -> Any:
    """What cannot be sent together with anything is put into a transaction with it."""
    with held.transaction():
        held.execute("; ".join(changes))
        return execute(sql, params, many, context)
