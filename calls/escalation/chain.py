"""Who is paged, by what, and when: the runbook's rule, the schedule, the tenant's chain; fixed when it starts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from calls.escalation.reach import AT_ONCE, USUAL_WAIT, Phonebook, Step
from tenants.models import OnCallStep
from tenants.models.people import Method
from tenants.oncall.duty import duties
from triage import Decision

RING_AGAIN = timedelta(seconds=70)
"""A phone rings 25 s, is left alone 45 s, and rings again: within the three minutes in which phones let the second
call of one number through Do-Not-Disturb."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The steps of an escalation in their order, and what was unusual about drawing it."""

    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()


class Due(NamedTuple):
    """When a step is due, counted from the start of the chain, and which ring of a phone it is."""

    after: timedelta
    ring: int
    step: Step

    @property
    def wait(self) -> timedelta:
        """What is left of the person's time from this ring on."""
        return self.step.wait if self.ring == 1 else max(self.step.wait - RING_AGAIN, AT_ONCE)


def lay_out(steps: Iterable[Step]) -> list[Due]:
    """Return the pages of a chain in the order of their times, a phone's second ring among them."""
    pages, after = list[Due](), AT_ONCE
    for step in steps:
        pages.append(Due(after, 1, step))
        if step.method == Method.VOICE:
            pages.append(Due(after + RING_AGAIN, 2, step))
        after += step.wait
    return sorted(pages, key=lambda page: page.after)


def plan_chain(
    tenant_id: UUID, decision: Decision, *, customer_id: int | None = None, at: datetime | None = None
) -> list[Step]:
    """Return the steps that `draw_chain` draws; now, unless another time is asked for."""
    chain = draw_chain(tenant_id, decision, customer_id=customer_id, at=at or timezone.now())
    return list(chain.steps)


def draw_chain(tenant_id: UUID, decision: Decision, *, customer_id: int | None, at: datetime) -> Chain:
    """Draw the chain: the rule's target, then who is on call at `at`, then the tenant's own order, nobody twice one way.

    With nobody in any of them everybody who can be reached is paged at once: a gap must never mean silence.
    """
    book = Phonebook.of(tenant_id)
    rota = list(OnCallStep.objects.filter(tenant_id=tenant_id).select_related("person"))
    steps = [
        *_target(decision, book, rota),
        *_on_duty(tenant_id, customer_id, at, book),
        *_tenants_own(rota, book),
    ]
    return Chain(tuple(_once(steps or _everybody(book))), tuple(book.notes))


def _target(decision: Decision, book: Phonebook, rota: list[OnCallStep]) -> Iterator[Step]:
    target, method = decision.page_target, decision.rule.method if decision.rule else Method.SMS.value
    if not target:
        return
    person = book.find(target)
    if person is None:
        if step := book.stranger(target, method, "runbook rule"):
            yield step
        return
    wait = next((row.wait for row in rota if row.person_id == person.pk), USUAL_WAIT)
    if step := book.step(person, method, wait, "runbook rule"):
        yield step
    if person.pk in book.orders:
        yield from book.in_order(person, "runbook rule")


def _on_duty(tenant_id: UUID, customer_id: int | None, at: datetime, book: Phonebook) -> Iterator[Step]:
    found = duties(tenant_id, customer_id, at)
    book.notes += found.notes
    for duty in found.on_call:
        if person := book.person(duty.person_id):
            yield from book.in_order(person, duty.why)


def _tenants_own(rota: list[OnCallStep], book: Phonebook) -> Iterator[Step]:
    for row in rota:
        person = book.person(row.person_id)
        if person and (step := book.step(person, row.method, row.wait, "on-call order")):
            yield step


def _everybody(book: Phonebook) -> list[Step]:
    steps = (book.step(person, Method.VOICE, AT_ONCE, "everybody") for person in book.people)
    return [step for step in steps if step]


def _once(steps: Iterable[Step]) -> Iterator[Step]:
    seen: set[tuple[str, str]] = set()
    for step in steps:
        if (step.method, step.address) not in seen:
            seen.add((step.method, step.address))
            yield step
