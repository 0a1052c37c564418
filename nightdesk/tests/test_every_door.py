"""Whoever must not pass tries every door that there is. A new route is tried because it is one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from pytest_django import Settings as SettingsWrapper

from nightdesk.tests.doors import PARAMETER, Door, Property, every_door, everything_of, own
from tenants.models import ApiToken, Membership, Role, Tenant
from tenants.tokens import issue_token, revoke_token

__all__ = ["own"]

METHODS = ("get", "post", "put", "patch", "delete")
CHANGING = METHODS[1:]
OPEN = {
    "": "leads to the dashboard",
    "healthz": "machines; says that the process lives",
    "readyz": "machines; says what is missing",
    "metrics": "machines; counts over all tenants, no names",
    "api/schema": "the description of the API",
    "api/docs": "the same for people",
    "api/<path>": "says that there is nothing",
    "dashboard/login": "the door itself",
    "dashboard/logout": "forgets a session and does nothing else",
    "dashboard/desks": "asks for a login itself; tested in test_logins",
    "p/<str:token>": "the signed address is the right to be there; tested in test_by_link",
    "recordings/<str:token>": "likewise, for minutes",
    "feeds/on-call/<str:key>.ics": "the address is the key; tested in test_on_call",
    "admin/login/": "staff's door itself",
    "admin/logout/": "forgets a session and does nothing else",
}
"""Doors that let everybody in, each with its reason. Nobody reads or changes anything of a tenant's behind them."""

HARMLESS = {"/api/v1/runbooks/validate": "judges a text and keeps nothing"}
ANYBODYS_IN_THE_SANDBOX = ("companyinfo/1", "openrecord.rails", "halo/auth/token", "halo/ticket")
"""What PSAs answer without keys: where the API lies, that these are no keys, and a redirect to the page of tickets."""

ZONES = ("api/v1/", "dashboard", "admin/", "twilio/", "sandbox/")


def doors(zone: str) -> list[Door]:
    return [door for door in every_door() if zone_of(door) == zone]


def zone_of(door: Door) -> str | None:
    if door.route.removesuffix("/") in OPEN or door.route in OPEN:
        return None
    return next((zone for zone in ZONES if door.route.startswith(zone)), "?")


def script(token: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {token}"})


def tried(client: Client, doors: list[Door], own: Property, methods: tuple[str, ...] = METHODS) -> list[Any]:
    """What each door answers: (door, path, method, answer)."""
    return [
        (door, path, method, getattr(client, method)(path))
        for door in doors
        for path in [door.path(own)]
        for method in methods
    ]


def told(answers: list[Any], is_right: Callable[[Door, str, str, Any], bool]) -> list[str]:
    """The answers that are wrong, in words."""
    return [f"{m.upper()} {p} → {a.status_code}" for d, p, m, a in answers if not is_right(d, p, m, a)]


def is_not_there(door: Door, path: str, method: str, answer: Any) -> bool:
    """A stranger's answer: no such row; or, where the door names no row, only what is his own."""
    if door.names_a_row:
        return answer.status_code == 404 or (
            answer.status_code == 405 and method.upper() not in answer["Allow"]
        )
    return bool(answer.status_code < 500)


@pytest.fixture
def expired(northstar: Tenant) -> Client:
    return script(issue_token(northstar, "old", expires_at=timezone.now() - timedelta(seconds=1)))


@pytest.fixture
def revoked(northstar: Tenant) -> Client:
    plain = issue_token(northstar, "lost")
    revoke_token(ApiToken.objects.get(name="lost"))
    return script(plain)


@pytest.fixture
def viewer(northstar: Tenant) -> Client:
    return script(issue_token(northstar, "looks only", role=Role.VIEWER))


@pytest.fixture
def charlie(charlie_token: str) -> Client:
    """The owner of another MSP."""
    return script(charlie_token)


@pytest.fixture
def browser_of(db: None) -> Callable[[Tenant, Role], Client]:
    """Somebody who signed in with a name and a password."""

    def make(tenant: Tenant, role: Role) -> Client:
        client, user = (
            Client(headers={"Accept": "text/html"}),
            User.objects.create_user(f"{tenant.slug} {role}"),
        )
        Membership.objects.create(tenant=tenant, user=user, role=role)
        client.force_login(user)
        return client

    return make


@pytest.fixture
def mallory(db: None) -> Client:
    """A login that belongs nowhere."""
    client = Client(headers={"Accept": "text/html"})
    client.force_login(User.objects.create_user("mallory"))
    return client


def test_every_door_is_open_to_all_for_a_reason_or_has_a_keeper() -> None:
    unkept = [door.route for door in every_door() if zone_of(door) == "?"]
    assert not unkept, f"say in OPEN why everybody may, or in ZONES who keeps it: {unkept}"
    assert not set(OPEN) - {door.route for door in every_door()}, "OPEN names a door that is gone"


@pytest.mark.parametrize("zone", ["api/v1/", "dashboard"])
@pytest.mark.parametrize("who", ["nobody", "expired", "revoked"])
def test_without_a_living_token_every_door_is_401(
    request: pytest.FixtureRequest, own: Property, zone: str, who: str
) -> None:
    client = Client() if who == "nobody" else request.getfixturevalue(who)
    before = everything_of(own.tenant)
    assert not told(tried(client, doors(zone), own), lambda d, p, m, a: a.status_code == 401)
    assert everything_of(own.tenant) == before


def test_without_a_session_a_browser_is_sent_to_the_dashboards_door(own: Property) -> None:
    answers = tried(Client(headers={"Accept": "text/html"}), doors("dashboard"), own)
    assert not told(answers, lambda d, p, m, a: a.status_code == 302 and "/dashboard/login" in a["Location"])


@pytest.mark.parametrize("zone", ["api/v1/", "dashboard"])
def test_for_the_owner_of_another_msp_northstars_things_do_not_exist(
    charlie: Client, own: Property, zone: str
) -> None:
    is_nothing_of_alices(charlie, zone, own)


@pytest.mark.parametrize("role", Role)
def test_nor_for_anybody_who_signed_in_there(
    browser_of: Callable[[Tenant, Role], Client], southpaw: Tenant, own: Property, role: Role
) -> None:
    client = browser_of(southpaw, role)
    answers = tried(client, doors("dashboard"), own)
    assert not told(answers, lambda d, p, m, a: is_not_there(d, p, m, a) or a.status_code == 403)
    assert leaks(answers, own) == []


def is_nothing_of_alices(client: Client, zone: str, own: Property) -> None:
    before = everything_of(own.tenant)
    answers = tried(client, doors(zone), own)
    assert not told(answers, is_not_there)
    assert leaks(answers, own) == []
    assert everything_of(own.tenant) == before


def leaks(answers: list[Any], own: Property) -> list[str]:
    """Answers with a word of Northstar's that did not stand in the address already."""
    return [
        f"{method.upper()} {path}: {mark}"
        for _, path, method, answer in answers
        for mark in own.marks
        if mark in answer.content.decode() and mark not in path
    ]


@pytest.mark.parametrize("zone", ["api/v1/", "dashboard"])
def test_a_viewer_changes_nothing(viewer: Client, own: Property, zone: str) -> None:
    before = everything_of(own.tenant)
    answers = tried(viewer, doors(zone), own, CHANGING)
    assert not told(answers, lambda d, p, m, a: a.status_code == 403 or p.removesuffix("/") in HARMLESS)
    assert everything_of(own.tenant) == before


def test_nor_does_one_who_signed_in(
    browser_of: Callable[[Tenant, Role], Client], northstar: Tenant, own: Property
) -> None:
    client = browser_of(northstar, Role.VIEWER)
    before = everything_of(own.tenant)
    assert not told(tried(client, doors("dashboard"), own, CHANGING), lambda d, p, m, a: a.status_code == 403)
    assert everything_of(own.tenant) == before


@pytest.mark.parametrize("zone", ["api/v1/", "dashboard"])
def test_alice_passes_every_door_that_only_shows(alice_token: str, own: Property, zone: str) -> None:
    """Or the tests above would hold for a house without doors."""
    answers = tried(script(alice_token), doors(zone), own, ("get",))
    assert not told(answers, lambda d, p, m, a: a.status_code in (200, 405) or leads_to_a_sound(a))
    assert any(own.customer.name in answer.content.decode(errors="replace") for *_, answer in answers)


def leads_to_a_sound(answer: Any) -> bool:
    return bool(answer.status_code == 302 and "/recordings/" in answer["Location"])


@pytest.mark.parametrize("who", ["nobody", "charlie", "mallory", "an owner"])
def test_nobody_but_staff_passes_staffs_doors(
    request: pytest.FixtureRequest,
    browser_of: Callable[[Tenant, Role], Client],
    northstar: Tenant,
    own: Property,
    who: str,
) -> None:
    if who == "an owner":
        client = browser_of(northstar, Role.OWNER)
    else:
        client = Client() if who == "nobody" else request.getfixturevalue(who)
    answers = tried(client, doors("admin/"), own, ("get", "post"))
    assert len(answers) > 100
    assert not told(answers, lambda d, p, m, a: a.status_code == 302 and "/admin/login/" in a["Location"])


@pytest.mark.parametrize("who", ["nobody", "alice", "charlie"])
def test_no_token_opens_what_is_twilios(
    request: pytest.FixtureRequest, own: Property, alice_token: str, who: str
) -> None:
    client = {"nobody": Client, "alice": lambda: script(alice_token)}.get(
        who, lambda: request.getfixturevalue(who)
    )()
    answers = tried(client, doors("twilio/"), own)
    assert not told(answers, lambda d, p, m, a: a.status_code == (403 if m == "post" else 405))


def test_the_sandbox_is_not_there_in_production(own: Property, settings: SettingsWrapper) -> None:
    settings.DEVELOPMENT = False
    answers = tried(Client(), doors("sandbox/"), own)
    assert not told(answers, lambda d, p, m, a: a.status_code == 404)


def test_through_the_public_address_the_sandbox_shows_nothing_without_a_tenants_keys(own: Property) -> None:
    answers = tried(Client(SERVER_NAME="desk.example"), doors("sandbox/"), own)
    answers = [answer for answer in answers if not answer[1].endswith(ANYBODYS_IN_THE_SANDBOX)]
    assert not told(answers, lambda d, p, m, a: a.status_code in (401, 403, 404, 405))
    assert leaks(answers, own) == []


# Operations, as the schema has them


@pytest.fixture
def operations() -> list[tuple[str, str]]:
    """Every method and path of the schema, the path written as a route."""
    schema = SchemaGenerator().get_schema(public=True)
    return [
        (method, path.removeprefix("/").replace("{", "<").replace("}", ">"))
        for path, methods in schema["paths"].items()
        for method in methods
        if method in METHODS
    ]


def test_the_schema_tells_every_operation_that_a_door_has(
    alice_token: str, own: Property, operations: list[tuple[str, str]]
) -> None:
    """What is not described is not tried below, and nobody else would find it either."""
    client = script(alice_token)
    found = {
        (method, PARAMETER.sub(r"<\g<name>>", door.route))
        for door in doors("api/v1/")
        for method in METHODS
        if method.upper() in client.options(door.path(own))["Allow"].split(", ")
    }
    assert found == set(operations)


@pytest.mark.parametrize(
    ("who", "wanted"),
    [("nobody", 401), ("expired", 401), ("revoked", 401), ("charlie", 404), ("viewer", 403)],
)
def test_every_operation_is_refused_whatever_is_sent(
    request: pytest.FixtureRequest, own: Property, operations: list[tuple[str, str]], who: str, wanted: int
) -> None:
    """With a body that is right, so that nothing but the visitor can be the reason."""
    client = Client() if who == "nobody" else request.getfixturevalue(who)
    before, wrong = everything_of(own.tenant), []
    for method, route in operations:
        if (who == "charlie" and "<" not in route) or (who == "viewer" and is_harmless(method, route)):
            continue
        path = Door(route, ()).path(own)
        answer = getattr(client, method)(path, RIGHT_BODY, content_type="application/json")
        if answer.status_code != wanted or not answer.json()["detail"]:
            wrong.append(f"{method.upper()} {path} → {answer.status_code}")
    assert not wrong
    assert everything_of(own.tenant) == before


RIGHT_BODY = {"text": "customer_name: Acme Corp\n", "comment": "x", "name": "another", "role": "viewer"}


def is_harmless(method: str, route: str) -> bool:
    return method == "get" or f"/{route}" in HARMLESS
