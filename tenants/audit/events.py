"""Adding events: in the transaction of what they tell, so that neither stands without the other."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from threading import Lock
from typing import Any
from uuid import UUID

import structlog
from django.db import Error as DatabaseError
from django.db import transaction

from tenants.models.audit import AuditEvent, HouseEvent, Kind
from tenants.models.tenant import Tenant
from tenants.scope import as_tenant

log = structlog.get_logger(__name__)

LONGEST = 200
REPEATS_EVERY = 60.0  # seconds; repeats in between are counted, not written
LOOKS_EVERY = 15 * 60.0  # seconds; a page that refreshes itself is one look
MOST_KNOWN = 5000


def record(
    kind: Kind,
    tenant: Tenant | UUID | None,
    *,
    actor: str,
    target: str = "",
    address: str = "",
    **details: Any,
) -> None:
    """Add one event to a tenant's log, or to the house's own when there is no tenant.

    `actor` is a token's name, a staff login, a command or a job. Details are ids, counts and names of fields:
    never a credential, never what a caller said, never a caller's number in full, because no purge and no erasure
    touches this log. Other writers of the same log wait until the transaction ends: record late in it.
    """
    facts: dict[str, Any] = {
        "kind": kind,
        "actor": _line(actor),
        "target": _line(target),
        "address": _line(address)[:64],
        "details": _json(details),
    }
    if tenant is None:
        HouseEvent.objects.create(**facts)
    else:
        tenant_id = tenant.pk if isinstance(tenant, Tenant) else tenant
        with as_tenant(tenant_id):
            AuditEvent.objects.create(tenant_id=tenant_id, **facts)
    log.info("audit", audit_kind=str(kind), actor=facts["actor"], target=facts["target"], details=details)


def refused(
    kind: Kind,
    tenant: Tenant | UUID | None,
    *,
    actor: str,
    target: str = "",
    address: str = "",
    **details: Any,
) -> None:
    """Add a denial. The same one again within a minute is only counted: a flood of them must not fill the log.

    Never raises: a door that stays shut needs no log to do so.
    """
    what = (kind, tenant.pk if isinstance(tenant, Tenant) else tenant, address, target)
    times = _repeats.count(what, REPEATS_EVERY)
    if times is None:
        return
    repeats = {"repeats": times} if times else {}
    try:
        with transaction.atomic():
            record(kind, tenant, actor=actor, target=target, address=address, **details, **repeats)
    except DatabaseError as exc:
        log.error("audit_not_written", audit_kind=str(kind), why=type(exc).__name__)


def looked(tenant: UUID, *, actor: str, target: str, address: str = "") -> None:
    """Add that staff looked at a tenant's data. The same look again soon after is only counted.

    Raises when it cannot be written: what nobody can be told of is not shown.
    """
    times = _repeats.count((Kind.STAFF_LOOKED, tenant, actor, target), LOOKS_EVERY)
    if times is not None:
        repeats = {"repeats": times} if times else {}
        record(Kind.STAFF_LOOKED, tenant, actor=actor, target=target, address=address, **repeats)


class _Repeats:
    """When each event of a kind that repeats itself was last written by this process, and how often it came since."""

    def __init__(self) -> None:
        self._seen: dict[object, tuple[float, int]] = {}
        self._lock = Lock()

    def count(self, key: object, every: float) -> int | None:
        """Return how many repeats to tell of, or None when this one is a repeat itself."""
        now = time.monotonic()
        with self._lock:
            if len(self._seen) >= MOST_KNOWN:
                self._seen.clear()
            written, times = self._seen.get(key, (now - every, 0))
            if now - written < every:
                self._seen[key] = (written, times + 1)
                return None
            self._seen[key] = (now, 0)
            return times

    def forget(self) -> None:
        self._seen.clear()


_repeats = _Repeats()


def forget_repeats() -> None:
    _repeats.forget()


def _line(text: str) -> str:
    """One printable line: an event must read the same in a terminal and in the browser."""
    return "".join(c if c.isprintable() else " " for c in str(text))[:LONGEST]


def _json(details: Mapping[str, Any]) -> str:
    return json.dumps(details, sort_keys=True, default=str).replace("\\u0000", "")
