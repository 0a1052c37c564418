"""The same caller about the same problem: told on his open ticket instead of on another one."""

from __future__ import annotations

import re

from django.db.models import Q
from rapidfuzz import fuzz

from calls.models import Call, Delivery
from tenants.phone import e164

ALIKE, RELATED = 80.0, 60.0  # of 100; what is only related must be called the same by the caller
AGAIN = re.compile(
    r"\b(?:again|still|same|called (?:earlier|before)|any (?:news|update)|my ticket|follow(?:ing)? up)\b",
    re.IGNORECASE,
)
MOST = 10


def earlier_ticket(call: Call) -> Delivery | None:
    """Return the ticket of the last call from this number, for this customer, about this problem, within the tenant's time.

    Nobody is known by a withheld number, and no problem by a call without category. A number is a claim: whoever
    forges it puts a note on a ticket and reads nothing.
    """
    within = call.tenant.same_problem_within
    if not within or not call.category or e164(call.from_number) is None:
        return None
    same_customer = Q(call__customer=call.customer_id) if call.customer_id else Q(call__customer=None)
    earlier = Delivery.objects.filter(
        same_customer,
        tenant_id=call.tenant_id,
        kind=Delivery.Kind.TICKET,
        call__from_number=call.from_number,
        call__category=call.category,
        call__started_at__lt=call.started_at,
        call__started_at__gte=call.started_at - within,
    )
    found = earlier.select_related("call").order_by("-call__started_at")[:MOST]
    return next((one for one in found if is_same_problem(one.call, call)), None)


def is_same_problem(earlier: Call, call: Call) -> bool:
    before, now = _words(earlier), _words(call)
    if not before or not now:
        return False
    if fuzz.token_sort_ratio(before, now) >= ALIKE:
        return True
    says_so = AGAIN.search(f"{call.first_words} {call.problem}") is not None
    return says_so and fuzz.token_set_ratio(before, now) >= RELATED


def _words(call: Call) -> str:
    return (call.problem or call.first_words).casefold()
