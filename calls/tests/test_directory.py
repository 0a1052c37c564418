"""The directory follows the PSA in the background; a number it lacks is looked up while the greeting plays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from calls.identity.directory import begin_directories, read_directory
from calls.identity.look_up import look_up
from calls.models import Call, CompanyHistory, DirectorySync
from integrations.conftest import connection, sandbox
from integrations.sandbox.models import Contact, Fault, Site, Ticket
from tenants.models import ConnectWiseConnection, Customer, DirectoryNumber, Tenant

__all__ = ["connection", "sandbox"]
pytestmark = pytest.mark.django_db(transaction=True)
LEE = "+15555550177"


@pytest.fixture
def lee(acme: Customer, connection: ConnectWiseConnection) -> Contact:
    """A person whom Northstar's ConnectWise knows, his number as somebody typed it."""
    Customer.objects.filter(pk=acme.pk).update(connectwise_company="AcmeCorp")
    return Contact.objects.create(
        login_company="northstar",
        first_name="Lee",
        last_name="Whitfield",
        company_identifier="AcmeCorp",
        phone="5555550177",
    )


@pytest.fixture
def ringing(northstar: Tenant) -> Call:
    """A call from Lee's number on the line that serves every customer."""
    now = timezone.now()
    return Call.objects.create(
        tenant=northstar, sid="CA7", from_number=LEE, to_number="+15555550198", started_at=now, heard_at=now
    )


def read() -> DirectorySync:
    begin_directories(timezone.now())
    sync = DirectorySync.objects.get()
    DirectorySync.objects.update(due_at=timezone.now())
    read_directory(sync.pk)
    sync.refresh_from_db()
    return sync


@pytest.mark.parametrize("written", ["5555550177", "(555) 555-0177", "+1 555 555 0177", "555-555-0177 x22"])
def test_a_number_is_known_however_the_psa_spells_it(sandbox: str, lee: Contact, written: str) -> None:
    Contact.objects.update(phone=written)
    read()
    row = DirectoryNumber.objects.get(number=LEE)
    assert (row.contact, row.contact_name, row.company_code) == (lee.pk, "Lee Whitfield", "AcmeCorp")


def test_a_person_who_left_is_forgotten_at_the_next_reading(sandbox: str, lee: Contact) -> None:
    read()
    lee.inactive = True
    lee.save()
    read()
    assert not DirectoryNumber.objects.filter(number=LEE).exists()


def test_a_thousand_and_more_people_are_read_page_by_page(sandbox: str, lee: Contact) -> None:
    Contact.objects.bulk_create(
        Contact(
            login_company="northstar", first_name="N", company_identifier="AcmeCorp", phone=f"555{place:07}"
        )
        for place in range(2000001, 2001202)
    )
    assert read().numbers >= 1202


def test_a_psa_that_is_down_leaves_the_directory_as_it_was_and_is_asked_again(
    sandbox: str, lee: Contact
) -> None:
    read()
    Fault.objects.create(kind=Fault.Kind.CONNECTWISE_DOWN, scope="northstar")
    sync = read()
    assert sync.error
    assert sync.due_at > timezone.now()
    assert DirectoryNumber.objects.filter(number=LEE).exists()


def test_a_first_fault_is_a_hiccup_and_a_second_one_is_not(sandbox: str, lee: Contact) -> None:
    Fault.objects.create(kind=Fault.Kind.CONNECTWISE_DOWN, scope="northstar")
    assert read().due_at < timezone.now() + timedelta(minutes=1)
    assert read().due_at > timezone.now() + timedelta(minutes=20)


def test_a_number_that_the_directory_lacks_is_found_while_the_greeting_plays(
    sandbox: str, lee: Contact, ringing: Call, acme: Customer
) -> None:
    look_up(ringing.pk)
    ringing.refresh_from_db()
    assert ringing.customer == acme
    assert ringing.caller_name == "Lee Whitfield"
    assert ringing.revision is not None


def test_the_company_s_tickets_are_read_beside_the_call_and_kept_for_the_next(
    sandbox: str, lee: Contact, ringing: Call, northstar: Tenant
) -> None:
    for number in range(3):
        Ticket.objects.create(
            login_company="northstar",
            summary=f"ERP down {number}",
            company_id_number=1,
            company_identifier="AcmeCorp",
            board="Service Desk",
            status="Closed",
            priority="Priority 1 - Critical",
            closed=True,
            closed_at=timezone.now(),
        )
    look_up(ringing.pk)
    ringing.refresh_from_db()
    assert ringing.known["p1s"] == 3
    assert "ERP down 2" in ringing.known["recent"][0]
    assert CompanyHistory.objects.get(tenant=northstar, company="AcmeCorp").p1s == 3


def test_a_lookup_that_the_psa_does_not_answer_changes_nothing(
    sandbox: str, lee: Contact, ringing: Call
) -> None:
    Fault.objects.create(kind=Fault.Kind.CONNECTWISE_DOWN, scope="northstar")
    look_up(ringing.pk)
    ringing.refresh_from_db()
    assert ringing.customer is None


def test_a_call_from_a_site_is_its_company_s(sandbox: str, lee: Contact, acme: Customer) -> None:
    site = Site.objects.create(
        login_company="northstar", company_identifier="acmecorp", name="Plant 2", phone="(555) 555-0188"
    )
    read()
    row = DirectoryNumber.objects.get(number="+15555550188")
    assert (row.contact, row.company_code) == (None, "AcmeCorp")

    site.inactive = True
    site.save()
    DirectorySync.objects.update(whole_at=None)
    read()
    assert not DirectoryNumber.objects.filter(number="+15555550188").exists()
