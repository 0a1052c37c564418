"""People with a login: owners at their own desk, staff at the one they look into, nobody by guessing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from calls.dashboard.tests.makers import Maker
from calls.dashboard.tests.test_access import csrf, sign_in
from tenants.audit.events import forget_repeats
from tenants.lockout import BY_ADDRESS, BY_PAIR
from tenants.models import AuditEvent, Customer, HouseEvent, Membership, Role, Tenant

PASSWORD = "a night without calls"


@pytest.fixture
def bob(northstar: Tenant) -> User:
    """Northstar's engineer, with a login."""
    user = User.objects.create_user("bob@northstar.example", password=PASSWORD)
    Membership.objects.create(tenant=northstar, user=user, role=Role.ENGINEER)
    return user


@pytest.fixture
def olga(db: None) -> User:
    """NightDesk's staff."""
    return User.objects.create_superuser("olga", password=PASSWORD)


def log_in(client: Client, name: str, password: str = PASSWORD, **more: str) -> Any:
    form = {"username": name, "password": password, "csrfmiddlewaretoken": csrf(client, "/dashboard/login")}
    return client.post("/dashboard/login", form | more)


def staff_log_in(client: Client, name: str, password: str = PASSWORD) -> Any:
    form = {"username": name, "password": password, "csrfmiddlewaretoken": csrf(client, "/admin/login/")}
    return client.post("/admin/login/", form)


def test_bobs_login_opens_his_msps_dashboard(browser: Client, bob: User, northstar: Tenant) -> None:
    assert log_in(browser, bob.username, next="/dashboard/runbooks")["Location"] == "/dashboard/runbooks"
    assert "Northstar IT" in browser.get("/dashboard").content.decode()
    event = AuditEvent.objects.get(tenant=northstar, kind="login")
    assert (event.actor, event.address) == (bob.username, "127.0.0.1")


def test_what_bob_saves_bears_his_name(browser: Client, bob: User, acme: Customer) -> None:
    log_in(browser, bob.username)
    page = f"/dashboard/runbooks/{acme.runbook.pk}"
    form = {"text": "customer_name: Acme Corp\n", "csrfmiddlewaretoken": csrf(browser, page)}
    browser.post(page, form)
    assert acme.runbook.revisions.get(number=2).author == bob.username


def test_another_msps_things_do_not_exist_for_bob(
    browser: Client, bob: User, southpaw: Tenant, make_call: Maker
) -> None:
    call = make_call(southpaw)
    log_in(browser, bob.username)
    assert browser.get(f"/dashboard/calls/{call.pk}").status_code == 404


@pytest.mark.parametrize("change", ["role lost", "switched off", "password changed"])
def test_bob_is_out_at_his_next_click(browser: Client, bob: User, change: str) -> None:
    log_in(browser, bob.username)
    if change == "role lost":
        Membership.objects.all().delete()
    elif change == "switched off":
        User.objects.update(is_active=False)
    else:
        bob.set_password("another one, longer")
        bob.save()
    assert browser.get("/dashboard").status_code == 302


def test_a_wrong_password_and_an_unknown_name_look_the_same(browser: Client, bob: User) -> None:
    wrong, unknown = log_in(browser, bob.username, "wrong"), log_in(browser, "nobody", "wrong")
    assert wrong.status_code == unknown.status_code == 401
    for answer in (wrong, unknown):
        assert "This name and password do not go together." in answer.content.decode()


def test_a_password_typed_as_the_name_is_not_written_down(browser: Client, bob: User) -> None:
    forget_repeats()
    log_in(browser, PASSWORD, "x")
    assert HouseEvent.objects.get(kind="login_denied").actor == "a name that nobody has"


def test_one_who_belongs_to_two_msps_chooses(
    browser: Client, bob: User, northstar: Tenant, southpaw: Tenant
) -> None:
    Membership.objects.create(tenant=southpaw, user=bob, role=Role.VIEWER)
    assert log_in(browser, bob.username)["Location"] == "/dashboard/desks"
    form = {"tenant": str(southpaw.pk), "csrfmiddlewaretoken": csrf(browser, "/dashboard/desks")}
    assert browser.post("/dashboard/desks", form)["Location"] == "/dashboard"
    assert "Southpaw IT" in browser.get("/dashboard").content.decode()


def test_bob_cannot_sit_at_a_desk_that_is_not_his(browser: Client, bob: User, southpaw: Tenant) -> None:
    log_in(browser, bob.username)
    form = {"tenant": str(southpaw.pk), "reason": "curious"}
    form["csrfmiddlewaretoken"] = csrf(browser, "/dashboard/desks")
    assert browser.post("/dashboard/desks", form).status_code == 403
    assert "Southpaw" not in browser.get("/dashboard").content.decode()


def test_staff_who_signed_in_under_admin_look_in_with_a_reason(
    browser: Client, olga: User, northstar: Tenant
) -> None:
    staff_log_in(browser, "olga")
    assert browser.get("/dashboard", follow=True).redirect_chain[-1][0] == "/dashboard/desks"
    form = {"tenant": str(northstar.pk), "csrfmiddlewaretoken": csrf(browser, "/dashboard/desks")}
    assert browser.post("/dashboard/desks", form).status_code == 422
    browser.post("/dashboard/desks", form | {"reason": "ticket 4711"})
    assert "Northstar IT" in browser.get("/dashboard").content.decode()
    event = AuditEvent.objects.get(tenant=northstar, kind="staff_looked", target="dashboard")
    assert (event.actor, "ticket 4711" in event.details) == ("olga", True)


def test_staff_who_look_in_change_nothing(browser: Client, olga: User, acme: Customer) -> None:
    look_in(browser, acme.tenant)
    page = f"/dashboard/runbooks/{acme.runbook.pk}"
    answer = browser.post(page, {"text": "customer_name: X", "csrfmiddlewaretoken": csrf(browser, page)})
    assert answer.status_code == 403
    assert acme.runbook.revisions.count() == 1


def test_a_look_ends_after_an_hour(browser: Client, olga: User, northstar: Tenant) -> None:
    look_in(browser, northstar)
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert browser.get("/dashboard").status_code == 302


def look_in(browser: Client, tenant: Tenant) -> None:
    staff_log_in(browser, "olga")
    form = {
        "tenant": str(tenant.pk),
        "reason": "asked to",
        "csrfmiddlewaretoken": csrf(browser, "/dashboard/desks"),
    }
    browser.post("/dashboard/desks", form)


def test_a_login_without_a_desk_is_told_so(browser: Client, db: None) -> None:
    User.objects.create_user("mallory", password=PASSWORD)
    answer = log_in(browser, "mallory")
    assert "belongs to no company" in browser.get(answer["Location"]).content.decode()
    assert browser.get("/dashboard", follow=True).redirect_chain[-1][0] == "/dashboard/desks"


def test_signing_out_forgets_token_login_and_desk(browser: Client, bob: User) -> None:
    log_in(browser, bob.username)
    browser.post("/dashboard/logout", {"csrfmiddlewaretoken": csrf(browser, "/dashboard")})
    assert not dict(browser.session)
    assert browser.get("/dashboard").status_code == 302


@pytest.mark.parametrize("door", [log_in, staff_log_in])
def test_after_some_wrong_passwords_the_right_one_waits_too(browser: Client, olga: User, door: Any) -> None:
    for _ in range(BY_PAIR.most):
        door(browser, "olga", "wrong")
    answer = door(browser, "olga")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= BY_PAIR.within.total_seconds()
    assert "The door opens again in 15 minutes." in answer.content.decode()
    assert "_auth_user_id" not in browser.session


def test_both_doors_count_together(browser: Client, olga: User) -> None:
    for door in (log_in, staff_log_in) * BY_PAIR.most:
        answer = door(browser, "olga", "wrong")
    assert answer.status_code == 429


def test_olgas_known_browser_gets_in_while_somebody_attacks_her_name(browser: Client, olga: User) -> None:
    staff_log_in(browser, "olga")
    browser.post("/dashboard/logout", {"csrfmiddlewaretoken": csrf(browser, "/dashboard/desks")})
    stranger = Client(enforce_csrf_checks=True)
    for _ in range(BY_PAIR.most + 1):
        staff_log_in(stranger, "olga", "wrong")
    assert staff_log_in(stranger, "olga").status_code == 429
    assert staff_log_in(browser, "olga").status_code == 302


def test_after_some_wrong_tokens_the_address_waits(browser: Client, alice_token: str) -> None:
    for number in range(BY_ADDRESS.most):
        assert sign_in(browser, f"nd_live_wrong_wrong_wrong_{number}").status_code == 401
    answer = sign_in(browser, alice_token)
    assert answer.status_code == 429
    assert "Too many attempts" in answer.content.decode()
