"""A PSA that is away costs nobody else a worker, and every ticket is written once it is back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from calls.deliveries import owe_ticket
from calls.models import Call, Delivery
from calls.tickets import deliver
from integrations.conftest import connection, sandbox
from integrations.sandbox.models import Fault, Ticket
from tenants.models import ConnectWiseConnection, Tenant

__all__ = ["connection", "sandbox"]
pytestmark = pytest.mark.django_db(transaction=True)
NIGHT = 20


@pytest.fixture
def night(northstar: Tenant, connection: ConnectWiseConnection, make_call: Callable[..., Call]) -> list[Call]:
    """Calls of a night whose tickets are due."""
    calls = [
        make_call(northstar, sid=f"CA{number:032}", first_words=f"printer {number}")
        for number in range(NIGHT)
    ]
    for call in calls:
        owe_ticket(call, now=timezone.now())
    return calls


def work_off() -> int:
    """Try what is due once, as the watchdog does. Return how many were tried."""
    due = list(Delivery.objects.due(timezone.now()).values_list("pk", flat=True))
    for pk in due:
        deliver(pk)
    return len(due)


def an_hour_later() -> None:
    Delivery.objects.filter(settled_at=None).update(due_at=timezone.now() - timedelta(seconds=1))


def test_a_psa_that_fails_again_is_let_alone_for_the_whole_tenant(sandbox: str, night: list[Call]) -> None:
    Fault.objects.create(kind=Fault.Kind.CONNECTWISE_DOWN, scope="northstar")
    first = Delivery.objects.order_by("pk")[0]
    for _ in range(2):
        Delivery.objects.filter(pk=first.pk).update(due_at=timezone.now())
        deliver(first.pk)
    assert Delivery.objects.due(timezone.now()).count() == 0
    assert Delivery.objects.filter(settled_at=None).count() == NIGHT


def test_after_a_night_of_maintenance_every_call_has_one_ticket(sandbox: str, night: list[Call]) -> None:
    maintenance = Fault.objects.create(kind=Fault.Kind.CONNECTWISE_DOWN, scope="northstar")
    for _ in range(3):
        an_hour_later()
        work_off()
    maintenance.delete()
    an_hour_later()
    assert work_off() == NIGHT
    assert sorted(Ticket.objects.values_list("external_ref", flat=True)) == sorted(
        f"nightdesk:{call.sid}" for call in night
    )
