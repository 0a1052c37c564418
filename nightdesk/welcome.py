"""The first minute: tables, a demo MSP when the database is empty, where to look, and one call already played."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from nightdesk.embedded import BASE_DIR
from tenants.doors import tenant_ids
from tenants.models import Membership, Role, Tenant
from tenants.onboarding import onboard
from tenants.scope import as_tenant

CONTACT: Mapping[str, Any] = {
    "login_company": "northstar",
    "first_name": "Jordan",
    "last_name": "Vance",
    "company_identifier": "AcmeCorp",
    "phone": "555-555-0143",
}
"""Whom the stand-in ConnectWise knows: who calls from this number is greeted by name."""
console = Console(highlight=False)
DEMO = BASE_DIR / "demo"
ACCESS = settings.VAR_DIR / "secrets" / "demo_access"


def prepare() -> bool:
    """Bring the tables up to date and make the demo MSP in an empty database. Return whether it was made now."""
    call_command("migrate", verbosity=0, interactive=False)
    if not settings.DEVELOPMENT or tenant_ids():
        return False
    report = onboard(DEMO / "northstar.yaml")
    apps.get_model("sandbox", "Contact").objects.get_or_create(**CONTACT)
    _keep_access(report.token or "", report.tenant)
    return True


def _keep_access(token: str, tenant: Tenant) -> None:
    """The dashboard token and a login of this machine, beside the other development secrets.

    Here one person is staff and the MSP's owner at once, so that the one login opens every page.
    """
    password = secrets.token_urlsafe(12)
    staff = User.objects.create_superuser("staff", "staff@localhost", password)
    with as_tenant(tenant.pk):
        Membership.objects.create(tenant=tenant, user=staff, role=Role.OWNER)
    ACCESS.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    ACCESS.touch(mode=0o600)
    ACCESS.write_text(f"{token}\n{password}\n")


def greet(fresh: bool) -> None:
    """Say where to look; on the first run, play one night call through the real webhooks."""
    base = f"http://127.0.0.1:{settings.PORT}"
    table = Table.grid(padding=(0, 2))
    table.add_row("Dashboard", f"{base}/dashboard")
    if settings.DEVELOPMENT:
        table.add_row("Sandbox", f"{base}/sandbox/   [dim]tickets, texts, calls and mails that arrived[/]")
    table.add_row("Staff", f"{base}/admin/")
    table.add_row("API", f"{base}/api/docs")
    if ACCESS.exists():
        token, password = ACCESS.read_text().split()
        table.add_row("Token", f"[bold]{token}[/]")
        table.add_row("Staff login", f"staff / {password}")
    table.add_row(
        "Triage",
        "Claude, " + settings.NIGHTDESK_MODEL
        if settings.ANTHROPIC_API_KEY
        else "offline (no ANTHROPIC_API_KEY)",
    )
    table.add_row("Call it", ".venv/bin/python manage.py call")
    console.print(Panel(table, title="NightDesk is answering", title_align="left", border_style="green"))
    if fresh:
        console.print("A night call comes in:")
        call_command("call", script=DEMO / "night_call.txt")
    console.print("[dim]Ctrl-C stops everything.[/]")
