"""While the greeting plays: ask the PSA who calls when our directory does not know, and what the company had of late."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import structlog
from django.db import transaction

from calls.conversation.statements import select_revision_in_force
from calls.identity.callers import Caller, in_customers, settle
from calls.identity.history import read_history
from calls.identity.known import Known
from calls.models import Call
from calls.steps import run
from integrations.errors import IntegrationError
from integrations.psa.choice import psa_of
from integrations.psa.port import Party, Psa
from tenants.models import DirectoryNumber
from tenants.phone import e164
from tenants.scope import of_row

log = structlog.get_logger(__name__)
BUDGET = (2.5, 2.5)  # seconds to connect and to the answer: the greeting takes as long; later it helps nobody


@of_row(Call)
def look_up(call_id: UUID) -> None:
    """Complete what is known of a call that runs. Safe to repeat; a PSA that is slow or away changes nothing."""
    call = Call.objects.select_related("tenant").filter(pk=call_id, ended_at=None).first()
    if call is None:
        return
    try:
        psa = psa_of(call.tenant, timeout=BUDGET)
        if psa is not None:
            _complete(call, psa)
    except IntegrationError as exc:
        log.warning("caller_not_looked_up", call_sid=call.sid, why=str(exc))


def _complete(call: Call, psa: Psa) -> None:
    known = Known.read(call.known)
    caller = Caller(customer_id=call.customer_id, known=known)
    if known.company is None and not known.candidates:
        caller = _asked(call, psa) or caller
    keep(call, caller, read_history(psa, call.tenant_id, caller.customer_id, caller.known))


def _asked(call: Call, psa: Psa) -> Caller | None:
    number = e164(call.from_number, call.tenant.phone_region)
    parties = psa.find_people(number) if number else []
    if not parties:
        return None
    rows = [_row(call, party, number) for party in parties]
    found = settle(in_customers(call.tenant_id, rows), call.customer_id)
    kept = Known.read(call.known)
    return replace(found, known=replace(found.known, notes=kept.notes))


def _row(call: Call, party: Party, number: str | None) -> DirectoryNumber:
    return DirectoryNumber(
        tenant_id=call.tenant_id,
        number=number or "",
        company=party.company.id,
        company_code=party.company.code,
        company_name=party.company.name,
        contact=party.contact,
        contact_name=party.name,
    )


@transaction.atomic
def keep(call: Call, caller: Caller, known: Known) -> None:
    """Write down what was found, unless the caller has meanwhile said who he is."""
    now = Call.objects.select_for_update().get(pk=call.pk)
    said = Known.read(now.known)
    now.known = replace(
        known, asked=said.asked, asked_at=said.asked_at, proposed=said.proposed, asides=said.asides
    ).as_json()
    now.caller_name = known.contact_name
    if caller.customer_id is not None and now.customer_id is None:
        revision = run(select_revision_in_force(call.tenant_id, caller.customer_id))
        now.customer_id, now.revision_id = caller.customer_id, revision or now.revision_id
    now.save(update_fields=["known", "caller_name", "customer", "revision"])
