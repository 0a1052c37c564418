"""Connecting a tenant's PSA: test it, read what there is to choose, try a ticket, count devices. Each is on record."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.utils import timezone

from integrations.connectwise.client import ConnectWiseClient
from integrations.connectwise.offers import AT_ONCE, Offers, read_offers
from integrations.connectwise.probe import Finding, Grade, is_working, probe
from integrations.errors import IntegrationError
from integrations.psa.choice import psa_of
from integrations.psa.port import Psa
from integrations.psa.trial import Trial, try_ticket
from tenants import audit
from tenants.models import ConnectWiseConnection, PsaState, Tenant

log = structlog.get_logger(__name__)
COUNTED_EVERY = timedelta(days=1)
OURS = "nightdesk-test:"
"""How the reference of a test ticket begins: no call's, so that no count of calls takes it for one."""


def state_of(tenant_id: UUID) -> PsaState:
    """Return what is known of the connection; nothing yet is an empty state."""
    return PsaState.objects.filter(tenant_id=tenant_id).first() or PsaState(tenant_id=tenant_id)


def findings_of(state: PsaState) -> list[Finding]:
    """Return what the last test found."""
    rows = state.findings if isinstance(state.findings, list) else []
    return [Finding(Grade(grade), what, words) for grade, what, words in rows]


def try_connection(
    connection: ConnectWiseConnection, *, keep: bool, by: str, address: str = ""
) -> list[Finding]:
    """Test a connection as it stands, saved or not; writes nothing over there. `keep`: what was found is its state."""
    found = probe(connection)
    if keep:
        _know(connection.tenant_id, findings=[list(one) for one in found], tested_at=timezone.now())
    result = "works" if is_working(found) else "does not work"
    _tell(connection.tenant_id, "connection test", by, address, result=result, lines=len(found))
    return found


def read_lists(connection: ConnectWiseConnection, board: str = "") -> Offers:
    """Read live what may be chosen, of one board or of the tenant's own. Raise a PsaError when the PSA is away.

    What is the tenant's own board's is remembered for when it is.
    """
    client = ConnectWiseClient.for_connection(connection, timeout=AT_ONCE)
    offers = read_offers(client, board or connection.board)
    own = offers.find("boards", connection.board)
    if own is None or own.id == offers.board:
        remember(connection.tenant_id, offers)
    return offers


def remember(tenant_id: UUID, offers: Offers) -> None:
    """Keep what may be chosen, with the time."""
    _know(tenant_id, offers=offers.as_json(), offers_read_at=timezone.now())


def try_a_ticket(tenant: Tenant, *, by: str, address: str = "") -> Trial:
    """Create, note and close a test ticket, and keep how it went."""
    psa, trial = _connected(tenant)
    if psa is not None:
        trial = try_ticket(psa, f"{OURS}{uuid4().hex}")
    _know(tenant.pk, trial=trial.as_json() | {"at": timezone.now().isoformat()})
    _tell(tenant.pk, "test ticket", by, address, ticket=trial.ticket, failed=trial.failed)
    return trial


def _connected(tenant: Tenant) -> tuple[Psa | None, Trial]:
    try:
        psa = psa_of(tenant, timeout=AT_ONCE)
    except IntegrationError as exc:
        return None, Trial(failed="connect", why=str(exc), left="Nothing is left behind.")
    return psa, Trial(failed="connect", why="No PSA is connected yet.", left="Nothing is left behind.")


def count_devices(tenant_id: UUID, psa: Psa) -> int:
    """Count the devices under care and remember when. Raise a PsaError when that cannot be read."""
    count = psa.count_devices()
    _know(tenant_id, devices=count, devices_read_at=timezone.now())
    return count


def recount_devices(tenant_id: UUID, psa: Psa, *, now: datetime) -> None:
    """Count again once a day. A PSA that refuses leaves the last count, with its time."""
    read_at = state_of(tenant_id).devices_read_at
    if read_at and now - read_at < COUNTED_EVERY:
        return
    try:
        count_devices(tenant_id, psa)
    except IntegrationError as exc:
        log.warning("devices_not_counted", tenant_id=str(tenant_id), why=str(exc))


def _know(tenant_id: UUID, **facts: Any) -> None:
    PsaState.objects.update_or_create(tenant_id=tenant_id, defaults=facts)


def _tell(tenant_id: UUID, target: str, by: str, address: str, **details: Any) -> None:
    audit.record(audit.Kind.PSA_TESTED, tenant_id, actor=by, target=target, address=address, **details)
