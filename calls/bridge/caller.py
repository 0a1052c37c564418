"""The caller's side of a bridge: into the room, told the truth, asked what he wants, and never left in silence.

Every function looks at the rows, changes them where they say that it may, and returns what the caller hears next. So a
webhook that comes twice, late or out of order gets the answer that is right now, and changes nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from django.db import transaction
from django.db.models import F

from calls.bridge.messages import message_of
from calls.conversation.words import speech, spoken_name
from calls.escalation.acknowledge import reopen
from calls.escalation.errands import owe_errand
from calls.escalation.events import Kind, note
from calls.models import Bridge, Call, Errand, Escalation, Leg
from tenants.phone import e164

log = structlog.get_logger(__name__)

MOST_ROUNDS = 3
"""How often a caller may choose to go on waiting. Then he is called back: a line is not held all night."""
TALKED = timedelta(seconds=10)
"""Who stays this long with the caller has taken the call. Who is gone sooner, without a key, has not."""
LOOK_AFTER = timedelta(seconds=45)
State = Bridge.State


class Step(StrEnum):
    """What the caller's line does next."""

    ROOM = "room"
    ADD = "add"
    OFFER = "offer"
    RECORD = "record"
    CUT_OFF = "cut_off"
    GOODBYE = "goodbye"


@dataclass(frozen=True, slots=True)
class Next:
    step: Step
    words: str = ""


def bridge_of(call: Call) -> Bridge | None:
    found = Bridge.objects.select_related("escalation").filter(escalation__call_id=call.pk)
    return found.filter(tenant_id=call.tenant_id).first()


def can_wait(call: Call) -> bool:
    """Whether a caller of this tenant is asked to stay on the line at all."""
    return call.tenant.hold > timedelta(0)


def is_on_the_line(call: Call) -> bool:
    """Whether the caller can be brought together with somebody now."""
    if call.ended_at or call.hung_up_at or not call.is_escalated:
        return False
    bridge = bridge_of(call)
    return can_wait(call) if bridge is None else bridge.state not in (State.CALL_BACK, State.GONE, State.OVER)


def current_leg(bridge: Bridge) -> Leg | None:
    """The engineer who is in the room, or on his way into it."""
    return bridge.legs.select_related("page").filter(left_at=None).first()


@transaction.atomic
def wait_in_room(call: Call, *, now: datetime, words: str = "") -> Next:
    """Bring the caller into the room: to wait there, or to the engineer who is in it already."""
    escalation = Escalation.objects.get(call_id=call.pk, tenant_id=call.tenant_id)
    bridge, began = Bridge.objects.select_for_update().get_or_create(
        escalation=escalation,
        defaults={"tenant_id": call.tenant_id, "entered_at": now, "limit_at": now + call.tenant.hold},
    )
    if began:
        note(escalation, Kind.WAITING, now=now)
        _owe_offer(bridge, now)
        owe_errand(escalation, Errand.Kind.LOOK, now=now, due_at=now + LOOK_AFTER)
    Bridge.objects.filter(pk=bridge.pk).update(in_room=True)
    Leg.objects.filter(bridge=bridge, left_at=None, joined_at=None).update(joined_at=now)
    Call.objects.filter(pk=call.pk).update(heard_at=now)
    return Next(Step.ROOM, words)


def _owe_offer(bridge: Bridge, now: datetime) -> None:
    owe_errand(
        bridge.escalation, Errand.Kind.OFFER, now=now, due_at=bridge.limit_at, about=str(bridge.rounds)
    )


@transaction.atomic
def left_room(call: Call, *, now: datetime) -> Next:
    """The caller is out of the room and still on the line: he pressed the star, or the engineer went."""
    bridge = _locked(call)
    if bridge is None:
        return Next(Step.GOODBYE, speech("goodbye"))
    Bridge.objects.filter(pk=bridge.pk).update(in_room=False)
    if bridge.state == State.TALKING:
        return _alone(bridge, call, now)
    if bridge.state == State.WAITING and not _is_time_up(bridge, now):
        return Next(Step.ADD, speech("waiting_add"))
    return _offer(bridge, now) if bridge.state == State.WAITING else next_of(bridge, call)


def _alone(bridge: Bridge, call: Call, now: datetime) -> Next:
    """The engineer is gone and the caller is not. Who was there long enough has the call; else the chain goes on."""
    leg = bridge.legs.select_related("page").order_by("-taken_at").first()
    if leg is None:
        return _back_to_waiting(bridge, call, now)
    _close_leg(leg, now)
    if leg.confirmed_at or (leg.joined_at and (leg.left_at or now) - leg.joined_at >= TALKED):
        Leg.objects.filter(pk=leg.pk, confirmed_at=None).update(confirmed_at=now)
        Bridge.objects.filter(pk=bridge.pk).update(state=State.OVER, left_at=now)
        return Next(Step.CUT_OFF, speech("cut_off", name=spoken_name(leg.page.person_name)))
    return _dropped(bridge, leg, call, now)


def _dropped(bridge: Bridge, leg: Leg, call: Call, now: datetime) -> Next:
    Leg.objects.filter(pk=leg.pk).update(dropped=True)
    note(bridge.escalation, Kind.DROPPED, now=now, page=leg.page, provider_id=leg.call_sid)
    if not reopen(leg.page, now=now):
        # Nobody else is left to be woken: his line may just have broken.
        about = f"{leg.page_id} again {bridge.legs.count()}"
        owe_errand(bridge.escalation, Errand.Kind.CONNECT, now=now, about=about)
    log.warning("engineer_dropped", escalation=bridge.escalation_id, page=leg.page_id)
    return _back_to_waiting(bridge, call, now)


def _back_to_waiting(bridge: Bridge, call: Call, now: datetime) -> Next:
    Bridge.objects.filter(pk=bridge.pk).update(
        state=State.WAITING, limit_at=now + call.tenant.hold, rounds=F("rounds") + 1, in_room=True
    )
    Call.objects.filter(pk=call.pk, ended_at=None).update(state=Call.State.ESCALATING)
    bridge.refresh_from_db()
    _owe_offer(bridge, now)
    return Next(Step.ROOM, speech("lost_the_engineer"))


def _close_leg(leg: Leg, now: datetime) -> None:
    if Leg.objects.filter(pk=leg.pk, left_at=None).update(left_at=now):
        leg.left_at = now
        talked = f"{round((now - leg.joined_at).total_seconds())} s" if leg.joined_at else "never together"
        note(
            leg.bridge.escalation,
            Kind.PARTED,
            now=now,
            page=leg.page,
            provider_id=leg.call_sid,
            detail=talked,
        )


@transaction.atomic
def offer(call: Call, *, now: datetime) -> Next:
    """The caller's time is up: he is told so and asked what he wants, unless somebody came in the meantime."""
    bridge = _locked(call)
    if bridge is None:
        return Next(Step.GOODBYE, speech("goodbye"))
    if bridge.state == State.WAITING and current_leg(bridge) is None and _is_time_up(bridge, now):
        return _offer(bridge, now)
    return next_of(bridge, call)


def _is_time_up(bridge: Bridge, now: datetime) -> bool:
    return bridge.limit_at <= now or bridge.escalation.state == Escalation.State.EXHAUSTED


def _offer(bridge: Bridge, now: datetime) -> Next:
    Bridge.objects.filter(pk=bridge.pk).update(state=State.OFFERED, in_room=False)
    note(bridge.escalation, Kind.OFFERED, now=now)
    return Next(Step.OFFER, _offer_words(bridge))


def _offer_words(bridge: Bridge) -> str:
    escalation = bridge.escalation
    return speech(
        "offer",
        taken_by=spoken_name(escalation.acknowledged_by),
        nobody=escalation.state == Escalation.State.EXHAUSTED,
        can_wait=bridge.rounds < MOST_ROUNDS,
        number=e164(escalation.call.from_number),
    )


@transaction.atomic
def choose(call: Call, digits: str, *, now: datetime) -> Next:
    """The caller chose: 1 a message, 2 to be called back; anything else, and silence, to go on waiting."""
    bridge = _locked(call)
    if bridge is None or bridge.state != State.OFFERED:
        return next_of(bridge, call) if bridge else Next(Step.GOODBYE, speech("goodbye"))
    if digits == "1":
        return _take_message(bridge, call)
    if digits == "2" or bridge.rounds >= MOST_ROUNDS:
        return _call_back(bridge, call, now)
    note(bridge.escalation, Kind.STAYED, now=now)
    _back_to_waiting(bridge, call, now)
    return Next(Step.ROOM, speech("stays"))


def _take_message(bridge: Bridge, call: Call) -> Next:
    Bridge.objects.filter(pk=bridge.pk).update(state=State.MESSAGE, in_room=False)
    Call.objects.filter(pk=call.pk, ended_at=None).update(state=Call.State.VOICEMAIL)
    return Next(Step.RECORD, speech("leave_message", number=e164(call.from_number)))


def _call_back(bridge: Bridge, call: Call, now: datetime) -> Next:
    Bridge.objects.filter(pk=bridge.pk).update(state=State.CALL_BACK, in_room=False, left_at=now)
    note(bridge.escalation, Kind.CALL_BACK, now=now)
    return Next(Step.GOODBYE, speech("call_back", number=e164(call.from_number)))


def next_of(bridge: Bridge, call: Call) -> Next:
    """What the caller hears by what the rows say, whatever he was asked last."""
    if current_leg(bridge) is not None:
        Bridge.objects.filter(pk=bridge.pk).update(in_room=True)
        return Next(Step.ROOM, speech("engineer_is_here"))
    match State(bridge.state):
        case State.WAITING | State.TALKING:
            Bridge.objects.filter(pk=bridge.pk).update(in_room=True)
            return Next(Step.ROOM)
        case State.OFFERED:
            return Next(Step.OFFER, _offer_words(bridge))
        case State.MESSAGE if message_of(call) is None:
            return Next(Step.RECORD, speech("leave_message", number=e164(call.from_number)))
        case State.MESSAGE:
            return Next(Step.GOODBYE, speech("message_kept"))
        case State.CALL_BACK:
            return Next(Step.GOODBYE, speech("call_back", number=e164(call.from_number)))
        case State.GONE | State.OVER:
            return Next(Step.GOODBYE, speech("goodbye"))


@transaction.atomic
def was_cut_off(call: Call, digits: str, *, now: datetime) -> Next:
    """After the talk: 1 brings the same engineer back, anything else ends the call."""
    bridge = _locked(call)
    if bridge is None or bridge.state != State.OVER or digits != "1":
        return next_of(bridge, call) if bridge else Next(Step.GOODBYE, speech("goodbye"))
    leg = bridge.legs.order_by("-taken_at").first()
    if leg:
        about = f"{leg.page_id} again {bridge.legs.count()}"
        owe_errand(bridge.escalation, Errand.Kind.CONNECT, now=now, about=about)
    _back_to_waiting(bridge, call, now)
    return Next(Step.ROOM, speech("getting_him_back"))


@transaction.atomic
def hung_up(call: Call, *, now: datetime) -> None:
    """The caller is gone. Who waited in vain is called back: his escalation goes on without him."""
    bridge = _locked(call)
    if bridge is None or bridge.left_at:
        return
    waited = bridge.state in (State.WAITING, State.OFFERED)
    state = State.GONE if waited else State.OVER if bridge.state == State.TALKING else bridge.state
    Bridge.objects.filter(pk=bridge.pk).update(state=state, in_room=False, left_at=now)
    if waited:
        note(bridge.escalation, Kind.CALLER_LEFT, now=now)
    leg = current_leg(bridge)
    if leg:
        Leg.objects.filter(pk=leg.pk, confirmed_at=None).update(confirmed_at=now)
        _close_leg(leg, now)


def status_of(call: Call, *, now: datetime) -> tuple[Bridge, bool] | None:
    """Return the bridge of a caller who waits, and whether his time is up; note that his line lives."""
    bridge = bridge_of(call)
    if bridge is None:
        return None
    Call.objects.filter(pk=call.pk, ended_at=None).update(heard_at=now)
    return bridge, _is_time_up(bridge, now)


def _locked(call: Call) -> Bridge | None:
    """The call's bridge, for one webhook at a time."""
    found = Bridge.objects.select_for_update(of=("self",)).select_related("escalation__call")
    return found.filter(escalation__call_id=call.pk, tenant_id=call.tenant_id).first()
