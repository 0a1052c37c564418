"""What must stand in the log stands there: edits, tokens, files, and staff who looked in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from calls.models import Call, PrivacyJob
from calls.privacy.jobs import owe, run_job
from tenants.audit.events import forget_repeats
from tenants.models import (
    AuditEvent,
    ConnectWiseConnection,
    Customer,
    HouseEvent,
    Person,
    PhoneNumber,
    Role,
    Runbook,
    Tenant,
    TwilioAccount,
)
from tenants.onboarding import onboard
from tenants.runbooks import save_revision
from tenants.tokens import issue_token, revoke_token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_was_looked_at() -> None:
    forget_repeats()


@pytest.fixture
def staff(db: None, client: Client) -> Client:
    client.force_login(User.objects.create_superuser("sam", password="night-shift-1"))
    return client


def events(tenant: Tenant) -> list[tuple[str, str, str]]:
    return list(
        AuditEvent.objects.filter(tenant=tenant).order_by("sequence").values_list("kind", "actor", "target")
    )


def details(tenant: Tenant, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(AuditEvent.objects.get(tenant=tenant, kind=kind).details)
    return found


def test_a_token_is_told_of_when_it_is_made_and_when_it_is_revoked_and_never_shown(northstar: Tenant) -> None:
    plain = issue_token(northstar, "reports", by="Alice")
    token = northstar.apitokens.get()
    revoke_token(token, by="Alice")
    revoke_token(northstar.apitokens.get(), by="Alice")
    assert events(northstar) == [("token_made", "Alice", "reports"), ("token_revoked", "Alice", "reports")]
    assert plain[16:] not in json.dumps(list(AuditEvent.objects.values_list("details", flat=True)))


def test_a_runbook_is_told_of_once_it_has_changed(northstar: Tenant, acme: Customer) -> None:
    runbook = Runbook.objects.get(customer=acme)
    for _ in range(2):
        save_revision(runbook, text="customer_name: Acme\n", author="Bob")
    assert events(northstar) == [("runbook_edited", "Bob", "Acme Corp")]
    assert details(northstar, "runbook_edited") == {"revision": 2}


FILE = """\
tenant: {name: Eastwind IT, slug: eastwind}
people: [{name: Ann, sms: "+15555550111"}]
on_call: [{person: Ann, method: sms, wait: 3m}]
numbers: [{number: "+15555550177"}]
twilio: {account_sid: AC11111111111111111111111111111111, auth_token: secret-token}
"""


def test_a_file_is_told_of_with_what_it_changed_and_without_its_secrets(db: None, tmp_path: Path) -> None:
    path = tmp_path / "eastwind.yaml"
    path.write_text(FILE)
    tenant = onboard(path).tenant
    told = [kind for kind, _, _ in events(tenant)]
    assert set(told) >= {"onboarded", "on_call_edited", "secret_changed", "token_made"}
    assert details(tenant, "onboarded")["changed"]["person"] == 1
    assert not AuditEvent.objects.filter(details__contains="secret-token").exists()
    onboard(path)
    assert [kind for kind, _, _ in events(tenant)] == told, "a file that changes nothing is no event"


def test_staff_who_look_at_a_call_are_seen_by_its_tenant_alone(
    northstar: Tenant, southpaw: Tenant, make_call: Callable[..., Call], staff: Client
) -> None:
    call = make_call(northstar)
    assert staff.get(f"/admin/calls/call/{call.pk}/change/").status_code == 200
    assert events(northstar) == [("staff_looked", "sam", f"call {call.pk}")]
    assert events(southpaw) == []


def test_staff_who_page_through_a_list_are_seen_by_everybody_on_it(
    northstar: Tenant, southpaw: Tenant, make_call: Callable[..., Call], staff: Client
) -> None:
    make_call(northstar)
    make_call(southpaw)
    for _ in range(3):
        staff.get("/admin/calls/call/")
    for tenant in (northstar, southpaw):
        assert events(tenant) == [("staff_looked", "sam", "list of calls")]


@pytest.mark.parametrize(
    "page",
    [
        "tenants/auditevent",
        "tenants/houseevent",
        "tenants/privacysettings",
        "calls/privacyjob",
        "calls/recording",
    ],
)
def test_staff_see_logs_and_receipts_and_cannot_touch_them(
    northstar: Tenant, staff: Client, page: str
) -> None:
    issue_token(northstar, "reports")
    assert staff.get(f"/admin/{page}/").status_code == 200
    assert staff.get(f"/admin/{page}/add/").status_code == 403


def test_staff_who_edit_who_is_on_call_are_named(northstar: Tenant, staff: Client) -> None:
    mike = Person.objects.get(tenant=northstar, name="Mike Reyes")
    form = {"name": "Mike R.", "sms": "+15555550100", "voice": "", "email": ""}
    assert staff.post(f"/admin/tenants/person/{mike.pk}/change/", form).status_code == 302
    assert events(northstar) == [("on_call_edited", "sam", f"person {mike.pk}")]
    assert "name" in str(details(northstar, "on_call_edited")["fields"]).lower()


def test_staff_who_change_a_credential_are_named_and_the_credential_is_not(
    northstar: Tenant, staff: Client
) -> None:
    account = TwilioAccount(tenant=northstar, account_sid="AC" + "1" * 32)
    account.auth_token = "old-token"
    account.save()
    form = {"account_sid": account.account_sid, "auth_token": "new-secret-token"}
    staff.post(f"/admin/tenants/twilioaccount/{account.pk}/change/", form)
    assert [kind for kind, _, _ in events(northstar)] == ["secret_changed"]
    assert not AuditEvent.objects.filter(details__contains="new-secret-token").exists()


def test_staff_who_delete_something_are_named(northstar: Tenant, staff: Client) -> None:
    line = PhoneNumber.objects.get(tenant=northstar)
    staff.post(f"/admin/tenants/phonenumber/{line.pk}/delete/", {"post": "yes"})
    assert not PhoneNumber.objects.filter(pk=line.pk).exists()
    assert events(northstar) == [("staff_edited", "sam", f"phone number {line.pk}")]
    assert details(northstar, "staff_edited") == {"deed": "deleted"}


@pytest.mark.parametrize("door", ["/api/v1/calls", "/dashboard"])
def test_a_token_that_opens_nothing_is_told_of_by_its_prefix(northstar: Tenant, door: str) -> None:
    plain = issue_token(northstar, "lost")
    revoke_token(northstar.apitokens.get())
    for _ in range(3):
        assert Client(headers={"Authorization": f"Bearer {plain}"}).get(door).status_code == 401
    event = HouseEvent.objects.get(kind="denied")
    assert (event.actor, event.target) == (f"a token {plain[:16]}…", f"/{door.split('/')[1]}")


def test_what_is_no_token_is_not_written_down(db: None) -> None:
    Client(headers={"Authorization": "Bearer hunter2"}).get("/api/v1/calls")
    assert HouseEvent.objects.get(kind="denied").actor == "a token"


def test_a_viewer_who_wants_more_is_told_of_in_his_tenants_log(northstar: Tenant, acme: Customer) -> None:
    plain = issue_token(northstar, "screen", role=Role.VIEWER)
    path = f"/api/v1/runbooks/{acme.runbook.pk}"
    answer = Client(headers={"Authorization": f"Bearer {plain}"}).put(path, "{}", "application/json")
    assert answer.status_code == 403
    assert events(northstar)[-1] == ("denied", "screen", f"PUT {path}")


def test_what_staff_open_on_a_tenants_dashboard_is_told_page_by_page(
    northstar: Tenant, make_call: Callable[..., Call], staff: Client
) -> None:
    call = make_call(northstar)
    staff.post("/dashboard/desks", {"tenant": str(northstar.pk), "reason": "ticket 4711"})
    for _ in range(3):
        assert staff.get(f"/dashboard/calls/{call.pk}").status_code == 200
    assert events(northstar) == [
        ("staff_looked", "sam", "dashboard"),
        ("staff_looked", "sam", f"/dashboard/calls/{call.pk}"),
    ]


def test_who_changes_a_login_is_told_in_our_own_log(staff: Client) -> None:
    bob = User.objects.create_user("bob", password="night-shift-1")
    page = f"/admin/auth/user/{bob.pk}/password/"
    form = {"password1": "a-whole-new-secret", "password2": "a-whole-new-secret", "usable_password": "true"}
    assert staff.post(page, form).status_code == 302
    event = HouseEvent.objects.get(kind="staff_edited")
    assert (event.actor, event.target, "secret" in event.details) == ("sam", f"user {bob.pk}", False)


@pytest.mark.parametrize(("command", "kind"), [("shell", "secret_read"), ("dbshell", "staff_looked")])
def test_whoever_opens_a_console_is_told_of(
    db: None, monkeypatch: pytest.MonkeyPatch, command: str, kind: str
) -> None:
    monkeypatch.setenv("SUDO_USER", "olga")
    monkeypatch.setattr("django.db.backends.postgresql.client.DatabaseClient.runshell", lambda *_: None)
    call_command(command, **({"command": "pass"} if command == "shell" else {}))
    event = HouseEvent.objects.get()
    assert (event.kind, event.actor, event.target) == (kind, "command line (olga)", f"manage.py {command}")


def test_keys_that_the_doctor_tries_are_told_of(northstar: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    row = ConnectWiseConnection(tenant=northstar, url="https://127.0.0.1:1", company="northstar")
    row.public_key = row.private_key = "key"
    row.save()
    monkeypatch.setattr("calls.management.commands.doctor.examine_desk", lambda: iter(()))
    with pytest.raises(SystemExit):
        call_command("doctor", tenant=northstar.slug)
    assert ("secret_read", "ConnectWise keys") in [(kind, target) for kind, _, target in events(northstar)]


@pytest.mark.parametrize(("kind", "told"), [("export", ""), ("erasure", "… 0142")])
def test_an_export_and_an_erasure_are_told_of_with_their_receipt(
    northstar: Tenant, kind: str, told: str
) -> None:
    subject = "+15555550142" if kind == "erasure" else ""
    job = owe(northstar.pk, PrivacyJob.Kind(kind), asked_by="Alice", now=timezone.now(), subject=subject)
    run_job(job.pk)
    assert events(northstar) == [(kind, "Alice", told)]
    assert details(northstar, kind)["receipt"] == job.pk
