"""Which numbers of an MSP are proved to be its people's. One that is not is paged all the same when there is no other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from tenants.models import Customer, Person, Runbook, Tenant, VerifiedNumber
from tenants.phone import e164
from tenants.runbooks import current_revision, load

STAFFS_WORD = "our staff's word, in the tenant's file"


@dataclass(frozen=True, slots=True)
class Unproved:
    """A number that nobody proved to be his, and who would be paged on it."""

    number: str
    whose: str


def vouch(tenant: Tenant, numbers: Iterable[str], *, how: str, by: str, now: datetime) -> tuple[str, ...]:
    """Count numbers as verified on somebody's word. Return those that were not before; a proof is never overwritten."""
    wanted = dict.fromkeys(number for number in numbers if number)
    known = VerifiedNumber.objects.filter(tenant=tenant, number__in=wanted)
    new = [number for number in wanted if number not in set(known.values_list("number", flat=True))]
    VerifiedNumber.objects.bulk_create(
        VerifiedNumber(tenant=tenant, number=number, how=how, verified_by=by, verified_at=now)
        for number in new
    )
    return tuple(new)


def unproved(tenant: Tenant) -> list[Unproved]:
    """Return the numbers that a page may go to and that nobody proved to be his, each one once."""
    proved = set(VerifiedNumber.objects.filter(tenant=tenant).values_list("number", flat=True))
    found: dict[str, Unproved] = {}
    for one in _that_may_be_paged(tenant):
        if one.number not in proved:
            found.setdefault(one.number, one)
    return list(found.values())


def numbers_in_rules(tenant: Tenant, customer: Customer | None) -> list[str]:
    """Return the numbers that the rules of a runbook in force name as they stand, instead of a person."""
    runbook = load(current_revision(tenant, customer))
    targets = (rule.target for rule in runbook.escalation_rules if rule.wakes and rule.target)
    return [number for target in targets if (number := e164(target))]


def _that_may_be_paged(tenant: Tenant) -> Iterator[Unproved]:
    for person in Person.objects.filter(tenant=tenant):
        for number in (person.sms, person.voice):
            if number:
                yield Unproved(number, person.name)
    for runbook in Runbook.objects.filter(tenant=tenant).select_related("customer"):
        for number in numbers_in_rules(tenant, runbook.customer):
            yield Unproved(number, f"a rule in the runbook {runbook}")
