"""Staff can look at calls and at what became of them, and can change nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from calls.models import Call, Delivery, Escalation, Page, Turn
from tenants.models import Tenant

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tenants.tests.admin_urls")]

SHOWN = [Call, Escalation, Page, Delivery]


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("olga", password="long-enough-1"))
    return client


@pytest.fixture
def call(northstar: Tenant, make_call: Callable[..., Call]) -> Call:
    """A call that woke Mike and owes a ticket."""
    call = make_call(northstar, state=Call.State.ESCALATING, priority="P1")
    now = timezone.now()
    Turn.objects.create(
        tenant=northstar, call=call, sequence=1, speaker="caller", text="The server is down.", created_at=now
    )
    escalation = Escalation.objects.create(tenant=northstar, call=call, reason="P1", started_at=now)
    Page.objects.create(
        tenant=northstar, escalation=escalation, step=1, person_name="Mike Reyes", method="sms",
        address="+15555550100", due_at=now,
    )  # fmt: skip
    Delivery.objects.create(tenant=northstar, call=call, due_at=now + timedelta(minutes=1))
    return call


def url(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:calls_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", SHOWN)
def test_lists_and_pages_open(staff: Client, call: Call, model: type[Model]) -> None:
    row = model._default_manager.get()
    assert staff.get(url(model, "changelist")).status_code == 200
    assert staff.get(url(model, "changelist") + "?q=north").status_code == 200
    assert staff.get(url(model, "change", row.pk)).status_code == 200


def test_call_shows_what_was_said_and_who_was_woken(staff: Client, call: Call) -> None:
    assert "The server is down." in staff.get(url(Call, "change", call.pk)).content.decode()
    assert "Mike Reyes" in staff.get(url(Escalation, "change", Escalation.objects.get().pk)).content.decode()


@pytest.mark.parametrize("model", SHOWN)
def test_nothing_can_be_added_changed_or_deleted(staff: Client, call: Call, model: type[Model]) -> None:
    row = model._default_manager.get()
    before = model._default_manager.values().get()
    assert staff.post(url(model, "add"), {}).status_code == 403
    assert (
        staff.post(url(model, "change", row.pk), {"state": "resolved", "priority": "P4"}).status_code == 403
    )
    assert staff.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    staff.post(
        url(model, "changelist"), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    )
    assert model._default_manager.values().get() == before


def test_tenant_with_calls_cannot_be_deleted(staff: Client, call: Call) -> None:
    delete = reverse("admin:tenants_tenant_delete", args=[call.tenant_id])
    staff.post(delete, {"post": "yes"})
    assert Tenant.objects.filter(pk=call.tenant_id).exists()


def test_list_of_calls_does_not_query_per_row(
    staff: Client, northstar: Tenant, make_call: Callable[..., Call], django_assert_max_num_queries
) -> None:
    for _ in range(20):
        make_call(northstar)
    with django_assert_max_num_queries(12):
        staff.get(url(Call, "changelist"))
