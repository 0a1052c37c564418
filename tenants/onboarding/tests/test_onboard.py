"""One file makes one tenant; the same file again changes nothing; what vanished from it is kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from nightdesk.settings import BASE_DIR
from tenants.models import (
    ApiToken,
    ConnectWiseConnection,
    Customer,
    KnownNumber,
    OnCallStep,
    Person,
    PhoneNumber,
    Runbook,
    RunbookRevision,
    Tenant,
    TwilioAccount,
    VerifiedNumber,
)
from tenants.numbers import unproved
from tenants.onboarding import Outcome, Report, onboard
from tenants.onboarding.onboard import read
from tenants.onboarding.tests.conftest import ACME, WriteFile
from tenants.scope import as_tenant
from tenants.tokens import find_token, revoke_token

pytestmark = pytest.mark.django_db

FIXED = "nd_live_0123456789abcdefghij"


def everything() -> list[str]:
    """Every row of every table of this app, as the database holds it."""
    rows: list[str] = []
    with connection.cursor() as cursor:
        for model in apps.get_app_config("tenants").get_models():
            cursor.execute(f"SELECT row_to_json(t)::text FROM {model._meta.db_table} t ORDER BY 1")
            rows += [row for (row,) in cursor.fetchall()]
    return rows


def told(report: Report, outcome: Outcome) -> set[tuple[str, str]]:
    return {(change.kind, change.name) for change in report.changes if change.outcome is outcome}


def test_file_makes_a_tenant(tenant_file: WriteFile) -> None:
    tenant = onboard(tenant_file()).tenant
    assert (tenant.slug, tenant.name, tenant.time_zone, tenant.endpoints) == (
        "northstar",
        "Northstar IT",
        "America/Chicago",
        420,
    )


def test_file_connects_connectwise(tenant_file: WriteFile) -> None:
    onboard(tenant_file())
    connected = ConnectWiseConnection.objects.get()
    assert (connected.public_key, connected.private_key) == ("public-8Kq", "private-2Zx")
    assert connected.status["pending_verification"] == "Needs Review"
    assert connected.priority["P1"] == "Priority 1 - Critical"


def test_file_brings_its_own_twilio_account(tenant_file: WriteFile) -> None:
    onboard(tenant_file())
    assert TwilioAccount.objects.get().auth_token == "twilio-7Yw"


def test_file_puts_people_on_call_in_order(tenant_file: WriteFile) -> None:
    onboard(tenant_file())
    steps = [(step.person.name, step.method, step.wait) for step in OnCallStep.objects.all()]
    assert steps == [
        ("Mike Reyes", "sms", timedelta(seconds=90)),
        ("Dana Cole", "voice", timedelta(hours=1)),
    ]


def test_file_assigns_numbers(tenant_file: WriteFile) -> None:
    onboard(tenant_file())
    acme = Customer.objects.get()
    listed = list(PhoneNumber.objects.values_list("number", "customer", "voice"))
    assert listed == [("+15555550198", None, "gather"), ("+15555550199", acme.pk, "relay")]
    assert KnownNumber.objects.get().number == "+15555550142"


def test_file_puts_runbooks_into_force(tenant_file: WriteFile) -> None:
    onboard(tenant_file())
    texts = {str(revision.runbook): revision.text for revision in RunbookRevision.objects.all()}
    assert texts == {"Acme Corp": ACME, "Default runbook": "customer_name: Northstar\n"}


def test_fixed_token_works(tenant_file: WriteFile) -> None:
    onboard(tenant_file())
    found = find_token(FIXED)
    assert found is not None
    assert found.name == "automation"


def test_credentials_rest_sealed(tenant_file: WriteFile) -> None:
    onboard(tenant_file())
    database = " ".join(everything())
    for secret in ("public-8Kq", "private-2Zx", "twilio-7Yw", FIXED):
        assert secret not in database


def test_second_time_changes_nothing(tenant_file: WriteFile) -> None:
    path = tenant_file()
    assert not onboard(path).nothing_changed
    before = everything()
    assert onboard(path).nothing_changed
    assert everything() == before


@pytest.mark.parametrize(
    ("old", "new", "kind", "note"),
    [
        ("endpoints: 420", "endpoints: 421", "tenant", "endpoints"),
        ("board: Service Desk", "board: Night", "ConnectWise", "board"),
        ("private-2Zx", "private-new", "ConnectWise", "private_key"),
        ("twilio-7Yw", "twilio-new", "Twilio", "auth_token"),
        ('voice: "+15555550101"', 'voice: "+15555550102"', "person", "voice"),
        ("wait: 90s", "wait: 2m", "on call", ""),
        ("voice: relay", "voice: gather", "number", "voice"),
        ("customer: Acme Corp, ", "", "number", "customer"),
        ("company: AcmeCorp", "company: 250", "customer", "connectwise_company"),
        ("customer_name: Northstar\n", "customer_name: Us\n", "runbook", "revision 2"),
        ("token: nd_live_0", "token: nd_live_1", "token", "replaced"),
    ],
)
def test_one_edit_changes_one_thing(tenant_file: WriteFile, old: str, new: str, kind: str, note: str) -> None:
    onboard(tenant_file())
    report = onboard(tenant_file(old, new))
    changed = [(change.kind, change.note) for change in report.changes if change.outcome is Outcome.CHANGED]
    assert changed == [(kind, note)]
    assert told(report, Outcome.CREATED) == set()
    assert onboard(tenant_file(old, new)).nothing_changed


def test_twilio_token_before_the_edit_is_kept_for_its_rotation(tenant_file: WriteFile) -> None:
    onboard(tenant_file())
    onboard(tenant_file("twilio-7Yw", "twilio-new"))
    account = TwilioAccount.objects.get()
    assert (account.auth_token, account.previous_token) == ("twilio-new", "twilio-7Yw")


def test_numbers_in_the_file_count_as_verified_on_staffs_word(
    tenant_file: WriteFile, capsys: pytest.CaptureFixture[str]
) -> None:
    acme = ACME.replace("mike@northstar.example", "+1 555 555 0177")
    call_command("onboard", str(tenant_file(acme=acme)))
    told = "Verified on the word of this file: +15555550100, +15555550101, +15555550177"
    assert told in capsys.readouterr().out
    assert not unproved(Tenant.objects.get())


def test_file_does_not_vouch_for_a_number_that_somebody_else_entered(tenant_file: WriteFile) -> None:
    tenant = onboard(tenant_file()).tenant
    Person.objects.create(tenant=tenant, name="Noor Haddad", sms="+15555550166")
    onboard(tenant_file())
    with as_tenant(tenant.pk):
        assert [(one.number, one.whose) for one in unproved(tenant)] == [("+15555550166", "Noor Haddad")]


def test_proof_by_a_code_is_not_overwritten_by_the_file(tenant_file: WriteFile) -> None:
    tenant = onboard(tenant_file()).tenant
    VerifiedNumber.objects.filter(number="+15555550100").update(how="code by text message")
    assert onboard(tenant_file()).vouched == ()
    assert VerifiedNumber.objects.get(tenant=tenant, number="+15555550100").how == "code by text message"


@pytest.mark.parametrize(
    ("old", "kept"),
    [
        ('  - {number: "+15555550198"}\n', ("number", "+15555550198")),
        ('    phone_numbers: ["+15555550142"]\n', ("caller", "+15555550142")),
    ],
)
def test_what_vanished_from_the_file_is_kept(tenant_file: WriteFile, old: str, kept: tuple[str, str]) -> None:
    onboard(tenant_file())
    before = everything()
    report = onboard(tenant_file(old, ""))
    assert told(report, Outcome.KEPT) == {kept}
    assert everything() == before


def test_chain_is_replaced_exactly_and_its_people_stay(tenant_file: WriteFile) -> None:
    onboard(tenant_file())
    onboard(tenant_file("  - {person: Mike Reyes, method: sms, wait: 90s}\n", ""))
    assert [str(step) for step in OnCallStep.objects.all()] == ["1. Dana Cole by voice"]
    assert Person.objects.count() == 2


def test_account_left_out_of_a_later_file_stays_connected(tenant_file: WriteFile) -> None:
    onboard(tenant_file())
    twilio = "twilio:\n  account_sid: AC0123456789abcdef0123456789abcdef\n  auth_token: twilio-7Yw\n"
    report = onboard(tenant_file(twilio, ""))
    assert ("Twilio", "AC0123456789abcdef0123456789abcdef") in told(report, Outcome.KEPT)
    assert TwilioAccount.objects.exists()


def test_person_known_from_before_can_be_on_call(tenant_file: WriteFile) -> None:
    onboard(tenant_file())
    onboard(tenant_file('  - {name: Dana Cole, voice: "+15555550101"}\n', ""))
    assert OnCallStep.objects.count() == 2


def test_lost_key_is_healed_by_the_file(tenant_file: WriteFile) -> None:
    onboard(tenant_file())
    TwilioAccount.objects.update(sealed_auth_token="gAAAAA-not-ours")
    ConnectWiseConnection.objects.update(sealed_private_key="gAAAAA-not-ours")
    onboard(tenant_file())
    assert TwilioAccount.objects.get().auth_token == "twilio-7Yw"
    assert ConnectWiseConnection.objects.get().private_key == "private-2Zx"


def test_revoked_token_is_not_brought_back_by_the_file(tenant_file: WriteFile) -> None:
    with as_tenant(onboard(tenant_file()).tenant.pk):
        revoke_token(ApiToken.objects.get())
    assert onboard(tenant_file()).nothing_changed
    assert find_token(FIXED) is None


def test_smallest_file_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text("tenant: {name: Small IT, slug: small}\n")
    report = onboard(path)
    assert report.token is not None
    assert find_token(report.token) is not None
    with as_tenant(report.tenant.pk):
        assert Runbook.objects.get().current is not None
    assert onboard(path).nothing_changed


def test_token_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text("tenant: {name: Small IT, slug: small}\n")
    first, second = onboard(path), onboard(path)
    assert first.token is not None
    assert second.token is None
    assert first.token not in repr(first)


INLINE = {
    "mapping": """\
    runbook:
      # the author's own words
      customer_name: Acme Corp
      known_issues:
        - "WiFi drops: known"
      escalation_rules:
        - {trigger: "server down", target: Mike Reyes, method: voice}
""",
    "block": """\
    runbook: |
      # the author's own words
      customer_name: Acme Corp
      known_issues:
        - "WiFi drops: known"
      escalation_rules:
        - {trigger: "server down", target: Mike Reyes, method: voice}
""",
}
INLINE_TEXT = """\
customer_name: Acme Corp
known_issues:
  - "WiFi drops: known"
escalation_rules:
  - {trigger: "server down", target: Mike Reyes, method: voice}
"""


@pytest.mark.parametrize("style", INLINE)
def test_runbook_inside_the_file_is_stored_as_written(tenant_file: WriteFile, style: str) -> None:
    onboard(tenant_file("    runbook: runbooks/acme.yaml\n", INLINE[style]))
    stored = RunbookRevision.objects.get(runbook__customer__name="Acme Corp").text
    assert stored.removeprefix("# the author's own words\n") == INLINE_TEXT


def test_runbook_in_braces_is_stored_as_written(tenant_file: WriteFile) -> None:
    onboard(
        tenant_file("runbook: runbooks/acme.yaml", "runbook: {customer_name: Acme, known_issues: [a, b]}")
    )
    stored = RunbookRevision.objects.get(runbook__customer__name="Acme Corp").text
    assert stored == "{customer_name: Acme, known_issues: [a, b]}\n"


def test_comment_of_the_next_customer_stays_with_it(tenant_file: WriteFile) -> None:
    more = "    runbook:\n      customer_name: Acme\n\n  # Harbor\n  - name: Harbor Clinic\n  - name: Last\n"
    onboard(tenant_file('    runbook: runbooks/acme.yaml\n    phone_numbers: ["+15555550142"]\n', more))
    assert Customer.objects.count() == 3
    stored = RunbookRevision.objects.get(runbook__customer__name="Acme Corp").text
    assert stored == "customer_name: Acme\n"


def test_same_runbook_serves_two_customers(tenant_file: WriteFile) -> None:
    second = "customers:\n  - {name: Harbor Clinic, runbook: runbooks/acme.yaml}\n"
    onboard(tenant_file("customers:\n", second))
    assert RunbookRevision.objects.filter(text=ACME).count() == 2


def test_two_msps_live_side_by_side(tenant_file: WriteFile, southpaw: Tenant) -> None:
    mine = {row for row in everything() if str(southpaw.pk) in row}
    onboard(tenant_file())
    assert mine <= set(everything())


@pytest.mark.parametrize("place", ["url: sandbox", "url: http://127.0.0.1:9999"])
def test_development_may_use_a_stand_in(tenant_file: WriteFile, place: str) -> None:
    onboard(tenant_file("url: https://na.myconnectwise.net", place))
    assert ConnectWiseConnection.objects.get().url == place.removeprefix("url: ")


def test_demonstration_is_made_and_then_left_alone() -> None:
    path = BASE_DIR / "demo" / "northstar.yaml"
    first = onboard(path)
    assert first.warnings == ()
    assert first.token is not None
    assert onboard(path).nothing_changed
    assert {number.number for number in PhoneNumber.objects.all()} >= {"+15555550199", "+15555550198"}
    assert OnCallStep.objects.count() == 3
    assert Runbook.objects.count() == 3


def test_command_tells_what_it_did_and_shows_the_token_once(tmp_path: Path, capsys) -> None:
    path = tmp_path / "small.yaml"
    path.write_text("tenant: {name: Small IT, slug: small}\nnumbers: [{number: '+15555550198'}]\n")
    call_command("onboard", str(path))
    first = capsys.readouterr().out
    call_command("onboard", str(path))
    second = capsys.readouterr().out
    assert "+ created   tenant      Small IT" in first
    (token,) = [line for line in first.splitlines() if line.startswith("nd_live_")]
    assert find_token(token) is not None
    assert "small: nothing changed." in second
    assert "nd_live_" not in second


def test_command_never_prints_credentials(tenant_file: WriteFile, capsys) -> None:
    call_command("onboard", str(tenant_file()))
    call_command("onboard", str(tenant_file("private-2Zx", "private-new")))
    printed = "".join(capsys.readouterr())
    for secret in ("public-8Kq", "private-2Zx", "private-new", "twilio-7Yw", FIXED):
        assert secret not in printed


def test_specs_hide_credentials_from_logs(tenant_file: WriteFile) -> None:
    file, _ = read(tenant_file())
    assert file is not None
    shown = repr(file)
    for secret in ("public-8Kq", "private-2Zx", "twilio-7Yw", FIXED):
        assert secret not in shown


def test_other_names_come_from_the_file_and_stay_when_it_is_silent(tenant_file: WriteFile) -> None:
    named = "    aliases: [Acme Manufacturing, acme manufacturing, AMC]\n    runbook: runbooks/acme.yaml\n"
    onboard(tenant_file("    runbook: runbooks/acme.yaml\n", named))
    assert Customer.objects.get(name="Acme Corp").aliases == ["Acme Manufacturing", "AMC"]

    assert onboard(tenant_file("    runbook: runbooks/acme.yaml\n", named)).nothing_changed
    assert onboard(tenant_file()).nothing_changed
    assert Customer.objects.get(name="Acme Corp").aliases == ["Acme Manufacturing", "AMC"]
