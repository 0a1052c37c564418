"""The stand-in ConnectWise refuses what the real one refuses."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from integrations.sandbox.models import Note, Ticket
from tenants.models import ConnectWiseConnection

pytestmark = pytest.mark.urls("integrations.sandbox.tests.urls")

ROOT = "/sandbox/connectwise/v4_6_release/apis/3.0"
GOOD = {"summary": "Server down", "company": {"identifier": "AcmeCorp"}, "board": {"name": "Service Desk"}}
XREF = "nightdesk:CA1"
Ask = Callable[..., Any]


@pytest.fixture
def ask(connection: ConnectWiseConnection, client: Client) -> Ask:
    """Ask the stand-in with Northstar's keys."""
    login = base64.b64encode(b"northstar+public:private").decode()
    headers = {"Authorization": f"Basic {login}", "clientId": "vendor"}

    def ask(method: str, path: str, body: Any = None, **changes: str) -> HttpResponse:
        send = getattr(client, method)
        kwargs: dict[str, Any] = {"headers": headers | changes}
        if body is not None:
            kwargs |= {"data": body, "content_type": "application/json"}
        return send(f"{ROOT}{path}", **kwargs)  # type: ignore[no-any-return]

    return ask


def test_a_ticket_is_created_and_read_again(ask):
    created = ask("post", "/service/tickets", GOOD | {"externalXRef": XREF})

    assert created.status_code == 201
    shown = ask("get", f"/service/tickets/{created.json()['id']}").json()
    assert shown["company"]["identifier"] == "AcmeCorp"
    assert shown["status"]["name"] == "New"
    assert shown["closedFlag"] is False


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"company": None}, "company"),
        ({"company": "AcmeCorp"}, "company"),
        ({"company": {"identifier": "Nowhere"}}, "company"),
        ({"summary": ""}, "summary"),
        ({"summary": "x" * 101}, "summary"),
        ({"contactPhoneNumber": "5" * 21}, "contactPhoneNumber"),
        ({"board": {"name": "Nowhere"}}, "board"),
        ({"status": {"name": "Nowhere"}}, "status"),
        ({"priority": {"id": 999}}, "priority"),
    ],
)
def test_a_bad_ticket_is_refused_and_the_field_named(ask, changes, field):
    answer = ask("post", "/service/tickets", GOOD | changes)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Authorization": ""}, 401),
        ({"Authorization": "Bearer x"}, 401),
        ({"Authorization": "Basic !!"}, 401),
        ({"Authorization": "Basic " + base64.b64encode(b"northstar+public:wrong").decode()}, 401),
        ({"Authorization": "Basic " + base64.b64encode(b"southpaw+public:private").decode()}, 401),
        ({"clientId": ""}, 400),
    ],
)
def test_nobody_gets_in_without_keys_and_client_id(ask, changes, status):
    assert ask("get", "/system/info", **changes).status_code == status


def test_a_patch_must_be_a_list(ask):
    number = ask("post", "/service/tickets", GOOD).json()["id"]

    operation = {"op": "replace", "path": "summary", "value": "New words"}
    assert ask("patch", f"/service/tickets/{number}", operation).status_code == 400
    assert ask("patch", f"/service/tickets/{number}", [operation]).json()["summary"] == "New words"


def test_a_path_into_a_reference_changes_nothing_and_says_ok(ask):
    number = ask("post", "/service/tickets", GOOD).json()["id"]

    answer = ask("patch", f"/service/tickets/{number}", [{"op": "replace", "path": "status/id", "value": 40}])

    assert answer.status_code == 200
    assert answer.json()["status"]["name"] == "New"


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        (f'externalXRef="{XREF}"', 1),
        ('externalXRef="nightdesk:CA2"', 0),
        ("closedFlag=false and board/name='x'", None),
        ('closedFlag=false AND externalXRef != "x"', 1),
        ("id in (1,2) and company/id=5", 0),
        ("dateEntered>=[2020-01-01T00:00:00Z]", 1),
        ("dateEntered>=[2020-01-01T00:00:00.123Z]", None),
        ("externalXRef=nightdesk", None),
        ("secretField=1", None),
        ("summary contains x; drop", None),
    ],
)
def test_conditions_filter_or_are_refused(ask, conditions, found):
    ask("post", "/service/tickets", GOOD | {"externalXRef": XREF})

    answer = ask("get", "/service/tickets/count", {"conditions": conditions}, **{"Content-Type": ""})

    if found is None:
        assert answer.status_code == 400
    else:
        assert answer.json() == {"count": found}


@pytest.mark.parametrize(("size", "status"), [("1000", 200), ("1001", 400), ("0", 400), ("x", 400)])
def test_a_page_has_at_most_1000_rows(ask, size, status):
    assert ask("get", f"/service/tickets?pageSize={size}").status_code == status


def test_a_note_has_exactly_one_place(ask):
    path = f"/service/tickets/{ask('post', '/service/tickets', GOOD).json()['id']}/notes"

    assert ask("post", path, {"text": "x"}).status_code == 400
    assert (
        ask("post", path, {"text": "x", "internalAnalysisFlag": True, "resolutionFlag": True}).status_code
        == 400
    )
    assert ask("post", path, {"text": "x", "internalAnalysisFlag": True}).status_code == 201
    assert Note.objects.get().place == "internal"
    assert ask("get", path).json()[0]["internalAnalysisFlag"] is True


def test_the_set_up_of_a_desk_is_listed(ask):
    boards = ask("get", "/service/boards").json()
    statuses = ask("get", f"/service/boards/{boards[0]['id']}/statuses").json()

    assert {"Service Desk"} <= {board["name"] for board in boards}
    assert {row["name"] for row in statuses if row["closedStatus"]} >= {"Closed", ">Closed"}
    assert ask("get", "/service/priorities?fields=name").json()[0] == {"name": "Priority 1 - Critical"}
    assert {"AcmeCorp", "Catchall"} == {row["identifier"] for row in ask("get", "/company/companies").json()}
    assert ask("get", "/company/contacts/count").json() == {"count": 0}
    assert ask("get", "/service/boards/999/statuses").status_code == 404


def test_unknown_things_are_not_found(ask):
    assert ask("get", "/service/tickets/12345").status_code == 404
    assert ask("get", "/finance/invoices").status_code == 404
    assert ask("patch", "/service/tickets", []).status_code == 405


def test_discovery_knows_the_companies_that_lead_here(connection, client):
    assert (
        client.get("/sandbox/connectwise/login/companyinfo/northstar").json()["Codebase"] == "v4_6_release/"
    )
    assert client.get("/sandbox/connectwise/login/companyinfo/nobody").content == b"null"


def test_one_login_company_does_not_see_anothers_tickets(ask, southpaw):
    other = ConnectWiseConnection(
        tenant=southpaw, url="sandbox", company="southpaw", fallback_company="Other"
    )
    other.public_key = other.private_key = "key"
    other.save()
    number = ask("post", "/service/tickets", GOOD).json()["id"]

    login = "Basic " + base64.b64encode(b"southpaw+key:key").decode()

    assert ask("get", f"/service/tickets/{number}", Authorization=login).status_code == 404
    assert ask("get", "/service/tickets/count", Authorization=login).json() == {"count": 0}


def test_the_link_to_a_ticket_leads_to_the_page(client):
    link = "/sandbox/connectwise/v4_6_release/services/system_io/router/openrecord.rails?recid=7"

    assert client.get(link).headers["Location"] == "/sandbox/#ticket-7"
