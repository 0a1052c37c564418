"""Asking an unknown caller for the company: once, confirmed once, and never before danger was looked for."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

import structlog
from django.db import transaction

from calls.conversation.exchange import Heard
from calls.conversation.outcome import Outcome
from calls.conversation.runbook import runbook_in_force
from calls.conversation.words import speech
from calls.identity.history import history_at_hand
from calls.identity.known import Known
from calls.identity.naming import Named, named_company, only_courtesy, words_of
from calls.models import Call
from calls.steps import run
from calls.threads import in_database
from tenants.models import Customer
from triage import Action, Decision, Disposition

log = structlog.get_logger(__name__)
MOST_QUESTIONS = 2
REMEMBER_SECONDS = 15.0
FEWEST_CUSTOMERS = 2  # one customer alone is not asked for
YES = re.compile(r"\b(?:yes|yeah|yep|yup|correct|right|exactly|that's it|sure|sí|si)\b", re.IGNORECASE)
NO = re.compile(r"\b(?:no|nope|not|wrong|isn't|incorrect)\b", re.IGNORECASE)
Names = Mapping[int, Sequence[str]]
_names: dict[UUID, tuple[float, Names]] = {}


async def recognise(heard: Heard) -> Heard:
    """Return the exchange under the customer that the caller named, with that customer's runbook; else as it was."""
    if not heard.said or not _is_open(heard.call):
        return heard
    names = await _names_of(heard.call.tenant_id)
    if len(names) < FEWEST_CUSTOMERS:
        return heard
    known = Known.read(heard.call.known)
    named = _confirmed(heard, known, names) or named_company(
        heard.said, _eligible(known, names), was_asked=_was_asked(heard, known)
    )
    if named is None or (not named.is_sure and known.proposed is not None):
        return heard
    return await in_database(_settle if named.is_sure else _propose, heard, named)


async def ask_company(heard: Heard, outcome: Outcome) -> Outcome:
    """Put the question about the company before one that can wait. What wakes somebody is never held up."""
    if heard.company_named:
        return _thanked(heard.company_named, outcome)
    if not _may_ask(heard, outcome) or len(await _names_of(heard.call.tenant_id)) < FEWEST_CUSTOMERS:
        return outcome
    known = Known.read(heard.call.known)
    words = await in_database(_question, heard, known)
    if not words:
        return outcome
    asks = Decision(
        action=Action.GATHER, speech=words, priority=outcome.decision.priority, reason="whose call it is"
    )
    return replace(outcome, decision=asks, decided_by="identity")


def _thanked(company: str, outcome: Outcome) -> Outcome:
    words = speech("company_known", name=company, words=outcome.decision.speech)
    return replace(outcome, decision=replace(outcome.decision, speech=words))


def _is_open(call: Call) -> bool:
    """Whether nobody knows yet which company the call is about."""
    return call.customer_id is None and not (call.known or {}).get("company")


def _may_ask(heard: Heard, outcome: Outcome) -> bool:
    decision = outcome.decision
    return (
        _is_open(heard.call)
        and bool(heard.said)
        and not heard.is_settled
        and not outcome.hangs_up
        and decision.action is not Action.ESCALATE
        and decision.disposition is not Disposition.NO_ACTION
    )


def _was_asked(heard: Heard, known: Known) -> bool:
    return known.asked > 0 and known.asked_at == heard.exchange - 1


def _confirmed(heard: Heard, known: Known, names: Names) -> Named | None:
    """Return the proposed customer when the caller says that it was heard right."""
    if known.proposed is None or known.proposed not in names or not _was_asked(heard, known):
        return None
    if not YES.search(heard.said) or NO.search(heard.said):
        return None
    return Named(known.proposed, is_sure=True, is_all=only_courtesy(words_of(YES.sub(" ", heard.said))))


def _eligible(known: Known, names: Names) -> Names:
    """A number that stands for some customers narrows the choice to them; the words alone do not widen it."""
    return {key: own for key, own in names.items() if key in known.candidates} or names


def _settle(heard: Heard, named: Named) -> Heard:
    """From here on the call is this customer's."""
    call = heard.call
    customer = Customer.objects.get(tenant_id=call.tenant_id, pk=named.customer)
    revision_id, runbook = run(runbook_in_force(call.tenant_id, "", customer.pk))
    known = run(history_at_hand(call.tenant_id, customer.pk, _heard_as_aside(heard, named)))
    call.customer_id, call.revision_id, call.known = customer.pk, revision_id, known.as_json()
    Call.objects.filter(pk=call.pk, customer__isnull=True).update(
        customer_id=customer.pk, revision_id=revision_id, known=call.known
    )
    log.info("company_named", call_sid=call.sid, customer=customer.name)
    return replace(_apart(heard, named), runbook=runbook, company_named=customer.name)


def _propose(heard: Heard, named: Named) -> Heard:
    _note(heard, replace(_heard_as_aside(heard, named), proposed=named.customer))
    return _apart(heard, named)


def _heard_as_aside(heard: Heard, named: Named) -> Known:
    known = Known.read(heard.call.known)
    return replace(known, asides=(*known.asides, heard.exchange)) if named.is_all else known


def _apart(heard: Heard, named: Named) -> Heard:
    """An answer that only names the company is no news for the triage: it looks at what was said before."""
    return replace(heard, turns=heard.turns[:-2]) if named.is_all else heard


def _note(heard: Heard, known: Known) -> None:
    heard.call.known = known.as_json()
    Call.objects.filter(pk=heard.call.pk).update(known=heard.call.known)


@transaction.atomic
def _question(heard: Heard, known: Known) -> str:
    """Return what to ask now, and keep that it was asked; "" when enough was asked. A repeat asks the same again."""
    if known.asked_at == heard.exchange:
        known = replace(known, asked=known.asked - 1)
    if known.asked >= MOST_QUESTIONS:
        return ""
    name = _to_confirm(heard, known)
    words = speech("which_company", name=name, again=known.asked > 0)
    _note(heard, replace(known, asked=known.asked + 1, asked_at=heard.exchange))
    return words


def _to_confirm(heard: Heard, known: Known) -> str:
    """The name that was probably meant, unless it was put to the caller already."""
    if known.proposed is None:
        return ""
    found = Customer.objects.filter(tenant_id=heard.call.tenant_id, pk=known.proposed)
    return found.values_list("name", flat=True).first() or ""


async def _names_of(tenant_id: UUID) -> Names:
    kept = _names.get(tenant_id)
    if kept and time.monotonic() - kept[0] < REMEMBER_SECONDS:
        return kept[1]
    names = await in_database(_read_names, tenant_id)
    _names[tenant_id] = (time.monotonic(), names)
    return names


def _read_names(tenant_id: UUID) -> Names:
    rows = Customer.objects.filter(tenant_id=tenant_id).values_list("pk", "name", "aliases")
    return {pk: (name, *(alias for alias in aliases if isinstance(alias, str))) for pk, name, aliases in rows}


def forget_names() -> None:
    _names.clear()
