"""Every fault of a tenant file is told with file, line, column, field and what would be right; nothing changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nightdesk.settings import BASE_DIR
from tenants.models import ApiToken, PhoneNumber, Tenant
from tenants.onboarding import OnboardingError, onboard
from tenants.onboarding.onboard import read
from tenants.onboarding.people import parse_wait
from tenants.onboarding.tests.conftest import TENANT_FILE, WriteFile
from tenants.tokens import issue_token

pytestmark = pytest.mark.django_db


def faults_of(path: Path) -> list[str]:
    with pytest.raises(OnboardingError) as refusal:
        onboard(path)
    return [str(told) for told in refusal.value.faults if told.fault.is_error]


CASES = [
    # what stands there, what is written instead, the text that the fault points at, its field, what would be right
    ("tenant:\n", "tenat:\n", "tenat", "tenat", "did you mean tenant?"),
    ("name: Northstar IT", "nmae: Northstar IT", "nmae", "tenant.nmae", "did you mean name?"),
    ("slug: northstar", "slug: North Star!", "North Star!", "tenant.slug", "like north-star"),
    ("America/Chicago", "America/Chigaco", "America/Chigaco", "tenant.time_zone", "America/Chicago?"),
    ("endpoints: 420", "endpoints: many", "many", "tenant.endpoints", "endpoints: 420"),
    ("company: AcmeCorp", "company: " + "1" * 101, "1" * 101, "customers[0].connectwise_company", "at most 100"),
    ("name: Acme Corp", f"name: {'A' * 201}", "A" * 201, "customers[0].name", "at most 200 fit"),
    ("endpoints: 420", "endpoints: -4", "-4", "tenant.endpoints", "whole number"),
    ("https://na.my", "http://na.my", "http://", "connectwise.url", "https://na.myconnectwise.net"),
    ("https://na.my", "https://me:pw@na.my", "https://me", "connectwise.url", "the host alone"),
    ("wise.net", "wise.net/v4_6", "https://", "connectwise.url", "the host alone"),
    ("https://na.myconnectwise.net", "https://10.0.0.4", "https://10", "connectwise.url", "public internet"),
    ("https://na.myconnectwise.net", "https://intra", "https://intra", "connectwise.url", "public internet"),
    ("https://na.myconnectwise.net", "https://a.net:22", "https://a", "connectwise.url", "443 and 8443"),
    ("https://na.myconnectwise.net", '"https://[::"', '"https://[', "connectwise.url", "no address"),
    ("  board: Service Desk\n", "", "url:", "connectwise.board", "missing; write board: Service Desk"),
    ("open: New", "opened: New", "opened", "connectwise.status.opened", "did you mean open?"),
    ("P1: Pri", "P0: Pri", "P0", "connectwise.priority.P0", "the keys here are P1, P2, P3, P4"),
    ("AC0123456789abcdef", "AC", "AC0123456789abcdef\n", "twilio.account_sid", "32 hexadecimal"),
    ("  auth_token: twilio-7Yw\n", "", "account_sid:", "twilio.auth_token", "missing"),
    ("mike@northstar", "mike at northstar", "mike at", "people[0].email", "like mike@example.com"),
    ('sms: "+15555550100"', "sms: call me", "call me", "people[0].sms", '"+15555550100"'),
    (', voice: "+15555550101"', "", "{name: Dana", "people[1]", "reached in no way"),
    ("name: Dana Cole", "name: Mike Reyes", "{name: Mike Reyes, voice", "people", "first on line 19"),
    ("person: Mike Reyes", "person: Mike Reys", "{person: Mike", "on_call[0].person", "did you mean Mike Reyes?"),
    ("method: sms", "method: text", "text, wait", "on_call[0].method", "there are sms, voice, email"),
    ("Cole, method: voice", "Cole, method: sms", "{person: Dana", "on_call[1].method", "reach them by voice"),
    ("wait: 90s", "wait: 90", "90}", "on_call[0].wait", "like 90s, 3m or 1h"),
    ("wait: 90s", "wait: 1s", "1s}", "on_call[0].wait", "between 10s and 4h"),
    ('number: "+15555550199"', "number: anonymous", "anonymous", "numbers[0].number", "country code"),
    ("customer: Acme Corp", "customer: Acme Crop", "Acme Crop", "numbers[0].customer", "did you mean Acme Corp?"),
    ("voice: relay", "voice: stream", "stream", "numbers[0].voice", "there are gather, relay"),
    ('{number: "+15555550198"}', '{number: "+15555550199"}', '"+15555550199"}', "numbers", "given twice"),
    ("- name: Acme Corp", "- nam: Acme Corp", "nam:", "customers[0].nam", "did you mean name?"),
    ("connectwise_company: A", "aliases: 7\n    connectwise_company: A", "7\n", "customers[0].aliases", "a list is exp"),
    ("connectwise_company: A", "aliases: [x, [y]]\n    connectwise_company: A", "[y]", "customers[0].aliases[1]", ""),
    ('["+15555550142"]', "[12]", "12]", "customers[0].phone_numbers[0]", "country code"),
    ("runbooks/acme.yaml", "runbooks/acne.yaml", "runbooks/acne", "customers[0].runbook", "no such file"),
    ("runbooks/acme.yaml", "../../etc/acme.yaml", "../../etc", "customers[0].runbook", "beside this file"),
    ("runbooks/acme.yaml", "/etc/passwd", "/etc/passwd", "customers[0].runbook", "beside this file"),
    ("runbooks/acme.yaml", "northstar.env", "northstar.env", "customers[0].runbook", "end in .yaml"),
    ("runbooks/acme.yaml", "[a, b]", "[a, b]", "customers[0].runbook", "a list is no runbook"),
    ("nd_live_0123456789abcdefghij", "nd_live_short", "nd_live_short", "tokens[0].token", "20 or more"),
    ("token: nd_live_0123456789abcdefghij", "x: 1", "x: 1", "tokens[0].x", "the keys here are name, token"),
    ("on_call:\n", "on_call: 3\nperson:\n", "3\n", "on_call", "a list is expected"),
    ("  endpoints: 420\n", "  endpoints: 420\n  slug: other\n", "slug: other", "tenant.slug", "given twice"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place", "field", "right"), CASES)
def test_fault_names_its_place_and_what_would_be_right(
    tenant_file: WriteFile, old: str, new: str, place: str, field: str, right: str
) -> None:
    written = TENANT_FILE.replace(old, new, 1)
    at = written.index(place)
    line, column = written.count("\n", 0, at) + 1, at - written.rfind("\n", 0, at)
    told = faults_of(tenant_file(old, new))
    expected = f"northstar.yaml, line {line}, column {column}: {field}: "
    assert any(fault.startswith(expected) and right in fault for fault in told), (expected, told)
    assert not Tenant.objects.exists()


def test_all_faults_are_told_at_once(tenant_file: WriteFile) -> None:
    path = tenant_file()
    text = TENANT_FILE
    for old, new in [
        ("wait: 90s", "wait: soon"),
        ("voice: relay", "voice: x"),
        ("endpoints: 420", "endpoints: x"),
    ]:
        text = text.replace(old, new)
    path.write_text(text)
    fields = [re.findall(r"column \d+: ([^:]+):", fault)[0] for fault in faults_of(path)]
    assert fields == ["tenant.endpoints", "on_call[0].wait", "numbers[0].voice"]


def test_fault_in_a_runbook_names_the_runbooks_file(tenant_file: WriteFile) -> None:
    path = tenant_file(acme="customer_name: Acme\nescalation_rules:\n  - triger: server down\n")
    told = faults_of(path)
    assert (
        "runbooks/acme.yaml, line 3, column 5: escalation_rules[0].triger: unknown key; did you mean trigger?"
        in told
    )


@pytest.mark.parametrize(
    "runbook",
    [
        "    runbook:\n      customer_name: Acme\n      busness_hours: 24/7\n",
        "    runbook: |\n      customer_name: Acme\n      busness_hours: 24/7\n",
        '    runbook: {customer_name: Acme,\n      busness_hours: "24/7"}\n',
    ],
)
def test_fault_in_a_runbook_inside_the_file_names_the_files_own_line(
    tenant_file: WriteFile, runbook: str
) -> None:
    told = faults_of(tenant_file("    runbook: runbooks/acme.yaml\n", runbook))
    line = (
        TENANT_FILE[: TENANT_FILE.index("    runbook:")].count("\n")
        + 1
        + runbook[: runbook.index("busness")].count("\n")
    )
    assert told == [
        f"northstar.yaml, line {line}, column 7: customers[0].runbook.busness_hours: "
        "unknown key; did you mean business_hours?"
    ]


def test_fault_in_a_folded_runbook_is_told_at_its_key(tenant_file: WriteFile) -> None:
    (told,) = faults_of(tenant_file("runbook: runbooks/acme.yaml", 'runbook: "customer_nam: Acme"'))[:1]
    line = TENANT_FILE[: TENANT_FILE.index("runbook: runbooks/acme")].count("\n") + 1
    assert told.startswith(f"northstar.yaml, line {line}, column 14: customers[0].runbook")


def test_charlies_number_cannot_be_taken(tenant_file: WriteFile, southpaw: Tenant) -> None:
    PhoneNumber.objects.filter(tenant=southpaw).update(number="+15555550199")
    (told,) = faults_of(tenant_file())
    assert "line 25, column 14: numbers[0].number: +15555550199 is answered for another MSP" in told
    assert "Southpaw" not in told
    assert PhoneNumber.objects.get(number="+15555550199").tenant == southpaw


def test_charlies_token_cannot_be_shared(tenant_file: WriteFile, southpaw: Tenant) -> None:
    issue_token(southpaw, "automation", token="nd_live_0123456789abcdefghij")
    (told,) = faults_of(tenant_file())
    assert "tokens[0].token: this token is in use; make another" in told
    assert "nd_live_0123456789abcdefghij" not in told
    assert ApiToken.objects.get().tenant == southpaw


def test_two_names_cannot_share_one_token(tenant_file: WriteFile) -> None:
    line = "  - {name: automation, token: nd_live_0123456789abcdefghij}\n"
    (told,) = faults_of(tenant_file(line, line + line.replace("automation", "other")))
    assert "tokens[1].token: the same token as automation" in told


def test_fault_in_an_update_changes_nothing(tenant_file: WriteFile) -> None:
    onboard(tenant_file())
    path = tenant_file("wait: 90s", "wait: soon")
    path.write_text(path.read_text().replace("endpoints: 420", "endpoints: 999"))
    assert len(faults_of(path)) == 1
    assert Tenant.objects.get().endpoints == 420


@pytest.mark.parametrize("place", ["url: sandbox", "url: http://127.0.0.1:9999"])
def test_stand_in_is_for_development_only(tenant_file: WriteFile, settings, place: str) -> None:
    settings.DEBUG = settings.DEVELOPMENT = False
    (told,) = faults_of(tenant_file("url: https://na.myconnectwise.net", place))
    assert "connectwise.url" in told
    assert "development only" in told


def test_name_in_braces_stays_what_it_is(tenant_file: WriteFile, monkeypatch) -> None:
    """Environment is not the file's to read: a file from outside must not carry our secrets away."""
    monkeypatch.setenv("SECRET_KEY", "leaked")
    onboard(tenant_file("name: Northstar IT", 'name: "${SECRET_KEY}"'))
    assert Tenant.objects.get().name == "${SECRET_KEY}"


BOMB = "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a, *a]\n" for n in range(50))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "line 1, column 1: the file is empty"),
        (b"# nothing but a comment\n", "the file is empty"),
        (b"just words\n", "line 1, column 1: a tenant file is made of keys with values"),
        (b"- a\n- b\n", "a tenant file is made of keys with values"),
        (b"tenant:\n  name: Caf\xe9\n", "line 2, column 12: the file is not UTF-8"),
        ("tenant: {}".encode("utf-16"), "looks like UTF-16"),
        (b"tenant:\n\tname: x\n", "line 2, column 1: a tab"),
        (b'tenant:\n  name: "x\n', "never closed"),
        (b"tenant: {name: a\x07b}\n", "control character U+0007"),
        (b"x: " + b"y" * 1_000_000, "bytes; a tenant file has at most"),
        (b"[" * 5000, "nested more than"),
        (b"{" * 5000, "nested more than"),
        (BOMB.encode(), "is an alias, which no tenant file needs"),
        (b"tenant: !!python/object:os.system {}\n", "is a tag, which no tenant file needs"),
        (b"tenant: {name: A, slug: a}\n---\ntenant: {name: B, slug: b}\n", "a file holds one tenant"),
    ],
    ids=lambda value: value[:24].decode("latin-1") if isinstance(value, bytes) else "",
)
def test_file_that_cannot_be_read_is_refused_in_its_own_words(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "broken.yaml"
    path.write_bytes(data)
    faults = faults_of(path)
    assert any(told in fault for fault in faults), faults
    assert all(fault.startswith("broken.yaml, line ") for fault in faults)
    assert "runbook" not in " ".join(faults)


@pytest.mark.parametrize(("name", "told"), [("gone.yaml", "there is no such file"), (".", "a directory")])
def test_missing_file_is_told(tmp_path: Path, name: str, told: str) -> None:
    assert told in faults_of(tmp_path / name)[0]


def test_command_exits_with_one_and_names_every_place(tenant_file: WriteFile, capsys) -> None:
    path = tenant_file("wait: 90s", "wait: soon")
    with pytest.raises(CommandError, match="nothing was changed: 1 fault in") as refusal:
        call_command("onboard", str(path))
    assert refusal.value.returncode == 1
    assert "northstar.yaml, line 22, column 45: on_call[0].wait: 'soon' is no time" in capsys.readouterr().err


def test_warning_is_shown_and_does_not_hinder(tenant_file: WriteFile, capsys) -> None:
    acme = (
        "customer_name: Acme\nescalation_rules:\n  - {trigger: fire, target: Nobody Known, method: voice}\n"
    )
    call_command("onboard", str(tenant_file(acme=acme)))
    assert "runbooks/acme.yaml, line 3" in capsys.readouterr().err
    assert Tenant.objects.exists()


def test_faults_tell_no_credential(tenant_file: WriteFile) -> None:
    path = tenant_file("- name: Acme Corp", "- nam: Acme Corp")
    told = " ".join(faults_of(path))
    for secret in ("public-8Kq", "private-2Zx", "twilio-7Yw", "nd_live_0"):
        assert secret not in told


@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_damage_to_the_file_makes_a_crash(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever is cut out of or put into the file: it is read, or every fault has its place."""
    text = (BASE_DIR / "demo" / "northstar.yaml").read_text()
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, min(len(text), begin + 40)))
    put = data.draw(st.text(alphabet="{}[]:-|>&*!'\"#\n \tabc019+,", max_size=8))
    path = tmp_path / "northstar.yaml"
    path.write_text(text[:begin] + put + text[end:])
    _, faults = read(path)
    for told in faults.in_order():
        assert told.fault.line >= 1
        assert told.fault.column >= 1


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("3m", 180), ("1h", 3600), ("2 M", 120)])
def test_wait_is_read_with_its_unit(text: str, seconds: int) -> None:
    wait = parse_wait(text)
    assert wait is not None
    assert wait.total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "3", "m", "1d", "-3m", "1h30m", "3 minutes", "٣m"])
def test_other_ways_to_write_a_wait_are_refused(text: str) -> None:
    assert parse_wait(text) is None


@pytest.mark.parametrize("number", ["+19005550100", "+881612345678"])
def test_a_premium_or_satellite_number_is_refused(tenant_file: WriteFile, number: str) -> None:
    [told] = faults_of(tenant_file('voice: "+15555550101"', f'voice: "{number}"'))
    assert "never dialled" in told
    assert "people[1].voice" in told


def test_name_that_two_customers_go_by_is_refused(tenant_file: WriteFile) -> None:
    both = "  - {name: Acorn, aliases: [Oak, acme corp]}\ndefault_runbook: |"
    told = faults_of(tenant_file("default_runbook: |", both))
    assert any("acme corp is what Acme Corp is called" in fault for fault in told), told
