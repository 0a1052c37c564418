"""The people in our tests: Alice owns Northstar IT, Bob is its engineer, Charlie owns another MSP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings

from calls.models import Call
from nightdesk.testing.database import django_db_setup  # noqa: F401  in place of the one of pytest-django
from nightdesk.testing.roles import at_home
from tenants.models import (
    Customer,
    KnownNumber,
    OnCallStep,
    Person,
    PhoneNumber,
    Runbook,
    RunbookRevision,
    Tenant,
)
from tenants.numbers import vouch
from tenants.scope import as_tenant

# `make fuzz`: forty times as many as by default.
settings.register_profile(
    "long", max_examples=4000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)

ACME_RUNBOOK = """\
customer_name: Acme Corp
business_hours: Mon-Fri 8a-6p CT
known_systems:
  - Email (Microsoft 365)
  - File server
  - printer (HP LaserJet)
known_issues:
  - "WiFi in the lobby drops now and then - access point ordered"
escalation_rules:
  - trigger: "server down OR can't access email OR everyone locked out"
    target: "mike@northstar.example"
    method: sms
  - trigger: "password OR printer OR slow"
    target: null
    method: noop
out_of_scope_phrases:
  - "what's the price for"
p1_threshold: "more than one person cannot work"
"""


def make_tenant(slug: str, name: str, number: str) -> Tenant:
    tenant = Tenant.objects.create(slug=slug, name=name)
    runbook = Runbook.objects.create(tenant=tenant)
    RunbookRevision.objects.create(
        tenant=tenant, runbook=runbook, number=1, text=f"customer_name: {name}'s customers\n"
    )
    PhoneNumber.objects.create(tenant=tenant, number=number)
    return tenant


@pytest.fixture
def northstar(db: None) -> Iterator[Tenant]:
    """Alice's MSP, with Mike and then Dana on call."""
    tenant = make_tenant("northstar", "Northstar IT", "+15555550198")
    mike = Person.objects.create(
        tenant=tenant,
        name="Mike Reyes",
        sms="+15555550100",
        voice="+15555550100",
        email="mike@northstar.example",
    )
    dana = Person.objects.create(
        tenant=tenant, name="Dana Cole", voice="+15555550101", email="dana@northstar.example"
    )
    OnCallStep.objects.create(tenant=tenant, position=1, person=mike, method="sms", wait=timedelta(minutes=3))
    OnCallStep.objects.create(
        tenant=tenant, position=2, person=dana, method="voice", wait=timedelta(minutes=5)
    )
    with as_tenant(tenant.pk):
        phones = ["+15555550100", "+15555550101"]
        vouch(tenant, phones, how="code by text message", by="Alice", now=timezone.now())
    with at_home(tenant.pk):
        yield tenant


@pytest.fixture
def southpaw(db: None) -> Iterator[Tenant]:
    """Charlie's MSP."""
    tenant = make_tenant("southpaw", "Southpaw IT", "+15555550298")
    with at_home(tenant.pk):
        yield tenant


@pytest.fixture
def acme(northstar: Tenant) -> Customer:
    """A customer of Northstar with a number and a runbook of its own."""
    customer = Customer.objects.create(tenant=northstar, name="Acme Corp", connectwise_company="AcmeCorp")
    PhoneNumber.objects.create(tenant=northstar, number="+15555550199", customer=customer)
    KnownNumber.objects.create(tenant=northstar, customer=customer, number="+15555550142")
    runbook = Runbook.objects.create(tenant=northstar, customer=customer)
    RunbookRevision.objects.create(tenant=northstar, runbook=runbook, number=1, text=ACME_RUNBOOK)
    return customer


@pytest.fixture
def alice_token(northstar: Tenant) -> str:
    from tenants.tokens import issue_token

    return issue_token(northstar, "Alice's dashboard")


@pytest.fixture
def charlie_token(southpaw: Tenant) -> str:
    from tenants.tokens import issue_token

    return issue_token(southpaw, "Charlie's dashboard")


@pytest.fixture
def make_call() -> Callable[..., Call]:
    """Make a call that is on the line now; keyword arguments change what differs."""

    def make(tenant: Tenant, **changes: Any) -> Call:
        now = timezone.now()
        facts: dict[str, Any] = {
            "sid": f"CA{Call.objects.count():032x}",
            "from_number": "+15555550142",
            "to_number": "+15555550199",
            "started_at": now,
            "heard_at": now,
        }
        return Call.objects.create(tenant=tenant, **facts | changes)

    return make
