"""The made-up MSPs: each with its own Twilio account, its own ConnectWise company and two engineers on call.

`python -m faults.msps COUNT PROVIDER_PORT` writes them into the database that the environment names.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

DANGER = "Our server is down and nobody can work."
HARMLESS = "I forgot my password, it is only me and it can wait until tomorrow."
ONBOARDING = """\
tenant: {{name: MSP {n:02d}, slug: {slug}, time_zone: America/Chicago}}
connectwise:
  url: http://127.0.0.1:{provider}/sandbox/connectwise
  company: {slug}
  public_key: public-{n}
  private_key: private-{n}
  board: Service Desk
  fallback_company: Catchall
  status: {{open: New, pending_verification: Needs Review, closed: Closed}}
  priority: {{P1: Priority 1 - Critical, P2: Priority 2 - High, P3: Priority 3 - Medium, P4: Priority 4 - Low}}
twilio: {{account_sid: {account}, auth_token: {token}}}
people:
  - {{name: Ann {n:02d}, sms: "{ann}", voice: "{ann}", email: ann@{slug}.example}}
  - {{name: Ben {n:02d}, sms: "{ben}", voice: "{ben}", email: ben@{slug}.example}}
on_call:
  - {{person: Ann {n:02d}, method: sms, wait: 12s}}
  - {{person: Ann {n:02d}, method: voice, wait: 15s}}
  - {{person: Ben {n:02d}, method: voice, wait: 100s}}
numbers: [{{number: "{number}", customer: Customer {n:02d}}}]
customers:
  - name: Customer {n:02d}
    connectwise_company: Customer{n:02d}
    runbook: |
      customer_name: Customer {n:02d}
      business_hours: Mon-Fri 8a-6p CT
      known_systems: [server, e-mail]
      escalation_rules:
        - {{trigger: "password OR printer", target: null, method: noop}}
default_runbook: |
  customer_name: MSP {n:02d}'s customers
"""


@dataclass(frozen=True, slots=True)
class Msp:
    """One tenant, as both sides of the wire know it."""

    n: int

    @property
    def slug(self) -> str:
        return f"msp-{self.n:02d}"

    @property
    def account(self) -> str:
        return f"AC{self.n:032x}"

    @property
    def token(self) -> str:
        return f"{self.n:032x}"

    @property
    def number(self) -> str:
        return f"+1415555{1000 + self.n}"

    @property
    def ann(self) -> str:
        return f"+1312555{1000 + self.n}"

    @property
    def ben(self) -> str:
        return f"+1312555{2000 + self.n}"

    @property
    def api_token(self) -> str:
        return f"nd_live_made-up-msp-number-{self.n:03d}"

    def caller(self, turn: int) -> str:
        """A caller of the customer; another one each time, so that nobody is muted for calling often."""
        return f"+1214{5550000 + turn % 9999:07d}"

    def onboarding(self, provider: int) -> str:
        return ONBOARDING.format(
            n=self.n,
            slug=self.slug,
            account=self.account,
            token=self.token,
            number=self.number,
            ann=self.ann,
            ben=self.ben,
            provider=provider,
        )

    @property
    def fallback(self) -> str:
        """What Twilio keeps as the number's Voice fallback: it rings the people on call without NightDesk."""
        dials = "".join(
            f'<Dial timeout="25"><Number>{phone}</Number></Dial>' for phone in (self.ann, self.ben)
        )
        return f"<Response><Say>We are having trouble. We connect you.</Say>{dials}<Hangup/></Response>"


def write_msps(count: int, provider: int) -> None:
    """Put the first so many MSPs into the database."""
    from tenants.onboarding import onboard
    from tenants.tokens import issue_token

    with tempfile.TemporaryDirectory() as folder:
        for n in range(count):
            file = Path(folder) / f"{n}.yaml"
            file.write_text(Msp(n).onboarding(provider))
            report = onboard(file)
            issue_token(report.tenant, "harness", token=Msp(n).api_token)


def main() -> None:
    from nightdesk.embedded import ensure_servers

    ensure_servers()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    write_msps(int(sys.argv[1]), int(sys.argv[2]))


if __name__ == "__main__":
    main()
