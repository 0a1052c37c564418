"""Who would be woken, by what, and when."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from calls.escalation.forecast import Forecast, forecast, naming_rules
from calls.management.commands.doctor import chosen_tenants
from tenants.models import Customer, Tenant
from tenants.oncall.times import parse_time
from tenants.scope import as_staff
from triage import EscalationRule

console = Console(highlight=False)


class Command(BaseCommand):
    help = "Says who would be woken at a time, by what, and when each step fires; wakes nobody."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", default="now", metavar="TIME", help="such as '2026-12-25 02:10' or 02:10")
        parser.add_argument("--tenant", metavar="SLUG", help="only this MSP")
        parser.add_argument("--customer", metavar="NAME", help="for a call of this customer")
        parser.add_argument("--rule", metavar="WORDS", help="when the runbook's rule with these words fires")

    @as_staff()
    def handle(self, *args: Any, **options: Any) -> None:
        for tenant in chosen_tenants(options["tenant"]):
            customer = _customer(tenant, options["customer"])
            try:
                at = parse_time(options["at"], zone=tenant.zone, now=timezone.now())
            except ValueError as exc:
                raise CommandError(f"--at: {exc}") from exc
            rules = naming_rules(tenant, customer)
            rule = _rule(rules, options["rule"])
            _show(tenant, customer, forecast(tenant, customer, at, rule=rule), rule, rules)


def _customer(tenant: Tenant, name: str | None) -> Customer | None:
    if name is None:
        return None
    found = Customer.objects.filter(tenant=tenant, name__iexact=name).first()
    if found is None:
        known = ", ".join(Customer.objects.filter(tenant=tenant).values_list("name", flat=True)) or "none"
        raise CommandError(f"{tenant.name} has no customer {name!r}. Known: {known}")
    return found


def _rule(rules: list[EscalationRule], words: str | None) -> EscalationRule | None:
    if words is None:
        return None
    for rule in rules:
        if words.casefold() in rule.trigger.casefold():
            return rule
    known = "; ".join(rule.trigger for rule in rules) or "none that names somebody"
    raise CommandError(f"No rule that names somebody has the words {words!r}. Rules: {known}")


def _show(
    tenant: Tenant,
    customer: Customer | None,
    found: Forecast,
    rule: EscalationRule | None,
    rules: list[EscalationRule],
) -> None:
    local = found.at.astimezone(tenant.zone)
    whom = f" for {customer.name}" if customer else ""
    why = f", when the rule “{rule.trigger}” fires" if rule else ""
    console.print(f"[bold]{tenant.name}[/]{whom} at {local:%A %Y-%m-%d %H:%M %Z}{why}")
    console.print(_table(tenant, found))
    for note in found.notes:
        console.print(f"  [yellow]•[/] {note}")
    if rule is None:
        for named in rules:
            console.print(f"  [dim]first, if “{named.trigger}”: {named.target} by {named.method}[/]")


def _table(tenant: Tenant, found: Forecast) -> Table:
    table = Table(box=None, pad_edge=True, padding=(0, 2, 0, 0))
    for heading in ("", "at", "who", "by", "to", "because of"):
        table.add_column(heading)
    for place, wake in enumerate(found.wakes, start=1):
        by = f"{wake.step.method}, second ring" if wake.ring > 1 else wake.step.method
        to = wake.step.address + (f" [yellow]({wake.step.caution})[/]" if wake.step.caution else "")
        at = f"{wake.at.astimezone(tenant.zone):%H:%M:%S}"
        table.add_row(str(place), at, wake.step.person_name, by, to, wake.step.why)
    alarm = f"{found.alarm_at.astimezone(tenant.zone):%H:%M:%S}"
    table.add_row("", alarm, "nobody answered: the alarm goes out", "", "", "")
    return table
