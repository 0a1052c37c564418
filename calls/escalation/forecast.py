"""Who would be woken at an instant, by what, and when each step fires: the chain drawn, and nobody woken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from calls.escalation.chain import Chain, draw_chain, lay_out
from calls.escalation.exhaustion import LAST_WAIT
from calls.escalation.reach import AT_ONCE, Step
from tenants.models import Customer, Tenant
from tenants.runbooks import current_revision, load
from triage import Action, Decision, EscalationRule


@dataclass(frozen=True, slots=True)
class Wake:
    """One page of the chain and the time at which it would leave if nobody answered before."""

    at: datetime
    after: timedelta
    ring: int
    step: Step


@dataclass(frozen=True, slots=True)
class Forecast:
    """The pages in their order, when the alarm would go out, and what was unusual about drawing the chain."""

    at: datetime
    wakes: tuple[Wake, ...]
    alarm_at: datetime
    notes: tuple[str, ...]


def forecast(
    tenant: Tenant, customer: Customer | None, at: datetime, *, rule: EscalationRule | None = None
) -> Forecast:
    """Draw the chain that an escalation at `at` would have; `rule` is the runbook's rule that fires, if one does."""
    decision = Decision(
        action=Action.ESCALATE, speech="", page_target=rule.target if rule else None, rule=rule
    )
    chain = draw_chain(tenant.pk, decision, customer_id=customer.pk if customer else None, at=at)
    wakes = tuple(Wake(at + after, after, ring, step) for after, ring, step in lay_out(chain.steps))
    return Forecast(at, wakes, at + _end_of(chain), chain.notes)


def _end_of(chain: Chain) -> timedelta:
    pages = lay_out(chain.steps)
    return max((page.after + (page.wait or LAST_WAIT) for page in pages), default=AT_ONCE)


def naming_rules(tenant: Tenant, customer: Customer | None) -> list[EscalationRule]:
    """Return the rules of the runbook in force that name somebody: they come before any schedule."""
    runbook = load(current_revision(tenant, customer))
    return [rule for rule in runbook.escalation_rules if rule.wakes]
