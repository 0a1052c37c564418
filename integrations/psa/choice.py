"""Which PSA a tenant has. This is the one place that knows them by name."""

from __future__ import annotations

from integrations.connectwise.psa import ConnectWise
from integrations.halo.psa import Halo
from integrations.psa.network import TIMEOUT
from integrations.psa.port import Psa
from tenants.models import ConnectWiseConnection, HaloConnection, Tenant


def psa_of(tenant: Tenant, *, timeout: tuple[float, float] = TIMEOUT) -> Psa | None:
    """Return the tenant's PSA, or None when none is connected. `timeout`: seconds to connect, and between two bytes.

    Raise a PsaError when what is stored cannot work.
    """
    if tenant.psa == Tenant.Psa.HALO:
        halo = HaloConnection.objects.filter(tenant=tenant).select_related("tenant").first()
        return Halo.of(halo, timeout=timeout) if halo else None
    connection = ConnectWiseConnection.objects.filter(tenant=tenant).select_related("tenant").first()
    return ConnectWise.of(connection, timeout=timeout) if connection else None
