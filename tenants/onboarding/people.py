"""The people in a tenant file and the order in which they are woken."""

from __future__ import annotations

import re
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from tenants.models.people import Method
from tenants.onboarding.fields import Fields, Item
from tenants.onboarding.spec import PersonSpec, StepSpec
from tenants.phone import costly
from triage.runbook.faults import FaultList

PERSON_EXAMPLE = '- {name: Mike Reyes, sms: "+15555550100"}'
STEP_EXAMPLE = "- {person: Mike Reyes, method: sms, wait: 3m}"

DURATION = re.compile(r"([0-9]{1,5})\s*(s|m|h)", re.IGNORECASE)
UNITS = {"s": "seconds", "m": "minutes", "h": "hours"}
DEFAULT_WAIT = timedelta(minutes=3)
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=4)
"""Shorter than ten seconds nobody finds a phone in the dark; longer than half a night is no escalation."""


def read_person(item: Item, faults: FaultList) -> PersonSpec | None:
    fields = Fields.of(item, ("name", "sms", "voice", "email"), faults, example=PERSON_EXAMPLE)
    before = len(faults)
    name = fields.text("name", example="name: Mike Reyes", longest=120, required=True)
    sms, voice, email = _phone(fields, "sms"), _phone(fields, "voice"), _email(fields)
    if name is None:
        return None
    if not (sms or voice or email) and len(faults) == before:
        fields.faults.error(item.node, item.name, f"{name} can be reached in no way; {PERSON_EXAMPLE}")
    return PersonSpec(at=item.spot, name=name, sms=sms or "", voice=voice or "", email=email or "")


def _phone(fields: Fields, key: str) -> str | None:
    number = fields.phone(key)
    if number and (why := costly(number)):
        fields.error(key, f"{number} is never dialled: {why}; give an ordinary number")
    return number


def _email(fields: Fields) -> str | None:
    address = fields.text("email", example="email: mike@example.com", longest=254)
    if address is None:
        return None
    try:
        validate_email(address)
    except ValidationError:
        fields.error("email", f"{address!r} is no e-mail address; write it like mike@example.com")
        return None
    return address


def read_step(item: Item, faults: FaultList) -> StepSpec | None:
    fields = Fields.of(item, ("person", "method", "wait"), faults, example=STEP_EXAMPLE)
    person = fields.text("person", example="person: Mike Reyes", longest=120, required=True)
    method = fields.choice("method", Method.values, required=True)
    wait = _wait(fields)
    if person is None or method is None:
        return None
    return StepSpec(at=item.spot, key=item.name, person=person, method=method, wait=wait)


def _wait(fields: Fields) -> timedelta:
    written = fields.word("wait", example="wait: 3m")
    if written is None:
        return DEFAULT_WAIT
    wait = parse_wait(written)
    if wait is None:
        fields.error("wait", f"{written!r} is no time to wait; write it with its unit, like 90s, 3m or 1h")
    elif not SHORTEST_WAIT <= wait <= LONGEST_WAIT:
        fields.error("wait", f"{written} is out of bounds; wait between 10s and 4h for an answer")
    return wait or DEFAULT_WAIT


def parse_wait(text: str) -> timedelta | None:
    """Read 90s, 3m or 1h; a number without its unit is a guess and stays None."""
    if not (found := DURATION.fullmatch(text.strip())):
        return None
    return timedelta(**{UNITS[found[2].lower()]: int(found[1])})
