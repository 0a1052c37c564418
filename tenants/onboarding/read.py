"""From the tree of a tenant file to its plain values, telling everything that is wrong on the way.

Nothing here asks the database: what is already there is compared in `judge`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, TypeVar
from zoneinfo import available_timezones

from tenants.models import PhoneNumber
from tenants.onboarding.connections import read_connectwise, read_twilio
from tenants.onboarding.fields import Fields, Item
from tenants.onboarding.people import PERSON_EXAMPLE, STEP_EXAMPLE, read_person, read_step
from tenants.onboarding.runbook_text import read_runbook
from tenants.onboarding.source import Source
from tenants.onboarding.spec import CustomerSpec, NumberSpec, TenantFile, TokenSpec
from tenants.other_names import LONGEST, tidied, why_unfit
from tenants.tokens import why_unusable
from triage.runbook.faults import FaultList

KEYS = (
    "tenant",
    "connectwise",
    "twilio",
    "people",
    "on_call",
    "numbers",
    "customers",
    "default_runbook",
    "tokens",
)
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
NUMBER_EXAMPLE = '- {number: "+15555550199", customer: Acme Corp}'
CUSTOMER_EXAMPLE = "- name: Acme Corp"
TOKEN_EXAMPLE = "- {name: dashboard, token: nd_live_…}"  # noqa: S105

T = TypeVar("T")


def read_tenant_file(source: Source, faults: FaultList) -> TenantFile:
    """Everything that could be read; with faults it is good for further judgement only."""
    top = Fields.of(Item(source.root, ""), KEYS, faults, example="tenant:")
    connectwise, twilio = top.item("connectwise"), top.item("twilio")
    default = top.item("default_runbook")
    steps = _each(top, "on_call", STEP_EXAMPLE, read_step)
    return TenantFile(
        **_tenant(top, faults),
        connectwise=read_connectwise(connectwise, faults) if connectwise else None,
        twilio=read_twilio(twilio, faults) if twilio else None,
        people=_each(top, "people", PERSON_EXAMPLE, read_person),
        on_call=steps if "on_call" in top.entries else None,
        numbers=_each(top, "numbers", NUMBER_EXAMPLE, _number),
        customers=_each(top, "customers", CUSTOMER_EXAMPLE, lambda item, told: _customer(item, told, source)),
        default_runbook=read_runbook(default, source, faults) if default else None,
        tokens=_each(top, "tokens", TOKEN_EXAMPLE, _token),
    )


def _each(top: Fields, key: str, example: str, read: Callable[[Item, FaultList], T | None]) -> tuple[T, ...]:
    items = top.items(key, example=example.removeprefix("- "))
    return tuple(spec for item in items if (spec := read(item, top.faults)) is not None)


def _tenant(top: Fields, faults: FaultList) -> dict[str, Any]:
    item = top.item("tenant")
    if item is None:
        top.error("tenant", "missing; begin the file with tenant: and below it name: and slug:")
        return {"slug": "", "name": ""}
    fields = Fields.of(item, ("name", "slug", "time_zone", "endpoints"), faults, example="name: Northstar IT")
    return {
        "name": fields.text("name", example="name: Northstar IT", required=True) or "",
        "slug": _slug(fields),
        "time_zone": _time_zone(fields),
        "endpoints": fields.whole("endpoints", example="endpoints: 420"),
    }


def _slug(fields: Fields) -> str:
    slug = fields.word("slug", example="slug: northstar", longest=50, required=True)
    if slug and not SLUG.fullmatch(slug):
        right = "-".join(re.findall(r"[a-z0-9]+", slug.lower())) or "northstar"
        fields.error("slug", f"{slug!r} is no slug; small letters, digits and hyphens, like {right}")
    return slug or ""


def _time_zone(fields: Fields) -> str | None:
    name = fields.text("time_zone", example="time_zone: America/Chicago", longest=64)
    if name is None or name in available_timezones():
        return name
    nearest = get_close_matches(name, sorted(available_timezones()), n=1)
    hint = f"did you mean {nearest[0]}?" if nearest else "write a name such as America/Chicago"
    fields.error("time_zone", f"{name!r} is no time zone; {hint}")
    return None


def _number(item: Item, faults: FaultList) -> NumberSpec | None:
    fields = Fields.of(item, ("number", "customer", "voice"), faults, example=NUMBER_EXAMPLE)
    number = fields.phone("number", required=True)
    customer = fields.text("customer", example="customer: Acme Corp")
    voice = fields.choice("voice", PhoneNumber.Voice.values)
    if number is None:
        return None
    return NumberSpec(
        at=fields.place("number"),
        key=item.name,
        number=number,
        customer=customer,
        customer_at=fields.place("customer"),
        voice=voice or PhoneNumber.Voice.GATHER.value,
    )


def _customer(item: Item, faults: FaultList, source: Source) -> CustomerSpec | None:
    keys = ("name", "aliases", "connectwise_company", "runbook", "phone_numbers")
    fields = Fields.of(item, keys, faults, example=CUSTOMER_EXAMPLE)
    name = fields.text("name", example="name: Acme Corp", required=True)
    company = fields.word("connectwise_company", example="connectwise_company: AcmeCorp")
    runbook = fields.item("runbook")
    text = read_runbook(runbook, source, faults) if runbook else None
    numbers = [fields.phone_of(entry) for entry in fields.items("phone_numbers", example='"+15555550142"')]
    if name is None:
        return None
    return CustomerSpec(
        at=item.spot,
        name=name,
        connectwise_company=company or "",
        aliases=_aliases(fields),
        aliases_at=fields.place("aliases"),
        runbook=text,
        phone_numbers=tuple(dict.fromkeys(number for number in numbers if number)),
    )


def _aliases(fields: Fields) -> tuple[str, ...] | None:
    if "aliases" not in fields.entries:
        return None
    entries = fields.items("aliases", example="Acme Manufacturing")
    names = tidied(
        filter(
            None, (fields.word_of(entry, example="Acme Manufacturing", longest=LONGEST) for entry in entries)
        )
    )
    if why := why_unfit(names):
        fields.error("aliases", why)
    return tuple(names)


def _token(item: Item, faults: FaultList) -> TokenSpec | None:
    fields = Fields.of(item, ("name", "token"), faults, example=TOKEN_EXAMPLE)
    name = fields.text("name", example="name: dashboard", longest=100, required=True)
    token = fields.text("token", example="token: nd_live_…", longest=200, required=True)
    if token and (reason := why_unusable(token)):
        fields.error("token", reason)
        return None
    if name is None or token is None:
        return None
    return TokenSpec(at=fields.place("token"), key=item.name, name=name, token=token)
