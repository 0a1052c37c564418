"""An export holds everything of one tenant, nothing of another, and no secret."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Model
from django.utils import timezone

from calls.models import ExportPart, PrivacyJob
from calls.privacy import export
from calls.privacy.export import rows_of, tables, zipped
from calls.privacy.jobs import owe, run_job
from calls.privacy.places import HELD
from calls.privacy.tests.conftest import WORDS, PastCall
from tenants import audit
from tenants.audit.chain import Anchor, judge
from tenants.models import AuditEvent, Customer, Tenant, TwilioAccount
from tenants.tokens import issue_token

pytestmark = pytest.mark.django_db


def run_export(tenant: Tenant) -> PrivacyJob:
    job = owe(tenant.pk, PrivacyJob.Kind.EXPORT, asked_by="Alice's dashboard", now=timezone.now())
    run_job(job.pk)
    job.refresh_from_db()
    assert job.settled_at, job.error
    return job


def contents(job: PrivacyJob) -> dict[str, Any]:
    with zipped(job) as made, zipfile.ZipFile(made) as archive:
        assert archive.testzip() is None
        return {
            name: json.loads(archive.read(name)) if name.endswith(".json") else archive.read(name).decode()
            for name in archive.namelist()
        }


def folder(model: type[Model]) -> str:
    return str(model._meta.verbose_name_plural).replace(" ", "_").lower()


def test_every_table_is_in_it_with_every_row(northstar: Tenant, acme: Customer, past_call: PastCall) -> None:
    past_call(northstar)
    audit.record(audit.Kind.LOGIN, northstar, actor="Alice")
    files = contents(run_export(northstar))
    for model in tables():
        mine = [rows for name, rows in files.items() if name.startswith(f"{folder(model)}/")]
        there = rows_of(model, northstar).exclude(**_later(model)).count()
        assert sum(len(rows) for rows in mine) == there, model
    assert any(WORDS in turn["text"] for turn in files["turns/0001.json"])


def _later(model: type[Model]) -> dict[str, Any]:
    """The event that tells of the export is written when it is done."""
    return {"kind": "export"} if model is AuditEvent else {}


def test_nothing_of_another_tenant_is_in_it(northstar: Tenant, southpaw: Tenant, past_call: PastCall) -> None:
    theirs = past_call(southpaw, summary="Southpaw's secret")
    text = json.dumps(contents(run_export(northstar)))
    assert "Southpaw" not in text
    assert str(theirs.pk) not in text


def test_no_secret_is_in_it(northstar: Tenant) -> None:
    account = TwilioAccount(tenant=northstar, account_sid="AC" + "1" * 32)
    account.auth_token = "very-secret"
    account.save()
    issue_token(northstar, "dashboard")
    text = json.dumps(contents(run_export(northstar)))
    assert account.sealed_auth_token not in text
    assert northstar.apitokens.get().digest not in text
    assert "AC" + "1" * 32 in text


def test_every_column_that_looks_like_a_secret_is_left_out() -> None:
    kept = {
        f"{model._meta.label}.{field.name}"
        for model, held in HELD.items()
        for field in model._meta.concrete_fields
        if field.name not in held.secret
        and any(word in field.name for word in ("sealed", "secret", "password", "auth", "private_key"))
    }
    assert kept == {"tenants.RunbookRevision.author"}


def test_the_chain_can_be_proved_from_the_export_alone(northstar: Tenant) -> None:
    for n in range(4):
        audit.record(audit.Kind.LOGIN, northstar, actor="Alice ✓", target=f'"{n}"')
    rows = contents(run_export(northstar))["audit_events/0001.json"]
    events = [
        AuditEvent(**row | {"at": datetime.fromisoformat(row["at"])})
        for row in sorted(rows, key=lambda row: row["sequence"])
    ]
    verdict = judge(events, scope=str(northstar.pk), shortened=[])
    assert (verdict.events, verdict.broken) == (4, None)
    assert verdict.anchor == Anchor(4, events[-1].digest)


def test_a_large_table_makes_several_files_and_a_crash_begins_none_anew(
    northstar: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "BATCH", 3)
    for n in range(8):
        Customer.objects.create(tenant=northstar, name=f"Customer {n}")
    job = owe(northstar.pk, PrivacyJob.Kind.EXPORT, asked_by="Alice", now=timezone.now())
    for _ in range(40):
        run_job(job.pk, seconds=0)  # one step and out, as after a crash
    job.refresh_from_db()
    assert job.settled_at, (job.done, job.total, job.error, job.result, job.counts, job.attempts)
    files = contents(job)
    rows = [row["name"] for name in sorted(files) if name.startswith("customers/") for row in files[name]]
    assert rows == [f"Customer {n}" for n in range(8)]
    assert job.counts["customers"] == 8
    assert "cursor" not in job.result


def test_files_of_an_export_go_after_a_week_and_its_receipt_stays(northstar: Tenant) -> None:
    job = run_export(northstar)
    ExportPart.objects.update(made_at=timezone.now() - timedelta(days=8))
    purge = owe(northstar.pk, PrivacyJob.Kind.PURGE, asked_by="night", now=timezone.now())
    run_job(purge.pk)
    assert not ExportPart.objects.exists()
    assert PrivacyJob.objects.filter(pk=job.pk).exists()


def test_the_command_writes_a_zip_and_never_over_another(
    northstar: Tenant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "northstar.zip"
    call_command("export", there, tenant="northstar")
    with zipfile.ZipFile(there) as archive:
        assert "README.txt" in archive.namelist()
    with pytest.raises(CommandError, match="there already"):
        call_command("export", there, tenant="northstar")
