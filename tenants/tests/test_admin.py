"""Staff see and mend tenants; credentials go in and never come out; tenants do not mix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from tenants.models import (
    ApiToken,
    ConnectWiseConnection,
    Customer,
    HaloConnection,
    KnownNumber,
    OnCallStep,
    Person,
    PhoneNumber,
    Runbook,
    Tenant,
    TwilioAccount,
)
from tenants.tokens import find_token, issue_token

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tenants.tests.admin_urls")]

SECRETS = {"public_key": "public-8Kq", "private_key": "private-2Zx", "auth_token": "twilio-7Yw"}
MODELS = [model for model in apps.get_app_config("tenants").get_models() if admin.site.is_registered(model)]


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("olga", password="long-enough-1"))
    return client


@pytest.fixture
def connected(northstar: Tenant) -> Tenant:
    """Northstar with both of its accounts."""
    psa = ConnectWiseConnection(
        tenant=northstar,
        url="https://na.myconnectwise.net",
        company="northstar",
        board="Service Desk",
        fallback_company="Catchall",
        status={"open": "New"},
        priority={"P1": "Critical"},
    )
    psa.public_key, psa.private_key = SECRETS["public_key"], SECRETS["private_key"]
    psa.save()
    phone = TwilioAccount(tenant=northstar, account_sid="AC" + "0" * 32)
    phone.auth_token = SECRETS["auth_token"]
    phone.save()
    issue_token(northstar, "dashboard")
    return northstar


def save(client: Client, url: str, /, **changes: str) -> Any:
    """Open a page, change some fields of its form as a person would, and send it."""
    page = client.get(url)
    form = page.context["adminform"].form
    values = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    for formset in (inline.formset for inline in page.context["inline_admin_formsets"]):
        values |= {bound.html_name: bound.value() for bound in formset.management_form}
        for row in formset.initial_forms:
            values |= {bound.html_name: bound.value() for bound in row if bound.value() is not None}
    sent = {name: value for name, value in (values | changes).items() if not isinstance(value, bool) or value}
    return client.post(url, sent, follow=True)


def page_of(row: Model) -> str:
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])


def every_page(model: type[Model]) -> Iterator[str]:
    name = f"admin:tenants_{model._meta.model_name}"
    yield reverse(f"{name}_changelist")
    yield from (page_of(row) for row in model._default_manager.all())


def errors_of(response: Any) -> str:
    return re.sub(
        r"<[^>]+>",
        " ",
        " ".join(re.findall(r'class="errorlist.*?</ul>', response.content.decode(), re.DOTALL)),
    )


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_page_opens_for_staff(
    staff: Client, connected: Tenant, acme: Customer, model: type[Model]
) -> None:
    pages = list(every_page(model))
    for url in [*pages, f"{pages[0]}?q=north"]:
        assert staff.get(url).status_code == 200, url


def test_every_noun_of_staff_is_there() -> None:
    assert {model.__name__ for model in MODELS} == {
        "ApiToken", "AuditEvent", "ConnectWiseConnection", "Customer", "HaloConnection", "HouseEvent", "Membership", "OnCallStep",
        "Person", "PhoneNumber", "PrivacySettings", "Runbook", "RunbookRevision", "Tenant", "TwilioAccount",
    }  # fmt: skip


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_nobody_else_gets_in(client: Client, connected: Tenant, model: type[Model]) -> None:
    client.force_login(User.objects.create_user("mallory"))
    for url in every_page(model):
        assert "/admin/login/" in client.get(url).headers["Location"]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_credentials_appear_on_no_page(
    staff: Client, connected: Tenant, acme: Customer, model: type[Model]
) -> None:
    rows = [*ConnectWiseConnection.objects.all(), *TwilioAccount.objects.all()]
    sealed = [
        value for row in rows for name, value in vars(row).items() if name.startswith("sealed_") and value
    ]
    hidden = [*SECRETS.values(), *sealed, *ApiToken.objects.values_list("digest", flat=True)]
    assert len(hidden) == 7
    for url in every_page(model):
        content = staff.get(url).content.decode()
        assert [value for value in hidden if value in content] == []


def test_lists_do_not_query_per_row(staff: Client, acme: Customer, django_assert_max_num_queries) -> None:
    for index in range(20):
        customer = Customer.objects.create(tenant=acme.tenant, name=f"Customer {index}")
        PhoneNumber.objects.create(tenant=acme.tenant, customer=customer, number=f"+155555510{index:02}")
        Runbook.objects.create(tenant=acme.tenant, customer=customer)
    for name in ("customer", "phonenumber", "runbook", "person", "oncallstep", "tenant"):
        with django_assert_max_num_queries(10):
            staff.get(reverse(f"admin:tenants_{name}_changelist"))


def test_empty_credential_keeps_what_is_stored(staff: Client, connected: Tenant) -> None:
    save(staff, page_of(ConnectWiseConnection.objects.get()), board="Night")
    row = ConnectWiseConnection.objects.get()
    assert (row.board, row.public_key, row.private_key) == (
        "Night",
        SECRETS["public_key"],
        SECRETS["private_key"],
    )


def test_typed_credential_replaces_and_is_not_shown(staff: Client, connected: Tenant) -> None:
    response = save(staff, page_of(ConnectWiseConnection.objects.get()), private_key="private-new")
    assert ConnectWiseConnection.objects.get().private_key == "private-new"
    assert "private-new" not in response.content.decode()


def test_refused_form_does_not_echo_the_credential(staff: Client, connected: Tenant) -> None:
    response = save(
        staff, page_of(ConnectWiseConnection.objects.get()), private_key="private-new", url="http://x.y"
    )
    assert "only https://" in errors_of(response)
    assert "private-new" not in response.content.decode()
    assert ConnectWiseConnection.objects.get().private_key == SECRETS["private_key"]


def test_new_twilio_token_keeps_the_one_before(staff: Client, connected: Tenant) -> None:
    save(staff, page_of(TwilioAccount.objects.get()), auth_token="twilio-new")
    row = TwilioAccount.objects.get()
    assert (row.auth_token, row.previous_token) == ("twilio-new", SECRETS["auth_token"])


def test_new_account_needs_its_credentials(staff: Client, northstar: Tenant) -> None:
    url = reverse("admin:tenants_twilioaccount_add")
    refused = save(staff, url, tenant=str(northstar.pk), account_sid="AC" + "0" * 32)
    assert "this is needed" in errors_of(refused)
    save(staff, url, tenant=str(northstar.pk), account_sid="AC" + "0" * 32, auth_token="twilio-7Yw")
    assert TwilioAccount.objects.get().auth_token == "twilio-7Yw"


def test_account_cannot_move_to_another_tenant(staff: Client, connected: Tenant, southpaw: Tenant) -> None:
    save(staff, page_of(TwilioAccount.objects.get()), tenant=str(southpaw.pk))
    assert TwilioAccount.objects.get().tenant == connected


@pytest.mark.parametrize("status", ['{"opened": "New"}', '{"open": 3}', '["open"]', '"open"'])
def test_status_names_are_ours(staff: Client, connected: Tenant, status: str) -> None:
    response = save(staff, page_of(ConnectWiseConnection.objects.get()), status=status)
    assert "the keys are open, pending_verification, closed" in errors_of(response)


def test_new_token_is_shown_once(staff: Client, northstar: Tenant) -> None:
    url = reverse("admin:tenants_apitoken_add")
    shown = save(staff, url, tenant=str(northstar.pk), name="integrator").content.decode()
    (plain,) = set(re.findall(r"nd_live_[\w-]{30,}", shown))
    found = find_token(plain)
    assert found is not None
    assert found.tenant == northstar
    for again in every_page(ApiToken):
        assert plain not in staff.get(again).content.decode()


def test_token_name_is_used_once(staff: Client, northstar: Tenant) -> None:
    issue_token(northstar, "integrator")
    response = save(staff, reverse("admin:tenants_apitoken_add"), tenant=str(northstar.pk), name="integrator")
    assert "already exists" in errors_of(response)


def test_renaming_a_token_keeps_it_working(staff: Client, northstar: Tenant) -> None:
    plain = issue_token(northstar, "integrator")
    save(staff, page_of(ApiToken.objects.get()), name="other")
    found = find_token(plain)
    assert found is not None
    assert found.name == "other"


def test_revoking_ends_a_token(staff: Client, northstar: Tenant) -> None:
    plain = issue_token(northstar, "integrator")
    chosen = {"action": "revoke", "_selected_action": [str(ApiToken.objects.get().pk)]}
    staff.post(reverse("admin:tenants_apitoken_changelist"), chosen)
    assert find_token(plain) is None
    assert ApiToken.objects.get().revoked_at is not None


def test_token_is_never_deleted(staff: Client, northstar: Tenant) -> None:
    issue_token(northstar, "integrator")
    url = reverse("admin:tenants_apitoken_delete", args=[ApiToken.objects.get().pk])
    assert staff.post(url, {"post": "yes"}).status_code == 403


def test_saving_a_runbook_adds_a_revision_by_its_author(staff: Client, acme: Customer) -> None:
    runbook = Runbook.objects.get(customer=acme)
    response = save(staff, page_of(runbook), text="customer_name: Acme\r\n", comment="shorter")
    revision = runbook.current
    assert revision is not None
    assert (revision.number, revision.author, revision.comment) == (2, "olga", "shorter")
    assert revision.text == "customer_name: Acme\n"
    assert "Revision 2 is in force." in response.content.decode()


def test_saving_an_unchanged_runbook_adds_none(staff: Client, acme: Customer) -> None:
    runbook = Runbook.objects.get(customer=acme)
    save(staff, page_of(runbook))
    assert runbook.revisions.count() == 1


def test_runbook_with_faults_is_refused_with_their_places(staff: Client, acme: Customer) -> None:
    runbook = Runbook.objects.get(customer=acme)
    response = save(staff, page_of(runbook), text="customer_name: Acme\nbusness_hours: 24/7\n")
    assert "line 2, column 1: busness_hours: unknown key; did you mean business_hours?" in errors_of(response)
    assert runbook.revisions.count() == 1


def test_new_runbook_starts_with_its_first_revision(staff: Client, northstar: Tenant) -> None:
    customer = Customer.objects.create(tenant=northstar, name="New Co")
    url = reverse("admin:tenants_runbook_add")
    save(staff, url, tenant=str(northstar.pk), customer=str(customer.pk), text="customer_name: New Co")
    current = Runbook.objects.get(customer=customer).current
    assert current is not None
    assert current.number == 1


def test_revision_cannot_be_edited(staff: Client, acme: Customer) -> None:
    revision = Runbook.objects.get(customer=acme).current
    assert revision is not None
    assert staff.post(page_of(revision), {"text": "customer_name: X"}).status_code == 403


def test_number_is_written_one_way(staff: Client, northstar: Tenant) -> None:
    url = reverse("admin:tenants_phonenumber_add")
    save(staff, url, tenant=str(northstar.pk), number="(312) 555-0142")
    assert PhoneNumber.objects.filter(number="+13125550142", tenant=northstar).exists()
    refused = save(staff, url, tenant=str(northstar.pk), number="anonymous")
    assert "with country code" in errors_of(refused)


def test_number_of_charlie_cannot_be_added_twice(staff: Client, northstar: Tenant, southpaw: Tenant) -> None:
    url = reverse("admin:tenants_phonenumber_add")
    response = save(staff, url, tenant=str(northstar.pk), number="+1 (555) 555-0298")
    assert "already exists" in errors_of(response)
    assert PhoneNumber.objects.get(number="+15555550298").tenant == southpaw


def test_customer_of_another_tenant_is_refused(staff: Client, acme: Customer, southpaw: Tenant) -> None:
    number = PhoneNumber.objects.get(tenant=southpaw)
    response = save(staff, page_of(number), customer=str(acme.pk))
    assert "Acme Corp belongs to another tenant" in errors_of(response)


def test_stranger_cannot_be_put_on_call(staff: Client, northstar: Tenant, southpaw: Tenant) -> None:
    stranger = Person.objects.create(tenant=southpaw, name="Charlie", voice="+15555550200")
    response = save(
        staff, page_of(northstar), **{"on_call_nothing": "", "oncallsteps-0-person": str(stranger.pk)}
    )
    assert "Charlie belongs to another tenant" in errors_of(response)
    assert not OnCallStep.objects.filter(person=stranger).exists()


def test_known_number_belongs_to_the_customers_tenant(staff: Client, acme: Customer) -> None:
    rows = {"known_numbers-TOTAL_FORMS": "2", "known_numbers-1-number": "312 555 0177"}
    save(staff, page_of(acme), **rows, **{"known_numbers-1-customer": str(acme.pk)})
    assert KnownNumber.objects.get(number="+13125550177").tenant == acme.tenant


def test_known_number_twice_is_refused(staff: Client, acme: Customer) -> None:
    rows = {"known_numbers-TOTAL_FORMS": "2", "known_numbers-1-number": "+15555550142"}
    response = save(staff, page_of(acme), **rows, **{"known_numbers-1-customer": str(acme.pk)})
    assert "duplicate" in response.content.decode()
    assert KnownNumber.objects.count() == 1


def test_new_customer_comes_with_its_numbers(staff: Client, northstar: Tenant) -> None:
    rows = {"known_numbers-TOTAL_FORMS": "1", "known_numbers-0-number": "+15555550142"}
    save(staff, reverse("admin:tenants_customer_add"), tenant=str(northstar.pk), name="New Co", **rows)
    assert KnownNumber.objects.get().customer.name == "New Co"


def test_a_stored_secret_of_halo_goes_to_no_other_site(staff: Client, northstar: Tenant) -> None:
    psa = HaloConnection(
        tenant=northstar,
        url="https://northstar.halopsa.com",
        client_id="nightdesk",
        ticket_type=1,
        fallback_client=1,
        status={"open": 1},
        priority={"P1": 1},
    )
    psa.client_secret = "halo-5Tr"
    psa.save()
    form = {
        "tenant": northstar.pk,
        "url": "https://elsewhere.example",
        "client_id": "nightdesk",
        "ticket_type": "1",
        "fallback_client": "1",
        "status": '{"open": 1}',
        "priority": '{"P1": 1}',
        "client_secret": "",
    }
    change = reverse("admin:tenants_haloconnection_change", args=[psa.pk])
    assert "type the secret again" in staff.post(change, form).content.decode()
    psa.refresh_from_db()
    assert psa.url == "https://northstar.halopsa.com"
    assert staff.post(change, form | {"client_secret": "halo-9Wq"}).status_code == 302
    psa.refresh_from_db()
    assert psa.client_secret == "halo-9Wq"
