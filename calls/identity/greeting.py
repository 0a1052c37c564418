"""What a known caller is asked at once: whether it is about his call of the other day.

A caller ID is a claim. One person alone must stand behind the number, and even then he is told nothing but that he
called; the kind of trouble is named only where the carrier vouches for the number. Never what was said, or a ticket.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from calls.identity.known import Known
from calls.identity.memory import Earlier
from triage import Disposition
from triage.types import Category

RECENT = timedelta(days=6)  # a week ago the day of the week would name today
STILL_OPEN = frozenset({Disposition.OPEN_PAGED, Disposition.PENDING_VERIFICATION, Disposition.MORNING_TICKET})
TROUBLE = {
    Category.HARDWARE: "computer problem",
    Category.PRINTING: "printing problem",
    Category.ACCESS: "login problem",
    Category.EMAIL: "email problem",
    Category.NETWORK: "network problem",
    Category.TELEPHONY: "phone problem",
    Category.SERVER: "server problem",
    Category.APPLICATION: "software problem",
}
"""What may be named. Other kinds, such as a break-in, are nobody's to hear of."""


def about(
    known: Known, earlier: Sequence[Earlier], *, is_vouched_for: bool, now: datetime, zone: tzinfo
) -> str:
    """Return what the caller is asked after, such as "the email problem from Tuesday", or "" to ask nothing."""
    if known.contact is None or not earlier:
        return ""
    last = earlier[0]
    if last.disposition not in STILL_OPEN or now - last.started_at > RECENT:
        return ""
    trouble = TROUBLE.get(Category(last.category)) if is_vouched_for and last.category else None
    return f"{f'the {trouble}' if trouble else 'your call'} from {_day(last.started_at, now, zone)}"


def _day(then: datetime, now: datetime, zone: tzinfo) -> str:
    """The day in the tenant's time, as people say it."""
    day, today = then.astimezone(zone).date(), now.astimezone(zone).date()
    if day == today:
        return "earlier today"
    return "yesterday" if today - day == timedelta(days=1) else f"{day:%A}"
