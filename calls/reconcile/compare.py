"""Calls = tickets = pages: what stands in one book and not in the other, each in words for whoever reads it at nine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from calls.models import Call
from calls.reconcile.books import Ours, Theirs, calls_without_ticket, explained, our_books, their_books
from calls.reconcile.night import Night
from integrations.twilio.lists import Listed
from tenants.models import Tenant
from tenants.models.people import Method

INBOUND, BY_US = "inbound", "outbound-api"


class Kind(StrEnum):
    """What is different."""

    CALL_UNKNOWN_HERE = "call unknown here"
    CALL_UNKNOWN_THERE = "call unknown at Twilio"
    TICKET_MISSING = "ticket missing"
    TICKET_TWICE = "ticket twice"
    TICKET_WITHOUT_CALL = "ticket without a call"
    PAGE_UNKNOWN_THERE = "page unknown at Twilio"
    PAGE_UNKNOWN_HERE = "page unknown here"
    NOBODY_HEARD = "nobody heard"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: what it is, the id by which both sides call it, and what is known about it."""

    kind: Kind
    sid: str
    words: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Both sides' counts of a night, and every difference between them. Tickets are None without a PSA."""

    night: Night
    calls: tuple[int, int]
    tickets: tuple[int, int] | None
    pages: tuple[int, int]
    differences: tuple[Difference, ...]


def reconcile(tenant: Tenant, night: Night) -> Report:
    """Compare. Raise an IntegrationError when Twilio or ConnectWise does not show its list."""
    ours, theirs = our_books(tenant, night), their_books(tenant, night)
    inbound = [row for row in theirs.calls if row.direction == INBOUND]
    outbound = [row for row in (*theirs.calls, *theirs.texts) if row.direction == BY_US]
    strange = _strange(tenant, outbound, night)
    told = (
        *_calls(tenant, ours, inbound, night),
        *_tickets(tenant, ours, theirs),
        *_pages(ours, {row.sid for row in outbound}),
        *(Difference(Kind.PAGE_UNKNOWN_HERE, row.sid, f"to {row.recipient}", row.at) for row in strange),
        *(Difference(Kind.NOBODY_HEARD, one.call.sid, one.reason, one.started_at) for one in ours.unheard),
    )
    known_pages = {page.provider_id for page in ours.pages}
    return Report(
        night=night,
        calls=(len(ours.calls), sum(_is_within(row, night) for row in inbound)),
        tickets=_ticket_counts(ours, theirs),
        pages=(len(ours.pages), sum(row.sid in known_pages for row in outbound) + len(strange)),
        differences=told,
    )


def _is_within(row: Listed, night: Night) -> bool:
    return row.at is None or night.begin <= row.at < night.end


def _calls(tenant: Tenant, ours: Ours, inbound: list[Listed], night: Night) -> Iterator[Difference]:
    there = {row.sid for row in inbound}
    here = set(Call.objects.filter(tenant=tenant, sid__in=there).values_list("sid", flat=True))
    for row in inbound:
        if row.sid not in here and _is_within(row, night):
            words = f"from {row.sender} to {row.recipient}: it never reached us, or the fallback took it"
            yield Difference(Kind.CALL_UNKNOWN_HERE, row.sid, words, row.at)
    for call in ours.calls:
        if call.sid not in there and not call.erased_at:
            words = f"from {call.from_number or 'a withheld number'} to {call.to_number}"
            yield Difference(Kind.CALL_UNKNOWN_THERE, call.sid, words, call.started_at)


def _tickets(tenant: Tenant, ours: Ours, theirs: Theirs) -> Iterator[Difference]:
    for call in calls_without_ticket(ours):
        yield Difference(Kind.TICKET_MISSING, call.sid, "none is owed for this call", call.started_at)
    if theirs.tickets is None:
        return
    for delivery in ours.owed_alone:
        numbers, call = theirs.tickets.get(delivery.call.sid, []), delivery.call
        if not numbers and not (delivery.settled_at and call.erased_at):
            why = delivery.error or ("written, and gone since" if delivery.settled_at else "not written yet")
            yield Difference(Kind.TICKET_MISSING, call.sid, why, call.started_at)
        if len(numbers) > 1:
            words = f"tickets {', '.join(map(str, numbers))}"
            yield Difference(Kind.TICKET_TWICE, call.sid, words, call.started_at)
    known = set(
        Call.objects.filter(tenant=tenant, sid__in=list(theirs.tickets)).values_list("sid", flat=True)
    )
    for sid in theirs.tickets.keys() - known:
        words = f"ticket {', '.join(map(str, theirs.tickets[sid]))}"
        yield Difference(Kind.TICKET_WITHOUT_CALL, sid, words)


def _ticket_counts(ours: Ours, theirs: Theirs) -> tuple[int, int] | None:
    if theirs.tickets is None:
        return None
    sids = {delivery.call.sid for delivery in ours.owed_alone}
    return len(sids), sum(len(numbers) for sid, numbers in theirs.tickets.items() if sid in sids)


def _pages(ours: Ours, there: set[str]) -> Iterator[Difference]:
    for page in ours.pages:
        if page.provider_id not in there and not page.escalation.call.erased_at:
            how = "text" if page.method == Method.SMS else "call"
            words = f"{how} to {page.person_name}, {page.address}, for {page.escalation.call.sid}"
            yield Difference(Kind.PAGE_UNKNOWN_THERE, page.provider_id, words, page.sent_at)


def _strange(tenant: Tenant, outbound: list[Listed], night: Night) -> list[Listed]:
    known = explained(tenant, outbound)
    return [row for row in outbound if row.sid not in known and _is_within(row, night)]
