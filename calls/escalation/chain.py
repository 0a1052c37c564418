"""Who is paged, by what, and when: read from the runbook's rule and the on-call list, fixed when it starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from tenants.models import OnCallStep, Person
from tenants.models.people import Method
from tenants.phone import e164
from triage import Decision

RULE_WAIT = timedelta(minutes=3)
AT_ONCE = timedelta(0)
RING_AGAIN = timedelta(seconds=70)
"""A phone rings 25 s, is left alone 45 s, and rings again: within the three minutes in which phones let the second
call of one number through Do-Not-Disturb."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One person by one method; `wait` is how long he has before the next step."""

    person_name: str
    method: str
    address: str
    wait: timedelta
    caution: str = ""


class Due(NamedTuple):
    """When a step is due, counted from the start of the chain, and which ring of a phone it is."""

    after: timedelta
    ring: int
    step: Step


def lay_out(steps: list[Step]) -> list[Due]:
    """Return the pages of a chain in the order of their times, a phone's second ring among them."""
    pages, after = list[Due](), AT_ONCE
    for step in steps:
        pages.append(Due(after, 1, step))
        if step.method == Method.VOICE:
            pages.append(Due(after + RING_AGAIN, 2, step))
        after += step.wait
    return sorted(pages, key=lambda page: page.after)


def plan_chain(tenant_id: UUID, decision: Decision) -> list[Step]:
    """Return the steps of an escalation: the rule's target first, then the on-call list, nobody twice the same way.

    Without any on-call list everybody who can be reached is paged at once: a gap must never mean silence.
    """
    people = list(Person.objects.filter(tenant_id=tenant_id))
    rota = OnCallStep.objects.filter(tenant_id=tenant_id).select_related("person")
    steps = [
        *_target_steps(decision, people, list(rota)),
        *(step for row in rota if (step := _reach(row.person, row.method, row.wait))),
    ]
    return list(_once(steps)) or [
        step for person in people if (step := _reach(person, Method.VOICE, AT_ONCE))
    ]


def _target_steps(decision: Decision, people: list[Person], rota: list[OnCallStep]) -> Iterator[Step]:
    target, method = decision.page_target, decision.rule.method if decision.rule else Method.SMS.value
    if not target:
        return
    person = _person_behind(target, people)
    wait = next((row.wait for row in rota if person and row.person_id == person.pk), RULE_WAIT)
    step = _reach(person, method, wait) if person else _address_itself(target, method)
    if step:
        yield step


def _person_behind(target: str, people: list[Person]) -> Person | None:
    wanted, number = target.casefold().strip(), e164(target)
    for person in people:
        known = {person.name.casefold(), person.email.casefold()} - {""}
        if wanted in known or (number and number in (person.sms, person.voice)):
            return person
    return None


def _address_itself(target: str, method: str) -> Step | None:
    """A target that is nobody we know: a number or an address, whatever the rule's method can do with it."""
    if "@" in target:
        # An SMS cannot go to a mailbox: write to it, and do not wait for an answer.
        wait = RULE_WAIT if method == Method.EMAIL else AT_ONCE
        return Step(person_name=target, method=Method.EMAIL, address=target, wait=wait)
    number = e164(target)
    if number is None:
        return None
    by = method if method in (Method.SMS, Method.VOICE) else Method.SMS
    return Step(person_name=target, method=by, address=number, wait=RULE_WAIT)


def _reach(person: Person, method: str, wait: timedelta) -> Step | None:
    """Reach somebody the way that is asked for, or any other way he has."""
    for way in dict.fromkeys([method, Method.VOICE, Method.SMS, Method.EMAIL]):
        if way in Method.values and (address := person.address(way)):
            return Step(person_name=person.name, method=Method(way).value, address=address, wait=wait)
    return None


def _once(steps: list[Step]) -> Iterator[Step]:
    seen: set[tuple[str, str]] = set()
    for step in steps:
        if (step.method, step.address) not in seen:
            seen.add((step.method, step.address))
            yield step
