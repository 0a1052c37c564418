"""The engineer's side of a bridge: he takes the call or passes it on, joins the caller, or calls him back.

A key counts only on a line to the phone that was paged; the caller cannot press it. What is done twice is done once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import structlog
from django.db import transaction

from calls.bridge.caller import current_leg, is_on_the_line
from calls.escalation.acknowledge import acknowledge, reopen
from calls.escalation.callers import mute_caller, mute_is_offered
from calls.escalation.errands import owe_errand
from calls.escalation.events import Kind, is_known, note
from calls.escalation.forward import pass_over
from calls.models import Bridge, Call, Errand, Escalation, Leg, Page
from tenants.phone import costly, e164

log = structlog.get_logger(__name__)

WANTED = "wanted"
"""Stands in a CONNECT errand that the engineer asked for himself: it rings also when the caller has hung up."""
MOST_RINGS = 20  # for one call; a button that hangs must not ring a phone all night


class Outcome(StrEnum):
    """What came of an engineer's answer."""

    TAKEN = "taken"  # it is his, now or before
    TAKEN_BEFORE = "taken_before"  # somebody else was first
    PASSED_ON = "passed_on"
    OVER = "over"  # this line has said its word, or nobody waits for one


@dataclass(frozen=True, slots=True)
class Result:
    """`by` is whose call it is. `is_new` is False when he had it already."""

    outcome: Outcome
    by: str = ""
    at: datetime | None = None
    is_new: bool = False


@transaction.atomic
def take(page: Page, *, how: str, now: datetime, provider_id: str = "") -> Result:
    """The paged person takes the call. Of two at the same moment one gets it, and the other is told who."""
    escalation = page.escalation
    if provider_id and is_known(escalation, provider_id, Kind.PASSED_ON, Kind.LINE_CLOSED, Kind.LATE):
        return _as_it_stands(page)
    if not acknowledge(page, how=how, now=now):
        stands = _as_it_stands(page)
        if stands.outcome is Outcome.TAKEN_BEFORE:
            note(escalation, Kind.LATE, now=now, page=page, provider_id=provider_id, detail=how)
        return stands
    note(escalation, Kind.TAKEN, now=now, page=page, provider_id=provider_id, detail=how)
    owe_errand(escalation, Errand.Kind.HUSH, now=now, about=_nth(escalation, Errand.Kind.HUSH))
    return Result(Outcome.TAKEN, page.person_name, now, is_new=True)


def _as_it_stands(page: Page) -> Result:
    escalation = Escalation.objects.get(pk=page.escalation_id)
    if escalation.state != Escalation.State.ACKNOWLEDGED:
        return Result(Outcome.OVER)
    his = escalation.acknowledged_by == page.person_name
    outcome = Outcome.TAKEN if his else Outcome.TAKEN_BEFORE
    return Result(outcome, escalation.acknowledged_by, escalation.acknowledged_at)


def _nth(escalation: Escalation, kind: Errand.Kind) -> str:
    return str(1 + escalation.errands.filter(kind=kind).count())


@transaction.atomic
def take_from_afar(page: Page, *, how: str, now: datetime, provider_id: str = "") -> Result:
    """Take the call by a text or a link: his phone is rung when the caller is on the line, so that they can talk.

    A text that comes twice takes nothing twice, also when the chain has gone on in between.
    """
    if provider_id and is_known(page.escalation, provider_id, Kind.TAKEN):
        return _as_it_stands(page)
    result = take(page, how=how, now=now, provider_id=provider_id)
    if result.is_new and is_on_the_line(page.escalation.call):
        owe_errand(page.escalation, Errand.Kind.CONNECT, now=now, about=str(page.pk))
    return result


@transaction.atomic
def ask_to_be_rung(page: Page, *, how: str, now: datetime) -> bool:
    """Ring the engineer's phone, to connect him to the caller or to dial the caller for him. It takes the call, too.

    False when the call is somebody else's. Asked again while his phone is about to ring, it rings once.
    """
    if take(page, how=how, now=now).outcome is not Outcome.TAKEN:
        return False
    rings = page.escalation.errands.filter(kind=Errand.Kind.CONNECT)
    if rings.filter(settled_at=None).exists() or rings.count() >= MOST_RINGS:
        return True
    owe_errand(page.escalation, Errand.Kind.CONNECT, now=now, about=f"{page.pk} {WANTED} {rings.count()}")
    return True


@transaction.atomic
def pass_on(page: Page, *, now: datetime, provider_id: str = "") -> Result:
    """The paged person does not take it, or gives it back: the next one is woken now. Said twice, it is done once."""
    escalation = Escalation.objects.get(pk=page.escalation_id)
    if provider_id and is_known(escalation, provider_id, Kind.PASSED_ON, Kind.LINE_CLOSED):
        return Result(Outcome.PASSED_ON)
    if escalation.state == Escalation.State.ACKNOWLEDGED and escalation.acknowledged_by != page.person_name:
        return _as_it_stands(page)
    note(escalation, Kind.PASSED_ON, now=now, page=page, provider_id=provider_id)
    reopen(page, now=now)
    _leave_alone(page, now)
    pass_over(page, now)
    return Result(Outcome.PASSED_ON)


def _leave_alone(page: Page, now: datetime) -> None:
    """Who said no is not asked again by another of his methods."""
    his = Page.objects.filter(
        escalation_id=page.escalation_id, person_name=page.person_name, state=Page.State.DUE
    )
    his.update(state=Page.State.CANCELLED, settled_at=now, lease_until=None)


@transaction.atomic
def join(page: Page, call_sid: str, *, now: datetime) -> bool:
    """Put the engineer who has the call into the caller's room. False when the caller is not on the line any more."""
    call = Call.objects.select_related("tenant").get(pk=page.escalation.call_id)
    if not is_on_the_line(call):
        return False
    bridge = _open_bridge(page, call, now)
    leg = current_leg(bridge)
    if leg is not None and leg.call_sid != call_sid:
        return False
    if leg is None:
        _enter(bridge, page, call_sid, now)
        Call.objects.filter(pk=call.pk, ended_at=None).update(state=Call.State.BRIDGED, heard_at=now)
    return True


def _open_bridge(page: Page, call: Call, now: datetime) -> Bridge:
    """The caller may still be telling something: then the engineer is in the room before him."""
    Bridge.objects.get_or_create(
        escalation=page.escalation,
        defaults={"tenant_id": call.tenant_id, "entered_at": now, "limit_at": now + call.tenant.hold},
    )
    return Bridge.objects.select_for_update().get(escalation=page.escalation)


def _enter(bridge: Bridge, page: Page, call_sid: str, now: datetime) -> None:
    leg = Leg.objects.create(
        tenant_id=bridge.tenant_id,
        bridge=bridge,
        page=page,
        call_sid=call_sid,
        taken_at=now,
        joined_at=now if bridge.in_room else None,
    )
    note(page.escalation, Kind.JOINED, now=now, page=page, provider_id=call_sid)
    if not bridge.in_room:
        owe_errand(page.escalation, Errand.Kind.FETCH, now=now, about=str(leg.pk))
    owe_errand(page.escalation, Errand.Kind.LOOK, now=now, due_at=now)
    Bridge.objects.filter(pk=bridge.pk).update(state=Bridge.State.TALKING)


@transaction.atomic
def left(page: Page, call_sid: str, *, now: datetime, line_closed: bool) -> None:
    """The engineer's line left the room, or was closed. What follows is decided on the caller's side."""
    escalation = page.escalation
    if line_closed and not is_known(escalation, call_sid, Kind.LINE_CLOSED):
        note(escalation, Kind.LINE_CLOSED, now=now, page=page, provider_id=call_sid)
    leg = Leg.objects.filter(bridge__escalation=escalation, call_sid=call_sid, left_at=None)
    for gone in leg.select_related("page"):
        if leg.update(left_at=now):
            talked = (
                f"{round((now - gone.joined_at).total_seconds())} s" if gone.joined_at else "never together"
            )
            note(escalation, Kind.PARTED, now=now, page=page, provider_id=call_sid, detail=talked)


@transaction.atomic
def mute(page: Page, *, how: str, now: datetime, provider_id: str = "") -> Result:
    """Take the call, and let its caller wake nobody for some hours. Only where the page offered it."""
    result = take(page, how=how, now=now, provider_id=provider_id)
    if result.outcome is Outcome.TAKEN and mute_is_offered(page.escalation):
        rule = mute_caller(page.escalation, by=page.person_name, now=now)
        if rule:
            note(page.escalation, Kind.CALLER_MUTED, now=now, page=page, provider_id=provider_id)
    return result


def number_to_call(call: Call) -> str | None:
    """Return the caller's number if it may be dialled for an engineer: a real one, that costs what a call costs."""
    number = e164(call.from_number)
    return number if number and not costly(number) else None
