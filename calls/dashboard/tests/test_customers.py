"""The owner tells what callers call his customers."""

from __future__ import annotations

import pytest
from django.test import Client

from tenants.models import AuditEvent, Customer, Tenant

pytestmark = pytest.mark.django_db


def saved(acme: Customer) -> list[str]:
    acme.refresh_from_db()
    return list(acme.aliases)


def test_other_names_are_saved_one_to_a_line(alice: Client, northstar: Tenant, acme: Customer) -> None:
    sent = {"aliases": " Acme Manufacturing\n\nAMC \namc", "connectwise_company": "AcmeCorp"}
    answer = alice.post(f"/dashboard/customers/{acme.pk}", sent)
    assert answer.status_code == 302
    assert saved(acme) == ["Acme Manufacturing", "AMC"]
    told = AuditEvent.objects.get(target=f"customer {acme.pk}")
    assert "aliases" in told.details
    assert "Also called Acme Manufacturing, AMC" in alice.get("/dashboard/customers").content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Harbor", "is what Harbor Clinic is called"),
        ("x" * 81, "longer than 80"),
        ("\n".join("abcdefghijklmnopqrstuvw"), "At most 20"),
    ],
)
def test_names_that_help_nobody_are_refused(
    alice: Client, northstar: Tenant, acme: Customer, typed: str, words: str
) -> None:
    Customer.objects.create(tenant=northstar, name="Harbor Clinic", aliases=["harbor"])
    answer = alice.post(f"/dashboard/customers/{acme.pk}", {"aliases": typed})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert saved(acme) == []


def test_another_msp_s_customer_is_not_there(charlie: Client, acme: Customer) -> None:
    assert charlie.get(f"/dashboard/customers/{acme.pk}").status_code == 404
