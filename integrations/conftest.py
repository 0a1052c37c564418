"""The sandbox, served over HTTP to the real clients."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from integrations.connectwise.tests.strict import watch
from integrations.sandbox import background
from integrations.sandbox.tests import urls as sandbox_urls
from tenants.models import ConnectWiseConnection, Customer, HaloConnection, Tenant


@pytest.fixture
def sandbox(live_server: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The sandbox's address; its webhooks arrive at `sandbox_urls.received`.

    A request to ConnectWise that does not fit its own description fails the test.
    """
    watch(monkeypatch)
    settings.ROOT_URLCONF = "integrations.sandbox.tests.urls"
    settings.SANDBOX_URL = f"{live_server.url}/sandbox"
    settings.TWILIO_API_URL = f"{settings.SANDBOX_URL}/twilio"
    monkeypatch.setattr(background, "PAUSE", 0.0)
    sandbox_urls.reset()
    cache.clear()
    yield settings.SANDBOX_URL
    background.settle()


@pytest.fixture
def connection(northstar: Tenant, acme: Customer) -> ConnectWiseConnection:
    """Northstar's ConnectWise, which the sandbox plays."""
    row = ConnectWiseConnection(
        tenant=northstar,
        url="sandbox",
        company="northstar",
        board="Service Desk",
        fallback_company="Catchall",
        status={"open": "New", "pending_verification": "Needs Review", "closed": "Closed"},
        priority={
            "P1": "Priority 1 - Critical",
            "P2": "Priority 2 - High",
            "P3": "Priority 3 - Medium",
            "P4": "Priority 4 - Low",
        },
    )
    row.public_key, row.private_key = "public", "private"
    row.save()
    return row


@pytest.fixture
def halo(northstar: Tenant, acme: Customer) -> HaloConnection:
    """Northstar's HaloPSA, which the sandbox plays; what it is asked goes there from now on."""
    row = HaloConnection(
        tenant=northstar,
        url="sandbox",
        client_id="northstar",
        ticket_type=1,
        fallback_client=2,
        status={"open": 1, "pending_verification": 3, "closed": 9},
        priority={"P1": 1, "P2": 2, "P3": 3, "P4": 4},
    )
    row.client_secret = "private"
    row.save()
    northstar.psa = Tenant.Psa.HALO
    northstar.save(update_fields=["psa"])
    return row
