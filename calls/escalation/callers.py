"""The same caller again: how often he woke somebody tonight, and whether an engineer muted him."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from calls.models import Call, Escalation
from calls.nights import night_began
from tenants.callers import CallerList, Standing
from tenants.models import CallerRule, Limits
from tenants.phone import e164

log = structlog.get_logger(__name__)

MUTE_FOR = timedelta(hours=8)
NOT_TO_BE_MUTED = frozenset(
    {
        *("self_harm", "life", "fire", "water", "heat", "safety", "climate", "doors", "security"),
        *("malformed_reply", "desk_failed"),
    }
)
"""What wakes somebody whoever calls: danger to people, premises or goods, an attack, and whatever we did not understand."""


def nth_wake_tonight(call: Call, *, now: datetime) -> int:
    """Return which wake of the night this one is for its caller, from 1. A caller without a number is always new."""
    if e164(call.from_number) is None:
        return 1
    since = night_began(now.astimezone(call.tenant.zone))
    before = Escalation.objects.filter(
        tenant_id=call.tenant_id, call__from_number=call.from_number, started_at__gte=since
    ).exclude(state=Escalation.State.MUTED)
    return 1 + before.exclude(call_id=call.pk).count()


def mute_on(call: Call, *, now: datetime) -> CallerRule | None:
    """Return the mute that is in force for a caller."""
    return CallerRule.objects.filter(
        tenant_id=call.tenant_id,
        kind=CallerRule.Kind.MUTE,
        number=e164(call.from_number) or "",
        until__gt=now,
    ).first()


def mute_is_offered(escalation: Escalation) -> bool:
    """Whether the page says how often this caller woke somebody, and offers to mute him."""
    call = escalation.call
    if e164(call.from_number) is None or escalation.nth_tonight <= wakes_allowed(escalation):
        return False
    rules = CallerRule.objects.filter(tenant_id=escalation.tenant_id, kind=CallerRule.Kind.ALLOW)
    return CallerList.of(rules).standing(call.from_number) is not Standing.ALLOWED


def again_words(escalation: Escalation) -> str:
    """Say that this caller woke somebody before tonight, once he is over the limit; "" until then."""
    if not mute_is_offered(escalation):
        return ""
    return f"{ordinal(escalation.nth_tonight).capitalize()} wake tonight from this number."


def ordinal(number: int) -> str:
    words = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    return words[number - 1] if 1 <= number <= len(words) else f"{number}th"


def wakes_allowed(escalation: Escalation) -> int:
    limits = Limits.objects.filter(tenant_id=escalation.tenant_id).first() or Limits()
    return limits.wakes_per_caller


def mute_caller(escalation: Escalation, *, by: str, now: datetime) -> CallerRule | None:
    """Let the caller of an escalation wake nobody for eight hours; danger still does. None: he has no number."""
    number = e164(escalation.call.from_number)
    if number is None:
        return None
    rule, _ = CallerRule.objects.update_or_create(
        tenant_id=escalation.tenant_id,
        kind=CallerRule.Kind.MUTE,
        number=number,
        defaults={
            "until": now + MUTE_FOR,
            "made_by": by,
            "note": f"wake {escalation.nth_tonight} of the night",
        },
    )
    log.warning("caller_muted", escalation=escalation.pk, by=by, until=str(rule.until))
    return rule
