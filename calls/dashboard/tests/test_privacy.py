"""Alice decides how her callers' words are kept, forgets one, takes everything along, and reads who looked in."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.test import Client

from calls.dashboard.tests.makers import Maker
from calls.models import Call, PrivacyJob
from calls.privacy.jobs import run_job
from calls.privacy.tests.conftest import DANA, PastCall, Twilio, past_call, twilio
from tenants import audit
from tenants.models import AuditEvent, Role, Tenant
from tenants.privacy import rules_of
from tenants.tokens import issue_token

__all__ = ["past_call", "twilio"]  # fixtures of these tests, too
pytestmark = pytest.mark.django_db
GOOD = {"recording_days": "30", "transcript_days": "90", "metadata_days": "400", "unrecorded": ""}
TOLD = "This is the automated assistant of {tenant}, and this call is recorded."


def save(client: Client, **form: Any) -> Any:
    return client.post("/dashboard/privacy", GOOD | form)


def job_of(answer: Any) -> PrivacyJob:
    return PrivacyJob.objects.get(pk=int(answer["Location"].rsplit("/", 1)[1]))


def test_what_alice_saves_holds_and_stands_in_her_log(alice: Client, northstar: Tenant) -> None:
    answer = save(
        alice, records_calls="on", hipaa="on", unrecorded="us-ca, DE", place=[""], plain=[""], recorded=[TOLD]
    )
    assert answer["Location"] == "/dashboard/privacy"
    rules = rules_of(northstar)
    assert (rules.records_calls, rules.hipaa, rules.transcript_days) == (True, True, 90)
    assert rules.unrecorded_places == ["DE", "US-CA"]
    assert rules.wordings == {"": {"plain": "", "recorded": TOLD}}
    event = AuditEvent.objects.filter(tenant=northstar).latest("sequence")
    assert (event.kind, "hipaa" in event.details) == ("settings_edited", True)


def test_a_place_has_words_of_its_own(alice: Client, northstar: Tenant) -> None:
    save(alice, place=["", "us-tx", ""], plain=["", "", ""], recorded=["", TOLD, ""])
    assert rules_of(northstar).wordings == {"US-TX": {"plain": "", "recorded": TOLD}}
    page = alice.get("/dashboard/privacy").content.decode()
    assert 'value="US-TX"' in page


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({"transcript_days": "many"}, "What was said:"),
        ({"transcript_days": "0"}, "What was said:"),
        ({"transcript_days": "500"}, "cannot be kept longer"),
        ({"unrecorded": "Mars"}, "is no place"),
        ({"place": [""], "plain": ["Hello, this is Anna."], "recorded": [""]}, "automated assistant"),
        (
            {"place": ["", ""], "plain": ["", "This is the automated assistant."], "recorded": ["", ""]},
            "is no place",
        ),
    ],
)
def test_what_is_not_right_is_told_and_nothing_is_saved(
    alice: Client, northstar: Tenant, form: dict[str, Any], reason: str
) -> None:
    answer = save(alice, records_calls="on", **form)
    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert not rules_of(northstar).records_calls


def test_a_caller_is_forgotten_once_alice_is_sure(
    alice: Client, northstar: Tenant, past_call: PastCall, twilio: Twilio
) -> None:
    call = past_call(northstar)
    asked = alice.post("/dashboard/privacy/erase", {"number": DANA})
    assert "1 call from" in asked.content.decode()
    assert not PrivacyJob.objects.exists()
    job = job_of(alice.post("/dashboard/privacy/erase", {"number": DANA, "sure": "1"}))
    run_job(job.pk)
    receipt = alice.get(f"/dashboard/privacy/receipts/{job.pk}").content.decode()
    assert "… 0142" in receipt
    assert DANA not in receipt
    assert "Ticket #" in receipt
    assert Call.objects.get(pk=call.pk).erased_at


def test_a_number_that_is_none_is_told(alice: Client) -> None:
    answer = alice.post("/dashboard/privacy/erase", {"number": "555", "sure": "1"})
    assert (answer.status_code, "country code" in answer.content.decode()) == (422, True)


def test_an_export_is_downloaded_and_each_download_is_told(
    alice: Client, northstar: Tenant, make_call: Maker
) -> None:
    make_call(northstar, first_words="the printer")
    job = job_of(alice.post("/dashboard/privacy/export"))
    assert alice.get(f"/dashboard/privacy/receipts/{job.pk}/download").status_code == 404
    run_job(job.pk)
    answer = alice.get(f"/dashboard/privacy/receipts/{job.pk}/download")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        calls = json.loads(archive.read("calls/0001.json"))
    assert calls[0]["first_words"] == "the printer"
    told = AuditEvent.objects.filter(tenant=northstar, kind="export").order_by("sequence")
    assert [event.target for event in told] == ["", "downloaded"]


def test_alice_reads_who_of_us_looked_in_and_why(alice: Client, northstar: Tenant, southpaw: Tenant) -> None:
    for tenant, reason in ((northstar, "ticket 4711"), (southpaw, "ticket 4712")):
        audit.record(audit.Kind.STAFF_LOOKED, tenant, actor="olga", target="dashboard", reason=reason)
    page = alice.get("/dashboard/log?kind=staff_looked&check=1").content.decode()
    assert "Staff looked in" in page
    assert "ticket 4711" in page
    assert "ticket 4712" not in page
    assert "unbroken" in page


def test_the_log_goes_on_over_the_page(alice: Client, northstar: Tenant) -> None:
    for number in range(60):
        audit.record(audit.Kind.LOGIN, northstar, actor=f"login {number}")
    assert "login 59" in alice.get("/dashboard/log").content.decode()
    assert "login 0<" in alice.get("/dashboard/log?page=2").content.decode()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ENGINEER])
@pytest.mark.parametrize("path", ["/dashboard/privacy", "/dashboard/log"])
def test_only_an_owner_sees_these(northstar: Tenant, role: Role, path: str) -> None:
    other = Client(headers={"Authorization": f"Bearer {issue_token(northstar, 'other', role=role)}"})
    assert other.get(path).status_code == 403
    assert path not in other.get("/dashboard").content.decode()
