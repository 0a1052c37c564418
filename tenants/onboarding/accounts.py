"""The tenant's accounts written from its file. Credentials are compared opened and stored sealed."""

from __future__ import annotations

from tenants.models import ConnectWiseConnection, TwilioAccount
from tenants.onboarding.report import Outcome, Report
from tenants.onboarding.spec import ConnectWiseSpec, TwilioSpec
from tenants.sealing import SealError

PLAIN = ("url", "company", "board", "fallback_company", "status", "priority")
KEPT = ("types", "subtypes", "severity", "impact", "team", "source")
"""What a file may leave to the dashboard."""
SECRET = ("public_key", "private_key")


def put_connectwise(spec: ConnectWiseSpec | None, report: Report) -> None:
    row = ConnectWiseConnection.objects.filter(tenant=report.tenant).first()
    if spec is None:
        _keep(row, "ConnectWise", report)
        return
    there = row or ConnectWiseConnection(tenant=report.tenant)
    changed = [field for field in PLAIN if getattr(there, field) != getattr(spec, field)]
    changed += [field for field in KEPT if getattr(spec, field) not in ("", {}, getattr(there, field))]
    changed += [field for field in SECRET if opened(there, field) != getattr(spec, field)]
    for field in changed:
        setattr(there, field, getattr(spec, field))
    _save(there, changed, "ConnectWise", report, is_new=row is None)


def put_twilio(spec: TwilioSpec | None, report: Report) -> None:
    row = TwilioAccount.objects.filter(tenant=report.tenant).first()
    if spec is None:
        _keep(row, "Twilio", report)
        return
    there = row or TwilioAccount(tenant=report.tenant)
    changed = ["account_sid"] if there.account_sid != spec.account_sid else []
    in_force = opened(there, "auth_token")
    if in_force is None:  # what cannot be opened cannot be kept for a rotation either
        there.sealed_auth_token = there.sealed_previous_token = ""
    if in_force != spec.auth_token:
        changed.append("auth_token")
        there.auth_token = spec.auth_token
    there.account_sid = spec.account_sid
    _save(there, changed, "Twilio", report, is_new=row is None)


def opened(row: ConnectWiseConnection | TwilioAccount, field: str) -> str | None:
    """A credential in plain, or None when its key is lost: then the file's replaces it."""
    try:
        return str(getattr(row, field))
    except SealError:
        return None


def _save(
    row: ConnectWiseConnection | TwilioAccount, changed: list[str], kind: str, report: Report, *, is_new: bool
) -> None:
    if is_new or changed:
        row.save()
    outcome = Outcome.CREATED if is_new else Outcome.CHANGED if changed else Outcome.UNCHANGED
    report.tell(outcome, kind, str(row), "" if is_new else ", ".join(changed))


def _keep(row: ConnectWiseConnection | TwilioAccount | None, kind: str, report: Report) -> None:
    if row is not None:
        report.tell(Outcome.KEPT, kind, str(row), "no longer in the file")
