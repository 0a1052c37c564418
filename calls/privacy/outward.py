"""What may leave the house about a call: everything, or, where health data is spoken, who calls, how urgently, and a link.

Texts, mails and paging calls reach phones that lie on tables, and tickets are read by many. Where the tenant works under
HIPAA they carry nothing that was said and no caller's number; whoever follows the link has shown who he is.
"""

from __future__ import annotations

from copy import copy
from uuid import UUID

from django.conf import settings

from calls.models import Call, Escalation, Turn
from tenants.models import PrivacySettings
from tenants.phone import e164

ELSEWHERE = "details in NightDesk"
THE_CALLER = "the caller"


def is_discreet(tenant_id: UUID) -> bool:
    """Whether nothing that was said may leave the house."""
    return PrivacySettings.objects.filter(tenant_id=tenant_id, hipaa=True).exists()


def outward(call: Call) -> Call:
    """Return the call as it may be told outside: itself, or a copy, never to be saved, without what was said."""
    if not is_discreet(call.tenant_id):
        return call
    told = copy(call)
    told.first_words = ELSEWHERE
    told.summary = f"{call.priority} {customer_of(call)}: {ELSEWHERE}.".strip()
    told.problem = ELSEWHERE
    told.reason = told.since = told.tried = told.reach = told.scope = ""
    told.people = None
    told.from_number = THE_CALLER
    told.caller_name = ""
    return told


def outward_reason(escalation: Escalation) -> str:
    """Why somebody is woken, as far as it may be told outside: a reason quotes the caller."""
    return "" if is_discreet(escalation.tenant_id) else escalation.reason


def outward_turns(call: Call) -> list[Turn]:
    """What was said, as far as it may be told outside."""
    return [] if is_discreet(call.tenant_id) else [turn for turn in call.turns.all() if turn.text]


def outward_number(call: Call) -> str:
    """Whom to call back, as it may stand in a text; "" when the caller hid his number."""
    number = e164(call.from_number) or ""
    return "the number in the ticket" if number and is_discreet(call.tenant_id) else number


def customer_of(call: Call) -> str:
    return call.customer.name if call.customer else "unknown customer"


def call_address(call: Call) -> str:
    return f"{settings.PUBLIC_URL}/dashboard/calls/{call.pk}"
