"""A tenant file compared with itself and with what is already there; only tells faults, writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tenants.models import ApiToken, Customer, Person, PhoneNumber, Tenant
from tenants.onboarding.faults import FaultsByFile
from tenants.onboarding.fields import suggestion
from tenants.onboarding.spec import PersonSpec, RunbookText, StepSpec, TenantFile
from tenants.runbooks import names_one_of, ways_to_name
from tenants.tokens import digest_of
from triage.runbook import check_runbook
from triage.runbook.faults import FaultList
from triage.runbook.source import Spot


@dataclass(frozen=True, slots=True)
class Known:
    """Who the tenant has, from the file and from before: what is missing in a file is kept."""

    tenant: Tenant | None
    people: dict[str, PersonSpec]
    customers: tuple[str, ...]

    @classmethod
    def of(cls, file: TenantFile) -> Known:
        tenant = Tenant.objects.filter(slug=file.slug).first()
        people = {
            person.name: PersonSpec(
                at=Spot(), name=person.name, sms=person.sms, voice=person.voice, email=person.email
            )
            for person in Person.objects.filter(tenant=tenant)
        }
        customers = Customer.objects.filter(tenant=tenant).values_list("name", flat=True)
        names = dict.fromkeys([*(customer.name for customer in file.customers), *customers])
        return cls(tenant, people | {person.name: person for person in file.people}, tuple(names))

    def is_reachable(self, target: str) -> bool:
        phones = (person for person in self.people.values() if person.sms or person.voice)
        return any(names_one_of(target, ways_to_name(p.name, p.email, p.sms, p.voice)) for p in phones)


def judge(file: TenantFile, faults: FaultsByFile) -> None:
    """Tell every name given twice, every name that nobody bears, and whatever belongs to somebody else."""
    main, known = faults.of(), Known.of(file)
    _tell_doubles(file, main)
    _judge_numbers(file, known, main)
    for step in file.on_call or ():
        _judge_step(step, known, main)
    _judge_tokens(file, known, main)
    _judge_aliases(file, known, main)
    _judge_runbooks(file, known, faults)


def _tell_doubles(file: TenantFile, faults: FaultList) -> None:
    _twice("people", ((person.name, person.at) for person in file.people), faults)
    _twice("numbers", ((number.number, number.at) for number in file.numbers), faults)
    _twice("customers", ((customer.name, customer.at) for customer in file.customers), faults)
    _twice("tokens", ((token.name, token.at) for token in file.tokens), faults)


def _twice(section: str, named: Iterable[tuple[str, Spot]], faults: FaultList) -> None:
    first: dict[str, int] = {}
    for name, at in named:
        if name in first:
            message = f"{name} is given twice, first on line {first[name]}; keep one of them"
            faults.error(at, section, message)
        first.setdefault(name, at.line)


def _judge_numbers(file: TenantFile, known: Known, faults: FaultList) -> None:
    numbers = [spec.number for spec in file.numbers]
    others = PhoneNumber.objects.filter(number__in=numbers)
    if known.tenant is not None:
        others = others.exclude(tenant=known.tenant)
    taken = set(others.values_list("number", flat=True))
    for spec in file.numbers:
        if spec.number in taken:
            # Whose it is stays untold: one MSP learns nothing about another.
            message = f"{spec.number} is answered for another MSP; use a number of your own"
            faults.error(spec.at, f"{spec.key}.number", message)
        if spec.customer and spec.customer not in known.customers:
            message = f"no customer is called {spec.customer}; {suggestion(spec.customer, known.customers)}"
            faults.error(spec.customer_at, f"{spec.key}.customer", message)


def _judge_step(step: StepSpec, known: Known, faults: FaultList) -> None:
    person = known.people.get(step.person)
    if person is None:
        names = tuple(known.people)
        message = f"nobody is called {step.person}; {suggestion(step.person, names)}"
        faults.error(step.at, f"{step.key}.person", message)
    elif step.method not in person.methods:
        ways = " or ".join(person.methods) or "in no way yet"
        message = f"{step.person} has no {step.method} under people; add it, or reach them by {ways}"
        faults.error(step.at, f"{step.key}.method", message)


def _judge_tokens(file: TenantFile, known: Known, faults: FaultList) -> None:
    for spec in file.tokens:
        owner = ApiToken.objects.filter(digest=digest_of(spec.token)).first()
        ours = owner is not None and known.tenant is not None and owner.tenant_id == known.tenant.pk
        if owner is not None and not (ours and owner.name == spec.name):
            where = f"it is named {owner.name} already" if ours else "make another"
            faults.error(spec.at, f"{spec.key}.token", f"this token is in use; {where}")
    _tell_shared_token(file, faults)


def _judge_aliases(file: TenantFile, known: Known, faults: FaultList) -> None:
    """A name that two customers go by names neither."""
    whose = {name.casefold(): name for name in known.customers}
    for spec in file.customers:
        for alias in spec.aliases or ():
            owner = whose.setdefault(alias.casefold(), spec.name)
            if owner != spec.name:
                faults.error(
                    spec.aliases_at,
                    "customers.aliases",
                    f"{alias} is what {owner} is called; leave it to one",
                )


def _tell_shared_token(file: TenantFile, faults: FaultList) -> None:
    first: dict[str, str] = {}
    for spec in file.tokens:
        name = first.setdefault(digest_of(spec.token), spec.name)
        if name != spec.name:
            message = f"the same token as {name}; give each its own, so that one can be revoked alone"
            faults.error(spec.at, f"{spec.key}.token", message)


def _judge_runbooks(file: TenantFile, known: Known, faults: FaultsByFile) -> None:
    texts = [customer.runbook for customer in file.customers] + [file.default_runbook]
    for text in {(text.file, text.key): text for text in texts if text is not None}.values():
        _judge_runbook(text, known, faults.of(text.file if not text.key else None))


def _judge_runbook(text: RunbookText, known: Known, faults: FaultList) -> None:
    for fault in check_runbook(text.text, reachable=known.is_reachable).faults:
        tell = faults.error if fault.is_error else faults.warning
        tell(
            text.place(fault.line, fault.column),
            ".".join(filter(None, (text.key, fault.field))),
            fault.message,
        )
