"""How each person is reached: by which number, in which order, and what is wrong with a number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from tenants.models import ContactMethod, Person, VerifiedNumber
from tenants.models.people import Method
from tenants.phone import costly, e164

AT_ONCE = timedelta(0)
USUAL_WAIT = timedelta(minutes=3)
USUAL_ORDER = ((Method.SMS, AT_ONCE), (Method.VOICE, USUAL_WAIT))
"""For who has no order of his own: the text lies on the screen when the phone rings."""
UNVERIFIED = "number not verified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One person by one method; `wait` is how long he has before the next step, `why` what put him there."""

    person_name: str
    method: str
    address: str
    wait: timedelta
    caution: str = ""
    why: str = ""


@dataclass(slots=True)
class Phonebook:
    """The people of one tenant and which of their numbers are verified. `notes` tells what had to be left out."""

    people: list[Person]
    verified: frozenset[str]
    orders: dict[int, list[tuple[str, timedelta]]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, tenant_id: UUID) -> Phonebook:
        numbers = VerifiedNumber.objects.filter(tenant_id=tenant_id).values_list("number", flat=True)
        book = cls(list(Person.objects.filter(tenant_id=tenant_id)), frozenset(numbers))
        for row in ContactMethod.objects.filter(tenant_id=tenant_id).order_by("position"):
            book.orders.setdefault(row.person_id, []).append((row.method, row.wait))
        return book

    def person(self, pk: int) -> Person | None:
        return next((person for person in self.people if person.pk == pk), None)

    def find(self, target: str) -> Person | None:
        """Return the person behind a name, a mailbox or a number."""
        wanted, number = target.casefold().strip(), e164(target)
        for person in self.people:
            known = {person.name.casefold(), person.email.casefold()} - {""}
            if wanted in known or (number and number in (person.sms, person.voice)):
                return person
        return None

    def in_order(self, person: Person, why: str) -> Iterator[Step]:
        """Every way to wake a person in the order that he wants; when nobody wrote one down, text and call at once."""
        order = self.orders.get(person.pk) or [
            (method.value, wait) for method, wait in USUAL_ORDER if person.address(method)
        ]
        for method, wait in order or [(Method.EMAIL.value, AT_ONCE)]:
            if step := self.step(person, method, wait, why):
                yield step

    def step(self, person: Person, method: str, wait: timedelta, why: str) -> Step | None:
        """Reach somebody the way that is asked for, or any other way he has. A verified number comes before others."""
        ways = [way for way in self._ways(person, method) if self._may_be_paged(person.name, way[1])]
        if not ways:
            self._note(f"{person.name} can be reached in no way")
            return None
        by, address = ways[0]
        if is_phone(by) and address not in self.verified:
            by, address = next((way for way in ways if way[1] in self.verified), ways[0])
        return Step(
            person_name=person.name,
            method=by,
            address=address,
            wait=wait,
            caution=self._caution(by, address),
            why=why,
        )

    def stranger(self, target: str, method: str, why: str) -> Step | None:
        """A target that is nobody we know: a number or a mailbox, whatever the method can do with it."""
        if "@" in target:
            # An SMS cannot go to a mailbox: write to it, and do not wait for an answer.
            wait = USUAL_WAIT if method == Method.EMAIL else AT_ONCE
            return Step(person_name=target, method=Method.EMAIL.value, address=target, wait=wait, why=why)
        number = e164(target)
        if number is None:
            self._note(f"{target} is nobody we know")
            return None
        if not self._may_be_paged(target, number):
            return None
        by = method if is_phone(method) else Method.SMS.value
        return Step(
            person_name=target,
            method=by,
            address=number,
            wait=USUAL_WAIT,
            caution=self._caution(by, number),
            why=why,
        )

    def _ways(self, person: Person, method: str) -> Iterator[tuple[str, str]]:
        for way in dict.fromkeys([method, Method.VOICE.value, Method.SMS.value, Method.EMAIL.value]):
            if way in Method.values and (address := person.address(way)):
                yield Method(way).value, address

    def _caution(self, method: str, address: str) -> str:
        return UNVERIFIED if is_phone(method) and address not in self.verified else ""

    def _may_be_paged(self, name: str, address: str) -> bool:
        why_not = costly(address) if address.startswith("+") else ""
        if why_not:
            self._note(f"{name} is not paged on {address}: {why_not}")
        return not why_not

    def _note(self, words: str) -> None:
        if words not in self.notes:
            self.notes.append(words)


def is_phone(method: str) -> bool:
    return method in (Method.SMS, Method.VOICE)
