"""The call's service ticket: what it says, and bringing the PSA to that state until it is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from django.db.models import QuerySet
from django.utils import timezone

from calls.conversation.runbook import runbook_of
from calls.conversation.words import text
from calls.crash_points import Place, crash_point
from calls.deliveries import put_off, settle
from calls.identity.history import company_of
from calls.identity.known import Known
from calls.identity.whose_ticket import belongs
from calls.later_notes import later_notes
from calls.models import Call, Delivery, Turn
from calls.privacy.outward import call_address, is_discreet, outward, outward_turns
from calls.same_problem import earlier_ticket
from integrations.errors import IntegrationError
from integrations.psa.choice import psa_of
from integrations.psa.errors import Unavailable
from integrations.psa.joining import take_in
from integrations.psa.port import OURS, Outcome, Psa, TicketDraft
from integrations.psa.writing import write_ticket
from triage import Disposition

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=150)  # a ticket is several requests of up to 25 s
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(minutes=10)
ASK_OWNER_AGAIN = timedelta(minutes=30)  # a fault that does not heal by itself is tried again once in a while
FAULTS_IN_A_ROW = 2
PAUSE = timedelta(seconds=30)
SEARCH_LAG = timedelta(seconds=75)  # a PSA's search may show a new ticket only after a minute
CLOSE_FOR = timedelta(days=3)  # so long we try to close what the PSA refuses to close
BEHIND = timedelta(seconds=20)  # a second call waits for the ticket of the first
EVERY_TURN = 1_000_000
NOT_YET = "The caller's earlier call about this has no ticket yet; this one is told on it."
NO_PSA = "No PSA is connected: the ticket waits here."

WHAT_WAS_DONE = {
    Disposition.CLOSED: "solved during the call, confirmed by the caller",
    Disposition.PENDING_VERIFICATION: "a fix was suggested, the caller will try it; to be verified",
    Disposition.MORNING_TICKET: "noted for the team in the morning",
    Disposition.OUT_OF_SCOPE: "handed to the office, nobody was woken",
    Disposition.OPEN_PAGED: "the on-call engineer was paged",
}


class Overtaken(Exception):
    """This worker stood still for so long that another one has taken the ticket."""


def deliver(delivery_id: int) -> None:
    """Bring the PSA to the state of the call, if that is due and nobody else is at it. Safe to repeat."""
    delivery = Delivery.objects.claim(delivery_id, now=timezone.now(), lease=LEASE)
    if delivery is None:
        return
    crash_point(Place.TICKET_CLAIMED)
    call = Call.objects.select_related("tenant", "customer", "revision__runbook").get(pk=delivery.call_id)
    try:
        psa = psa_of(call.tenant)
        if psa is None:
            put_off(
                delivery, now=timezone.now(), wait=ASK_OWNER_AGAIN, error=NO_PSA, state=Delivery.State.DUE
            )
        else:
            _write(delivery, call, psa)
    except IntegrationError as exc:
        _postpone(delivery, exc)
    except Overtaken:
        log.warning("ticket_overtaken", delivery=delivery.pk)


def _write(delivery: Delivery, call: Call, psa: Psa) -> None:
    draft = draft_of(call)
    if not delivery.external_id and _join(delivery, call, psa, draft):
        delivery.is_joined = True
    if delivery.is_joined:
        draft = as_another_call(draft)
    result = write_ticket(
        psa,
        draft,
        known_id=delivery.external_id or None,
        first_attempt=delivery.attempts == 1,
        before_creating=lambda: _renew(delivery),
    )
    crash_point(Place.TICKET_WRITTEN)
    facts = {"external_id": result.id, "external_url": result.url, "warning": result.warning}
    _keep(delivery, facts, is_open_still=draft.outcome is Outcome.CLOSED and not result.closed)
    log.info(
        "ticket_written", call_sid=call.sid, ticket=result.id, closed=result.closed, warning=result.warning
    )


def _join(delivery: Delivery, call: Call, psa: Psa, draft: TicketDraft) -> bool:
    """Take the open ticket of the same caller's same problem for this call's, if it may take it in.

    Raise Unavailable while that ticket is itself still to be written.
    """
    earlier = earlier_ticket(call)
    if earlier is None or (delivery.attempts > 1 and psa.tickets_of(draft.xref)):
        return False
    if not earlier.external_id:
        if earlier.settled_at is None and earlier.state == Delivery.State.DUE:
            raise Unavailable(NOT_YET, permanent=False, retry_after=BEHIND.total_seconds())
        return False
    is_worse = draft.priority < (earlier.call.priority or "P3")
    if not take_in(psa, earlier.external_id, draft.priority, is_worse=is_worse):
        return False
    facts = {"external_id": earlier.external_id, "external_url": earlier.external_url, "is_joined": True}
    if not Delivery.objects.filter(delivery.still_ours()).update(**facts):
        raise Overtaken
    delivery.external_id = earlier.external_id
    log.info("ticket_joined", call_sid=call.sid, ticket=earlier.external_id, earlier=earlier.call.sid)
    return True


def as_another_call(draft: TicketDraft) -> TicketDraft:
    """Return what is told on the ticket of an earlier call: notes for staff; how that ticket ends is not this call's."""
    note = f"The caller rang again about this.\n{draft.description}\n{draft.internal_note}"
    return replace(draft, internal_note=note, resolution=None, outcome=Outcome.OPEN)


def _renew(delivery: Delivery) -> None:
    """Take the whole lease anew: whoever comes after a worker that dies now finds the ticket in the search."""
    if not Delivery.objects.filter(delivery.still_ours()).update(lease_until=timezone.now() + LEASE):
        raise Overtaken


def _keep(delivery: Delivery, facts: dict[str, str], *, is_open_still: bool) -> None:
    """Settle what is as it should be; a ticket that could not be closed needs the owner, and is tried again."""
    now = timezone.now()
    if is_open_still and now - delivery.created_at < CLOSE_FOR:
        put_off(
            delivery,
            now=now,
            wait=ASK_OWNER_AGAIN,
            state=Delivery.State.STUCK,
            error=facts["warning"],
            quiet_until=None,
            **facts,
        )
    else:
        settle(delivery, now=now, **facts)


def _postpone(delivery: Delivery, exc: IntegrationError) -> None:
    now = timezone.now()
    log.warning("ticket_not_written", delivery=delivery.pk, why=str(exc), permanent=exc.permanent)
    if exc.permanent:
        put_off(delivery, now=now, wait=ASK_OWNER_AGAIN, error=str(exc), state=Delivery.State.STUCK)
        return
    wait = timedelta(seconds=exc.retry_after) if exc.retry_after else backoff(delivery.attempts)
    if exc.uncertain:
        wait = max(wait, SEARCH_LAG)
    if delivery.attempts >= FAULTS_IN_A_ROW:
        _spare(delivery, now)
    quiet_until = now + wait if exc.uncertain else None
    put_off(delivery, now=now, wait=wait, error=str(exc), state=Delivery.State.DUE, quiet_until=quiet_until)


def _spare(delivery: Delivery, now: datetime) -> None:
    """A PSA that failed again is let alone for a while: its tenant's other tickets wait, and hold no worker meanwhile."""
    others = Delivery.objects.filter(tenant_id=delivery.tenant_id, settled_at=None, lease_until=None)
    waiting = others.exclude(pk=delivery.pk).filter(due_at__lt=now + PAUSE)
    if count := waiting.update(due_at=now + PAUSE):
        log.info("psa_spared", tenant=delivery.tenant_id, tickets=count)


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: doubling, up to ten minutes, for as long as it takes."""
    doublings = min(max(attempts - 1, 0), 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def draft_of(call: Call) -> TicketDraft:
    """Return the ticket as the call stands now."""
    told, turns, known = outward(call), outward_turns(call), Known.read(call.known)
    until = _decided_at(call)
    before = [turn for turn in turns if turn.sequence <= until]
    closes = call.disposition == Disposition.CLOSED and call.ended_at is not None
    waits = call.disposition == Disposition.PENDING_VERIFICATION
    return TicketDraft(
        xref=f"{OURS}{call.sid}",
        summary=_summary(told),
        description=_description(call, told),
        internal_note=_internal_note(call, before),
        later=later_notes(call, turns[len(before) :]),
        resolution=text("tickets/resolution", confirmation=_last_words(turns)) if closes else None,
        company=company_of(call.tenant_id, call.customer_id, known) or None,
        contact=known.contact if belongs(call, known) else None,
        contact_name=call.caller_name,
        contact_phone=call.from_number,
        priority=call.priority or "P3",
        category=call.category,
        outcome=Outcome.CLOSED if closes else Outcome.PENDING_VERIFICATION if waits else Outcome.OPEN,
    )


def _summary(call: Call) -> str:
    what = call.problem or call.first_words or "The caller hung up before saying what is wrong"
    return f"{call.priority}: {what}" if call.priority else what


def _description(call: Call, told: Call) -> str:
    return text(
        "tickets/description",
        ticket_body=_matter(call),
        started=f"{_local(call, call.started_at):%Y-%m-%d %H:%M %Z}",
        caller=call.from_number or "a withheld number",
        call=told,
        first_words="" if is_discreet(call.tenant_id) else call.first_words,
        outcome=WHAT_WAS_DONE.get(Disposition(call.disposition)) if call.disposition else "nothing yet",
    )


def _matter(call: Call) -> str:
    if is_discreet(call.tenant_id):
        return f"A call was answered. What was said stays in NightDesk: {call_address(call)}"
    return _last_decision(call).get("ticket_body") or call.summary


def _internal_note(call: Call, turns: list[Turn]) -> str:
    decision = _last_decision(call)
    return text(
        "tickets/internal_note",
        action=decision.get("action", ""),
        disposition=call.disposition,
        priority=call.priority,
        reason="" if is_discreet(call.tenant_id) else call.reason or decision.get("reason", ""),
        rule=decision.get("rule"),
        runbook=f"{runbook_of(call).customer_name}, {call.revision}" if call.revision else "none",
        is_paged=hasattr(call, "escalation"),
        turns=turns,
    )


def _last_decision(call: Call) -> dict[str, str]:
    decided = _decided(call).first()
    return (decided.decision if decided else None) or {}


def _decided_at(call: Call) -> int:
    """The place of the turn that decided the call; without one all that was said goes before."""
    decided = _decided(call).first()
    return decided.sequence if decided else EVERY_TURN


def _decided(call: Call) -> QuerySet[Turn]:
    return call.turns.exclude(decision=None).exclude(decision__disposition=None).order_by("-sequence")


def _last_words(turns: list[Turn]) -> str:
    return next((turn.text for turn in reversed(turns) if turn.speaker == "caller"), "")


def _local(call: Call, moment: datetime) -> datetime:
    return moment.astimezone(call.tenant.zone)
