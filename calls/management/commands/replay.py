"""Show which decisions on recorded calls would have been others under a changed runbook or another decider."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from calls.management.commands._tenants import tenant_named
from calls.recorded import recorded_calls
from integrations.anthropic.blocking import blocking_llm
from tenants.models import Tenant
from tenants.scope import as_staff, as_tenant
from triage import Decision, Runbook
from triage.replay import Change, replay
from triage.types import LLM


class Command(BaseCommand):
    help = (
        "Decides recorded calls again with another runbook or decider; prints what changes and rings nobody."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant", required=True, help="the MSP's slug")
        parser.add_argument("--customer", default="", help="only this customer's calls, by its name")
        parser.add_argument("--runbook", type=Path, help="the runbook to try (default: each call's own)")
        parser.add_argument("--days", type=int, default=30, help="how far back (default: 30)")
        parser.add_argument("--llm", choices=["offline", "anthropic"], default="offline")

    def handle(self, *args: Any, **options: Any) -> None:
        runbook = _runbook(options["runbook"])
        llm = _decider(options["llm"])
        with as_staff():
            tenant: Tenant = tenant_named(options["tenant"])
        since = timezone.now() - timedelta(days=options["days"])
        with as_tenant(tenant.pk):
            calls = list(recorded_calls(tenant, since=since, customer=options["customer"]))
        changes = replay(calls, runbook=runbook, llm=llm)
        self.stdout.write(f"{len(calls)} calls, {len(changes)} decisions would be others")
        for change in changes:
            self.stdout.write(_shown(change))


def _runbook(path: Path | None) -> Runbook | None:
    try:
        return Runbook.from_yaml(path.read_text(encoding="utf-8")) if path else None
    except (OSError, ValueError) as exc:
        raise CommandError(f"{path}: {exc}") from exc


def _decider(name: str) -> LLM | None:
    if name == "offline":
        return None
    if not settings.ANTHROPIC_API_KEY:
        raise CommandError("--llm anthropic needs ANTHROPIC_API_KEY.")
    return blocking_llm()


def _shown(change: Change) -> str:
    return (
        f'- {change.call.name}, after "{change.said}"\n'
        f"  was: {_told(change.before)}\n  now: {_told(change.after)}"
    )


def _told(decision: Decision) -> str:
    whom = f", wakes {decision.page_target or 'the on-call chain'}" if decision.wakes else ""
    return f"{decision.action} {decision.priority}{whom}: {decision.reason}"
