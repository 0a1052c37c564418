"""A call arrives: one row, one greeting, nobody asked outside the house."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction

from calls.conversation.words import speech
from calls.models import Call, Turn
from calls.voice import twiml
from calls.voice.lines import Line
from calls.voice.request import VoiceRequest
from tenants.models import Customer, KnownNumber, Tenant
from tenants.phone import e164
from tenants.runbooks import current_revision, load
from triage import Speaker

log = structlog.get_logger(__name__)
MOST_HINTS = 50


def begin_call(line: Line, voice: VoiceRequest, *, now: datetime) -> Call:
    """Record the call and its greeting, once however often Twilio asks. Needs a known line."""
    known = Call.objects.filter(tenant_id=line.tenant_id, sid=voice.call_sid).first()
    return known or _begin(line, voice, now)


def _begin(line: Line, voice: VoiceRequest, now: datetime) -> Call:
    customer = _customer(line, voice.from_number)
    tenant = Tenant(pk=line.tenant_id, name=line.tenant_name)
    greeting = speech("greeting", tenant=line.tenant_name, customer=customer.name if customer else "")
    revision = current_revision(tenant, customer)
    hints = load(revision).known_systems[:MOST_HINTS]
    facts = {
        "account_sid": voice.account_sid,
        "number_id": line.number_id,
        "customer": customer,
        "revision": revision,
        "from_number": voice.from_number,
        "to_number": voice.to_number,
        "started_at": now,
        "heard_at": now,
    }
    with transaction.atomic():
        call, made = Call.objects.get_or_create(tenant_id=line.tenant_id, sid=voice.call_sid, defaults=facts)
        if made:
            Turn.objects.create(
                tenant_id=line.tenant_id,
                call=call,
                sequence=0,
                speaker=Speaker.AGENT,
                text=greeting,
                twiml=twiml.ask(greeting, turn=1, hints=[hint[:100] for hint in hints]),
                created_at=now,
            )
    if made:
        log.info(
            "call_began",
            tenant=line.tenant_name,
            call_sid=voice.call_sid,
            customer=customer and customer.name,
        )
    return call


def greeting_of(call: Call) -> str:
    """Return the greeting as it was given, for a webhook that comes twice."""
    return call.turns.get(sequence=0).twiml


def _customer(line: Line, from_number: str) -> Customer | None:
    """The dialled number names the customer, else the caller's number, if exactly one customer is known by it."""
    if line.customer_id:
        return Customer(pk=line.customer_id, tenant_id=line.tenant_id, name=line.customer_name)
    number = e164(from_number)
    if number is None:
        return None
    known = KnownNumber.objects.filter(tenant_id=line.tenant_id, number=number).select_related("customer")[:2]
    return known[0].customer if len(known) == 1 else None
