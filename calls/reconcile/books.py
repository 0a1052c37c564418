"""Both sides' books of one tenant's night: what we wrote down, and what the others list when they are asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet

from calls.models import Alarm, Call, Delivery, Escalation, EscalationEvent, Page
from calls.reconcile.night import Night
from integrations.psa.choice import psa_of
from integrations.twilio.lists import Listed, calls_between, texts_between
from tenants.models import NumberCode, PhoneNumber, Tenant, TwilioAccount
from tenants.models.people import Method
from triage import Disposition

MARGIN = timedelta(minutes=10)  # two clocks, and a text that waits to be sent
AT_TWILIO = (Method.SMS, Method.VOICE)


@dataclass(frozen=True, slots=True)
class Ours:
    """Our rows of the night."""

    calls: tuple[Call, ...]
    owed: tuple[Delivery, ...]
    pages: tuple[Page, ...]
    unheard: tuple[Escalation, ...]

    @property
    def owed_alone(self) -> tuple[Delivery, ...]:
        """Those with a ticket of their own: a second call about the same problem is told on the first one's."""
        return tuple(delivery for delivery in self.owed if not delivery.is_joined)


@dataclass(frozen=True, slots=True)
class Theirs:
    """What Twilio lists, with a margin around the night. `tickets`: the PSA's numbers by CallSid; None: no PSA."""

    calls: tuple[Listed, ...]
    texts: tuple[Listed, ...]
    tickets: dict[str, list[int]] | None


def our_books(tenant: Tenant, night: Night) -> Ours:
    """Read what we wrote down."""
    calls = Call.objects.filter(tenant=tenant, started_at__gte=night.begin, started_at__lt=night.end)
    owed = Delivery.objects.filter(tenant=tenant, call__in=calls, kind=Delivery.Kind.TICKET)
    pages = Page.objects.filter(
        tenant=tenant, sent_at__gte=night.begin, sent_at__lt=night.end, method__in=AT_TWILIO
    )
    return Ours(
        calls=tuple(calls.order_by("started_at")),
        owed=tuple(owed.select_related("call").order_by("call__started_at")),
        pages=tuple(pages.select_related("escalation__call").order_by("sent_at")),
        unheard=tuple(_unheard(tenant, night)),
    )


def _unheard(tenant: Tenant, night: Night) -> QuerySet[Escalation]:
    """Escalations of which no page was taken and no alarm was raised: what must never be."""
    started = Escalation.objects.filter(
        tenant=tenant, started_at__gte=night.begin, started_at__lt=night.end
    ).exclude(state=Escalation.State.MUTED)
    sent = Page.objects.filter(escalation=OuterRef("pk"), sent_at__isnull=False)
    told = Alarm.objects.filter(call=OuterRef("call"), sent_at__isnull=False)
    return started.filter(~Exists(sent), ~Exists(told)).select_related("call")


def calls_without_ticket(ours: Ours) -> list[Call]:
    """Calls that ended, deserve a ticket and owe none: a hole in our own books."""
    known = {delivery.call_id for delivery in ours.owed}
    return [
        call
        for call in ours.calls
        if call.ended_at
        and call.disposition != Disposition.NO_ACTION
        and call.pk not in known
        and not call.erased_at
    ]


def their_books(tenant: Tenant, night: Night) -> Theirs:
    """Ask Twilio and the PSA. Raise an IntegrationError when one of them does not tell."""
    begin, end = night.begin - MARGIN, night.end + MARGIN
    ours = _is_of(tenant)
    return Theirs(
        calls=tuple(row for row in calls_between(tenant, begin, end) if ours(row)),
        texts=tuple(row for row in texts_between(tenant, begin, end) if ours(row)),
        tickets=_tickets(tenant, night),
    )


def _is_of(tenant: Tenant) -> Callable[[Listed], bool]:
    """Whether a row of Twilio's is this tenant's: on the platform's account other tenants' rows are listed, too."""
    has_own_account = TwilioAccount.objects.filter(tenant=tenant).exists()
    numbers = set(PhoneNumber.objects.filter(tenant=tenant).values_list("number", flat=True))
    return lambda row: has_own_account or row.recipient in numbers or row.sender in numbers


def _tickets(tenant: Tenant, night: Night) -> dict[str, list[int]] | None:
    """Tickets until today: one that the PSA could not take at night is entered in the morning."""
    psa = psa_of(tenant)
    if psa is None:
        return None
    found = defaultdict[str, list[int]](list)
    for ticket in psa.tickets_since(night.begin - MARGIN):
        found[ticket.call_sid].append(ticket.id)
    return dict(found)


def explained(tenant: Tenant, rows: list[Listed]) -> set[str]:
    """Of what left through Twilio, what we know the reason of: pages, alarms, bridges, codes for new numbers."""
    sids = [row.sid for row in rows]
    known = set(
        Page.objects.filter(tenant=tenant, provider_id__in=sids).values_list("provider_id", flat=True)
    )
    for model in (Alarm, EscalationEvent):
        found = model.objects.filter(tenant=tenant, provider_id__in=sids)
        known |= set(found.values_list("provider_id", flat=True))
    codes = NumberCode.objects.filter(tenant=tenant, number__in={row.recipient for row in rows})
    sent = [(code.number, code.sent_at) for code in codes]
    for row in rows:
        if any(number == row.recipient and row.at and abs(row.at - at) < MARGIN for number, at in sent):
            known.add(row.sid)
    return known
