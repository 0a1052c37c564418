"""How a call stands for the engineer who opened the link: whose it is, and what he may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import timezone

from calls.bridge.caller import is_on_the_line
from calls.bridge.engineer import number_to_call
from calls.bridge.errands import RINGS, phone_of
from calls.escalation.callers import mute_is_offered, mute_on
from calls.escalation.events import Kind
from calls.models import Call, Errand, Escalation, EscalationEvent, Page


class Whose(StrEnum):
    NOBODYS = "nobodys"
    MINE = "mine"
    ANOTHERS = "anothers"
    PASSED_ON = "passed_on"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`can_ring`: we can ring his phone and connect him. `rings`: we are about to, or just did."""

    whose: Whose
    by: str
    at: datetime | None
    is_on_the_line: bool
    is_talking: bool
    can_ring: bool
    rings: bool
    can_mute: bool

    @property
    def can_take(self) -> bool:
        return self.whose in (Whose.NOBODYS, Whose.PASSED_ON)

    @property
    def can_pass(self) -> bool:
        return self.whose in (Whose.NOBODYS, Whose.MINE) and not self.is_talking


def standing_of(page: Page) -> Standing:
    escalation = page.escalation
    call = escalation.call
    talks = call.state == Call.State.BRIDGED and call.ended_at is None
    waits = is_on_the_line(call) and not talks
    return Standing(
        whose=_whose(page, escalation),
        by=escalation.acknowledged_by,
        at=escalation.acknowledged_at,
        is_on_the_line=waits,
        is_talking=talks,
        can_ring=bool(phone_of(page)) and (waits or (not talks and number_to_call(call) is not None)),
        rings=_rings(escalation),
        can_mute=mute_is_offered(escalation) and mute_on(call, now=timezone.now()) is None,
    )


def _rings(escalation: Escalation) -> bool:
    rung = EscalationEvent.objects.filter(
        tenant_id=escalation.tenant_id,
        call_id=escalation.call_id,
        kind=Kind.RUNG_BACK,
        at__gt=timezone.now() - RINGS,
    )
    return escalation.errands.filter(kind=Errand.Kind.CONNECT, settled_at=None).exists() or rung.exists()


def _whose(page: Page, escalation: Escalation) -> Whose:
    if escalation.state == Escalation.State.ACKNOWLEDGED:
        return Whose.MINE if escalation.acknowledged_by == page.person_name else Whose.ANOTHERS
    if escalation.state not in (Escalation.State.OPEN, Escalation.State.EXHAUSTED):
        return Whose.CLOSED
    said_no = EscalationEvent.objects.filter(tenant_id=page.tenant_id, escalation_id=escalation.pk)
    said_no = said_no.filter(kind=Kind.PASSED_ON, person=page.person_name)
    return Whose.PASSED_ON if said_no.exists() else Whose.NOBODYS
