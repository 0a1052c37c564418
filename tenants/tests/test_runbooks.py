"""Runbooks are checked with the tenant's people in mind, kept as revisions, and never lose a call."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from tenants import runbooks
from tenants.models import Customer, Person, Runbook, RunbookRevision, Tenant
from tenants.scope import as_tenant
from triage.runbook import RunbookError

TEXTED_ADDRESS = """\
customer_name: Acme Corp
escalation_rules:
  - {trigger: server down, target: %s, method: sms}
"""


@pytest.fixture
def acme_runbook(acme: Customer) -> Runbook:
    return Runbook.objects.get(customer=acme)


@pytest.mark.parametrize("target", ["mike@northstar.example", "MIKE@northstar.example", "Mike Reyes"])
def test_person_with_a_phone_can_be_texted_by_name_or_address(northstar: Tenant, target: str) -> None:
    assert runbooks.check(northstar, TEXTED_ADDRESS % target).faults == ()


def test_address_of_nobody_is_warned_about(northstar: Tenant) -> None:
    (fault,) = runbooks.check(northstar, TEXTED_ADDRESS % "who@northstar.example").faults
    assert (fault.line, fault.field, fault.is_error) == (3, "escalation_rules[0].method", False)


def test_person_without_a_phone_cannot_be_texted(northstar: Tenant) -> None:
    Person.objects.create(tenant=northstar, name="Desk", email="desk@northstar.example")
    assert runbooks.check(northstar, TEXTED_ADDRESS % "Desk").faults


def test_people_of_another_tenant_are_not_reachable(northstar: Tenant, southpaw: Tenant) -> None:
    assert runbooks.check(southpaw, TEXTED_ADDRESS % "Mike Reyes").faults


def test_save_makes_the_next_revision(acme_runbook: Runbook) -> None:
    saved = runbooks.save_revision(
        acme_runbook, text="customer_name: Acme\n", author="Bob", comment="shorter name"
    )
    assert (saved.number, saved.author, saved.comment) == (2, "Bob", "shorter name")
    assert acme_runbook.current == saved


def test_earlier_revision_stays_as_it_was(acme_runbook: Runbook) -> None:
    before = acme_runbook.current
    assert before is not None
    runbooks.save_revision(acme_runbook, text="customer_name: Acme\n", author="Bob")
    before.refresh_from_db()
    assert "Acme Corp" in before.text


@pytest.mark.parametrize("change", [str, lambda text: text.replace("\n", "\r\n"), str.rstrip])
def test_unchanged_text_makes_no_revision(acme_runbook: Runbook, change) -> None:
    current = acme_runbook.current
    assert current is not None
    assert runbooks.save_revision(acme_runbook, text=change(current.text), author="Bob") == current
    assert acme_runbook.revisions.count() == 1


def test_text_with_errors_is_refused_with_every_fault(acme_runbook: Runbook) -> None:
    with pytest.raises(RunbookError) as refusal:
        runbooks.save_revision(acme_runbook, text="custmer_name: A\nbusiness_hours: whenever\n", author="Bob")
    assert {fault.line for fault in refusal.value.faults if fault.is_error} == {1, 2}
    assert acme_runbook.revisions.count() == 1


def test_warning_does_not_hinder(acme_runbook: Runbook) -> None:
    text = TEXTED_ADDRESS % "who@northstar.example"
    assert runbooks.save_revision(acme_runbook, text=text, author="Bob").number == 2


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_get_two_numbers(acme_runbook: Runbook) -> None:
    failures: list[BaseException] = []

    def edit(name: str) -> None:
        try:
            with as_tenant(acme_runbook.tenant_id):
                runbooks.save_revision(acme_runbook, text=f"customer_name: {name}\n", author=name)
        except BaseException as exc:
            failures.append(exc)
        finally:
            connection.close()

    editors = [threading.Thread(target=edit, args=(f"Acme {index}",)) for index in range(4)]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()
    assert failures == []
    assert list(acme_runbook.revisions.values_list("number", flat=True)) == [5, 4, 3, 2, 1]


def test_customer_has_its_own_revision(northstar: Tenant, acme: Customer) -> None:
    assert runbooks.current_revision(northstar, acme).runbook.customer == acme


def test_newest_revision_is_the_current_one(northstar: Tenant, acme: Customer, acme_runbook: Runbook) -> None:
    saved = runbooks.save_revision(acme_runbook, text="customer_name: Acme\n", author="Bob")
    assert runbooks.current_revision(northstar, acme) == saved


def test_customer_without_a_runbook_gets_the_default(northstar: Tenant) -> None:
    customer = Customer.objects.create(tenant=northstar, name="New Co")
    assert runbooks.current_revision(northstar, customer).runbook.customer is None


def test_unknown_caller_gets_the_default(northstar: Tenant, acme: Customer) -> None:
    assert runbooks.current_revision(northstar, None).runbook.customer is None


def test_tenant_without_any_runbook_gets_a_bare_one(db: None) -> None:
    tenant = Tenant.objects.create(slug="bare", name="Bare: IT & Sons")
    with as_tenant(tenant.pk):
        revision = runbooks.current_revision(tenant, None)
        assert runbooks.load(revision).customer_name == "Bare: IT & Sons"
        assert runbooks.current_revision(tenant, None) == revision


def test_default_of_another_tenant_is_never_taken(northstar: Tenant, southpaw: Tenant) -> None:
    with as_tenant(southpaw.pk):
        assert runbooks.current_revision(southpaw, None).tenant == southpaw


def test_load_reads_the_rules(northstar: Tenant, acme: Customer) -> None:
    loaded = runbooks.load(runbooks.current_revision(northstar, acme))
    assert loaded.customer_name == "Acme Corp"
    assert loaded.escalation_rules[0].target == "mike@northstar.example"


@pytest.mark.parametrize("text", ["", ": : :", "customer_name: [", "a: *b"])
def test_unreadable_stored_runbook_loses_no_call(acme_runbook: Runbook, text: str) -> None:
    revision = RunbookRevision.objects.create(
        tenant=acme_runbook.tenant, runbook=acme_runbook, number=9, text=text
    )
    assert runbooks.load(revision).customer_name == "Acme Corp"


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """A transactional test may give an id out again."""
    runbooks._parsed.cache_clear()
