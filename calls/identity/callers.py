"""Whom a ringing call is about, from our own tables alone: the PSA is never asked while the phone rings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from calls.identity.at_ring import Entry, select_who
from calls.identity.history import history_at_hand
from calls.identity.known import NOTHING, Known
from calls.identity.memory import Earlier, remembered
from calls.steps import Steps
from calls.voice.lines import Line
from tenants.models import Customer, DirectoryNumber
from tenants.phone import e164
from tenants.psa_companies import customer_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The customer whose runbook governs the call, if one is sure, and what else is known."""

    customer_id: int | None = None
    customer_name: str = ""
    known: Known = NOTHING
    earlier: tuple[Earlier, ...] = ()

    @property
    def first_name(self) -> str:
        """What the caller is greeted by: one plain word, or nothing."""
        first = self.known.contact_name.partition(" ")[0]
        return first if first.replace("-", "").isalpha() and 2 <= len(first) <= 20 else ""


def who_calls(line: Line, from_number: str) -> Steps[Caller]:
    """Return the caller of a call that begins now. The number dialled fixes the customer where it names one."""
    number = e164(from_number, line.region)
    if number is None:
        return settle([], line.customer_id, line.customer_name)
    entries, earlier = yield from select_who(line.tenant_id, number, from_number, line.customer_id)
    caller = settle(entries, line.customer_id, line.customer_name)
    known = replace(caller.known, notes=remembered(earlier, from_number, line.zone))
    if line.has_psa:
        known = yield from history_at_hand(line.tenant_id, caller.customer_id, known)
    return replace(caller, known=known, earlier=tuple(earlier))


def settle(entries: Sequence[Entry], customer_id: int | None = None, customer_name: str = "") -> Caller:
    """Weigh what a number may stand for: one company is known, one person in it by name, several are asked."""
    if customer_id is not None:
        own = [entry for entry in entries if entry.customer == customer_id]
        return Caller(customer_id=customer_id, customer_name=customer_name, known=_person(own))
    if len({entry.whose for entry in entries}) != 1:
        candidates = dict.fromkeys(entry.customer for entry in entries if entry.customer)
        return Caller(known=Known(candidates=tuple(candidates)))
    first, known = entries[0], _person(entries)
    return Caller(
        customer_id=first.customer,
        customer_name=first.customer_name or known.company_name,
        known=known,
    )


def _person(entries: Sequence[Entry]) -> Known:
    """Several people behind one number are a company whose caller has no name yet."""
    companies = {entry.company: entry for entry in entries if entry.company is not None}
    if len(companies) != 1:
        return NOTHING
    [company] = companies.values()
    people = {entry.contact: entry for entry in entries if entry.contact is not None}
    person = next(iter(people.values())) if len(people) == 1 else None
    return Known(
        company=company.company,
        company_name=company.company_name,
        contact=person.contact if person else None,
        contact_name=person.contact_name if person else "",
    )


def in_customers(tenant_id: UUID, rows: Iterable[DirectoryNumber]) -> list[Entry]:
    """Bring the PSA's companies together with our customers, which name them by code or by id."""
    rows = list(rows)
    if not rows:
        return []
    customers = list(Customer.objects.filter(tenant_id=tenant_id))
    return [_entry(row, customer_of(customers, row.company_code, row.company)) for row in rows]


def _entry(row: DirectoryNumber, customer: Customer | None) -> Entry:
    return Entry(
        customer.pk if customer else None,
        customer.name if customer else None,
        row.company,
        row.company_name,
        row.contact,
        row.contact_name,
    )
