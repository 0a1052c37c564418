"""Staff test a tenant's ConnectWise from the admin; the tenant's own log tells that they did."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from integrations.conftest import connection, sandbox
from integrations.sandbox.models import Fault, Ticket
from tenants.models import AuditEvent, ConnectWiseConnection

__all__ = ["connection", "sandbox"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff(sandbox: str, client: Client, settings: Any) -> Client:
    settings.ROOT_URLCONF = "nightdesk.urls"
    client.force_login(User.objects.create_superuser("olga", password="long-enough-1"))
    return client


def done(staff: Client, connection: ConnectWiseConnection, action: str) -> str:
    page = reverse("admin:tenants_connectwiseconnection_changelist")
    answer = staff.post(page, {"action": action, "_selected_action": [connection.pk]}, follow=True)
    return str(answer.content.decode())


def test_staff_test_a_connection_and_are_told_what_to_mend(
    staff: Client, connection: ConnectWiseConnection
) -> None:
    assert "the connection works" in done(staff, connection, "test_connection")
    Fault.objects.create(kind=Fault.Kind.NO_CONTACTS)
    assert "Missing right: Companies → Contacts" in done(staff, connection, "test_connection")
    assert AuditEvent.objects.filter(kind="psa_tested", actor="olga", tenant=connection.tenant).count() == 2


def test_staff_see_what_there_is_to_choose(staff: Client, connection: ConnectWiseConnection) -> None:
    assert "Closed (40)" in done(staff, connection, "read_what_there_is")
    Fault.objects.create(kind=Fault.Kind.CONNECTWISE_DOWN)
    assert "not available" in done(staff, connection, "read_what_there_is")


def test_staff_make_a_test_ticket(staff: Client, connection: ConnectWiseConnection) -> None:
    assert "stays there, closed" in done(staff, connection, "make_test_ticket")
    assert Ticket.objects.get().closed
