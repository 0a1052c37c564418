"""Every door of the project as the URL configuration has it, and what stands behind the doors with a number on them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern
from django.utils import timezone

from calls.dashboard.tests.makers import Maker, escalate, owe_ticket, page, say
from calls.models import Call, ExportPart, PrivacyJob, Recording
from tenants.models import (
    AlarmContact,
    ApiToken,
    CallerRule,
    ClosedDay,
    Customer,
    Membership,
    OnCallSchedule,
    Override,
    Person,
    Role,
    Tenant,
)
from tenants.tokens import issue_token

HERE = Path(__file__).name
PARAMETER = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")
MARK = "the vault is open"


@dataclass(frozen=True, slots=True)
class Property:
    """What Northstar owns: at least one row behind every door."""

    tenant: Tenant
    customer: Customer
    call: Call
    token: ApiToken
    membership: Membership
    export: PrivacyJob
    recording: Recording

    @property
    def marks(self) -> list[str]:
        """Words that nobody else may ever read."""
        own = [self.tenant.name, self.customer.name, str(self.tenant.pk), str(self.call.pk), self.call.sid]
        return [
            *own,
            MARK,
            self.token.prefix,
            "bob@northstar.example",
            "mike@northstar.example",
            "Mike Reyes",
        ]


ANY = "*"
FILLINGS: dict[tuple[str, str], Callable[[Property], object]] = {
    ("api/v1/calls/", "call_id"): lambda own: own.call.pk,
    ("api/v1/runbooks/", "runbook_id"): lambda own: own.customer.runbook.pk,
    ("api/v1/runbooks/", "number"): lambda own: 1,
    ("dashboard/calls/", "pk"): lambda own: own.call.pk,
    ("dashboard/calls/", "number"): lambda own: own.recording.pk,
    ("dashboard/runbooks/", "pk"): lambda own: own.customer.runbook.pk,
    ("dashboard/runbooks/", "number"): lambda own: 1,
    ("dashboard/customers/", "pk"): lambda own: own.customer.pk,
    ("dashboard/privacy/receipts/", "pk"): lambda own: own.export.pk,
    ("dashboard/on-call/overrides/", "pk"): lambda own: own.tenant.overrides.get().pk,
    ("dashboard/limits/callers/", "pk"): lambda own: own.tenant.callerrules.get().pk,
    ("dashboard/on-call/mutes/", "pk"): lambda own: own.tenant.callerrules.get().pk,
    ("dashboard/on-call/schedules/", "pk"): lambda own: own.tenant.oncallschedules.get().pk,
    ("dashboard/on-call/people/", "pk"): lambda own: own.tenant.persons.order_by("pk")[0].pk,
    ("dashboard/on-call/alarms/", "pk"): lambda own: own.tenant.alarmcontacts.get().pk,
    ("dashboard/on-call/closed-days/", "pk"): lambda own: own.tenant.closeddays.get().pk,
    ("feeds/on-call/", "key"): lambda own: "nobodys",
    ("admin/", "object_id"): lambda own: 1,
    ("admin/", "content_type_id"): lambda own: 1,
    ("admin/", "app_label"): lambda own: "tenants",
    ("admin/", "id"): lambda own: own.membership.user_id,
    ("admin/", "url"): lambda own: "nowhere",
    ("api/", "path"): lambda own: "nowhere",
    ("sandbox/", ANY): lambda own: 1,  # development's stand-ins: nothing of Northstar's lies there
}
"""What stands for a parameter of the addresses that begin so: a row of Northstar's, whose door the strangers try."""


@dataclass(frozen=True, slots=True)
class Door:
    """One route, as `dashboard/calls/<uuid:pk>`."""

    route: str
    parameters: tuple[str, ...]

    def path(self, own: Property) -> str:
        """The address with Northstar's rows in it. A parameter that nobody has heard of fails the test."""
        filled = PARAMETER.sub(lambda found: str(self._filling(found["name"])(own)), self.route)
        return f"/{filled}"

    @property
    def names_a_row(self) -> bool:
        return bool(self.parameters)

    def _filling(self, name: str) -> Callable[[Property], object]:
        known = [entry for entry in FILLINGS if entry[1] in (name, ANY) and self.route.startswith(entry[0])]
        if not known:
            pytest.fail(
                f"/{self.route} takes <{name}>, and FILLINGS in {HERE} does not say which row of Northstar's that is. "
                f'Add ("{self.route.split("<")[0]}", "{name}"): lambda own: …, and the row to Property when it is new.'
            )
        return FILLINGS[max(known, key=lambda entry: len(entry[0]))]


def every_door() -> list[Door]:
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[Any], before: str) -> Iterator[Door]:
    for entry in patterns:
        route = before + _route_of(entry)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, route)
        elif isinstance(entry, URLPattern):
            yield Door(route, tuple(found["name"] for found in PARAMETER.finditer(route)))


def _route_of(entry: URLPattern | URLResolver) -> str:
    """A regular expression is told by its named groups; of ours each stands for a whole rest."""
    if not isinstance(entry.pattern, RegexPattern):
        return str(entry.pattern)
    text = str(entry.pattern).removeprefix("^").removesuffix("$")
    return re.sub(r"\(\?P<(\w+)>[^()]*\)", r"<\1>", text)


@pytest.fixture
def own(northstar: Tenant, acme: Customer, make_call: Maker) -> Property:
    """Northstar with something in every table that has a door."""
    call = make_call(
        northstar, customer=acme, first_words=MARK, summary=MARK, disposition="open_paged", priority="P1"
    )
    say(call, 1, "caller", MARK)
    say(call, 2, "agent", "I am waking somebody.", action="escalate")
    page(escalate(call, reason=MARK), 1, "delivered")
    owe_ticket(call)
    issue_token(northstar, "integrator", role=Role.OWNER)
    bob = User.objects.create_user("bob@northstar.example")
    membership = Membership.objects.create(tenant=northstar, user=bob, role=Role.ENGINEER)
    now = timezone.now()
    export = PrivacyJob.objects.create(
        tenant=northstar, kind=PrivacyJob.Kind.EXPORT, asked_by=MARK, due_at=now, settled_at=now
    )
    ExportPart.objects.create(tenant=northstar, job=export, name="README.txt", content=zlib.compress(b"x"))
    recording = Recording.objects.create(tenant=northstar, call=call, sid="RE1", recorded_at=now)
    _put_on_call(northstar)
    return Property(
        northstar, acme, call, ApiToken.objects.get(name="integrator"), membership, export, recording
    )


def _put_on_call(tenant: Tenant) -> None:
    mike, dana = Person.objects.filter(tenant=tenant).order_by("pk")
    now = timezone.now()
    schedule = OnCallSchedule.objects.create(tenant=tenant, name="Nights", catch_all=mike)
    until = now + timedelta(hours=1)
    Override.objects.create(tenant=tenant, schedule=schedule, person=dana, starts_at=now, ends_at=until)
    CallerRule.objects.create(tenant=tenant, kind="mute", number="+15555550142", until=until)
    AlarmContact.objects.create(tenant=tenant, method="email", address="bob@northstar.example")
    ClosedDay.objects.create(tenant=tenant, day=until.date() + timedelta(days=9), name=MARK)


def everything_of(tenant: Tenant) -> dict[str, list[dict[str, Any]]]:
    """Every row of a tenant, whatever the table, but for what looking leaves behind."""
    models = [model for model in apps.get_models() if _is_owned(model)]
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name != "last_used_at"}
            for row in model._default_manager.filter(tenant=tenant).order_by("pk").values()
        ]
        for model in models
    }


def _is_owned(model: type[Model]) -> bool:
    return "tenant" in {field.name for field in model._meta.fields} and model.__name__ != "AuditEvent"
