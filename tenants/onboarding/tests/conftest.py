"""A tenant file to break in one place at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

TENANT_FILE = """\
tenant:
  name: Northstar IT
  slug: northstar
  time_zone: America/Chicago
  endpoints: 420
connectwise:
  url: https://na.myconnectwise.net
  company: northstar
  public_key: public-8Kq
  private_key: private-2Zx
  board: Service Desk
  fallback_company: Catchall
  status: {open: New, pending_verification: Needs Review, closed: Closed}
  priority: {P1: Priority 1 - Critical, P2: P2, P3: P3, P4: P4}
twilio:
  account_sid: AC0123456789abcdef0123456789abcdef
  auth_token: twilio-7Yw
people:
  - {name: Mike Reyes, sms: "+15555550100", voice: "+15555550100", email: mike@northstar.example}
  - {name: Dana Cole, voice: "+15555550101"}
on_call:
  - {person: Mike Reyes, method: sms, wait: 90s}
  - {person: Dana Cole, method: voice, wait: 1h}
numbers:
  - {number: "+15555550199", customer: Acme Corp, voice: relay}
  - {number: "+15555550198"}
customers:
  - name: Acme Corp
    connectwise_company: AcmeCorp
    runbook: runbooks/acme.yaml
    phone_numbers: ["+15555550142"]
default_runbook: |
  customer_name: Northstar
tokens:
  - {name: automation, token: nd_live_0123456789abcdefghij}
"""

ACME = """\
customer_name: Acme Corp
escalation_rules:
  - trigger: server down
    target: mike@northstar.example
    method: sms
"""

WriteFile = Callable[..., Path]


@pytest.fixture
def tenant_file(tmp_path: Path) -> WriteFile:
    """Write the tenant file with one text replaced by another, and the runbook beside it."""

    def write(old: str = "", new: str = "", *, acme: str = ACME) -> Path:
        assert old in TENANT_FILE
        (tmp_path / "runbooks").mkdir(exist_ok=True)
        (tmp_path / "runbooks" / "acme.yaml").write_text(acme)
        path = tmp_path / "northstar.yaml"
        path.write_text(TENANT_FILE.replace(old, new, 1) if old else TENANT_FILE)
        return path

    return write
