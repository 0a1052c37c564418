"""Running an errand that is due: each looks first whether it is still wanted, asks Twilio once, and says when to come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from calls.bridge.caller import State, bridge_of, current_leg, is_on_the_line
from calls.bridge.engineer import WANTED, number_to_call
from calls.bridge.messages import write_down
from calls.conversation.finish import finish_call
from calls.escalation.events import Kind, note
from calls.models import Bridge, Call, Errand, Escalation, Leg, Page
from calls.voice.twiml import room_url
from integrations.errors import IntegrationError
from integrations.twilio import live, rest
from tenants.models import Person
from tenants.models.people import Method

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=30)
SOONEST, LATEST = timedelta(seconds=2), timedelta(seconds=30)
GIVE_UP = timedelta(hours=4)  # as long as Twilio lets a line be open
LOOK_EVERY = timedelta(seconds=45)
JUST_HEARD = timedelta(seconds=20)  # a line that asked us something so lately lives, whoever says otherwise
RINGS = timedelta(seconds=35)  # a phone that we rang may still be ringing for so long
HUSHABLE = (Page.State.ACCEPTED, Page.State.DELIVERED)

Done = datetime | None
"""When to come back, or None: nothing is left to do."""


def run_errand(errand_id: int) -> None:
    """Run one errand if it is due and nobody else is at it. Safe to call any number of times."""
    now = timezone.now()
    errand = Errand.objects.claim(errand_id, now=now, lease=LEASE)
    if errand is None:
        return
    errand = Errand.objects.select_related("escalation__call__tenant").get(pk=errand.pk)
    try:
        again = ERRANDS[Errand.Kind(errand.kind)](errand, timezone.now())
    except IntegrationError as exc:
        _put_off(errand, exc, now=timezone.now())
        return
    mine = Errand.objects.filter(errand.still_ours())
    if again is None:
        mine.update(settled_at=timezone.now(), lease_until=None, error="")
    else:
        mine.update(due_at=again, lease_until=None, error="", attempts=0)


def _put_off(errand: Errand, exc: IntegrationError, *, now: datetime) -> None:
    """Come back: soon, then less soon. An errand that could not be run for hours is nobody's any more."""
    log.warning("errand_failed", errand=errand.pk, kind=errand.kind, why=str(exc), permanent=exc.permanent)
    wait = min(SOONEST * (1 << min(errand.attempts, 6)), LATEST)
    over = now - errand.escalation.started_at > GIVE_UP
    changes = {"settled_at": now} if exc.permanent or over else {"due_at": now + wait}
    Errand.objects.filter(errand.still_ours()).update(lease_until=None, error=str(exc), **changes)


def _offer(errand: Errand, now: datetime) -> Done:
    """The caller's time is up: his line is told to ask us what it may offer him."""
    call = errand.escalation.call
    bridge = bridge_of(call)
    waits = bridge is not None and bridge.state == State.WAITING and current_leg(bridge) is None
    if not waits or bridge is None or str(bridge.rounds) != errand.about or not bridge.in_room:
        return None
    if not live.redirect_call(call.tenant, call.sid, room_url("offer", call)):
        finish_call(call.pk, now=now)
    return None


def _fetch(errand: Errand, now: datetime) -> Done:
    """An engineer is in the room and the caller is elsewhere on his line: he is brought in."""
    call = errand.escalation.call
    bridge = bridge_of(call)
    if bridge is None or bridge.in_room or current_leg(bridge) is None or call.ended_at:
        return None
    if not live.redirect_call(call.tenant, call.sid, room_url("enter", call)):
        finish_call(call.pk, now=now)
    return None


def _connect(errand: Errand, now: datetime) -> Done:
    """Ring whoever took the call by a text or a link, or was cut off, to connect him to the caller."""
    escalation, call = errand.escalation, errand.escalation.call
    about = errand.about.split()
    page = Page.objects.get(pk=int(about[0]), escalation=escalation)
    bridge = bridge_of(call)
    is_met = bridge is not None and current_leg(bridge) is not None
    if is_met or _is_somebody_elses(escalation, page):
        return None
    if not is_on_the_line(call) and not (WANTED in about and number_to_call(call)):
        return None
    number = phone_of(page)
    if not number:
        return None
    if _rings_already(page, now):
        return now + timedelta(seconds=15)
    told = {"page": page.pk}
    sid = errand.attempts > 1 and rest.find_sent(
        call.tenant, Method.VOICE, to=number, since=errand.due_at, marker="", besides=_lines_of(escalation)
    )
    sid = sid or rest.place_call(
        call.tenant,
        to=number,
        sender=call.to_number,
        url=f"{settings.PUBLIC_URL}/twilio/voice/page?{urlencode(told)}",
        callback_url=f"{settings.PUBLIC_URL}/twilio/voice/page/status?{urlencode(told)}",
    )
    note(escalation, Kind.RUNG_BACK, now=now, page=page, provider_id=str(sid))
    return None


def _is_somebody_elses(escalation: Escalation, page: Page) -> bool:
    taken = escalation.state == Escalation.State.ACKNOWLEDGED
    return taken and escalation.acknowledged_by != page.person_name


def phone_of(page: Page) -> str:
    """Where the person who was paged can be rung: the number that was paged, else the one that he is known by."""
    if page.method in (Method.SMS, Method.VOICE):
        return page.address
    person = Person.objects.filter(tenant_id=page.tenant_id, name=page.person_name).first()
    return (person.voice or person.sms) if person else ""


def _rings_already(page: Page, now: datetime) -> bool:
    his = Page.objects.filter(
        escalation_id=page.escalation_id, person_name=page.person_name, method=Method.VOICE
    )
    return his.filter(state=Page.State.ACCEPTED, sent_at__gt=now - RINGS).exists()


def _lines_of(escalation: Escalation) -> list[str]:
    """The lines to phones that are known to be something else than the one that is looked for."""
    return [sid for sid in escalation.pages.values_list("provider_id", flat=True) if sid]


def _hush(errand: Errand, now: datetime) -> Done:
    """Somebody took it: phones that still ring for it stop. Whoever has picked up hears who has it."""
    escalation = errand.escalation
    if escalation.state != Escalation.State.ACKNOWLEDGED:
        return None
    others = ~Q(person_name=escalation.acknowledged_by) & ~Q(provider_id="")
    ringing = escalation.pages.filter(
        others, method=Method.VOICE, state__in=HUSHABLE, sent_at__gt=now - 2 * RINGS
    )
    for page in ringing:
        if live.stop_ringing(escalation.call.tenant, page.provider_id):
            needless = Page.objects.filter(pk=page.pk, state__in=HUSHABLE)
            needless.update(state=Page.State.CANCELLED, settled_at=now)
            note(escalation, Kind.HUSHED, now=now, page=page, provider_id=page.provider_id)
    return None


def _look(errand: Errand, now: datetime) -> Done:
    """Callbacks get lost: ask whether the lines still live, and end here what has ended there."""
    call = errand.escalation.call
    bridge = bridge_of(call)
    if call.ended_at or bridge is None:
        return None
    if not live.is_open(call.tenant, call.sid) and now - call.heard_at > JUST_HEARD:
        finish_call(call.pk, now=now)
        return None
    Call.objects.filter(pk=call.pk, ended_at=None).update(heard_at=now)
    _look_at_engineer(bridge, call, now)
    return now + LOOK_EVERY


def _look_at_engineer(bridge: Bridge, call: Call, now: datetime) -> None:
    """An engineer whose line is closed leaves the caller in an empty room, unless somebody fetches him out."""
    leg: Leg | None = current_leg(bridge)
    if leg is None or now - leg.taken_at < LOOK_EVERY or live.is_open(call.tenant, leg.call_sid):
        return
    live.redirect_call(call.tenant, call.sid, room_url("left", call))


def _transcribe(errand: Errand, now: datetime) -> Done:
    write_down(errand.escalation, errand.about, now=now)
    return None


ERRANDS: dict[Errand.Kind, Callable[[Errand, datetime], Done]] = {
    Errand.Kind.OFFER: _offer,
    Errand.Kind.FETCH: _fetch,
    Errand.Kind.CONNECT: _connect,
    Errand.Kind.HUSH: _hush,
    Errand.Kind.LOOK: _look,
    Errand.Kind.TRANSCRIBE: _transcribe,
}
