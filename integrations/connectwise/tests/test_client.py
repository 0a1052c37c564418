"""What ConnectWise and the proxies before it may answer, and what a worker is told."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import responses
from django.core.cache import cache
from responses import matchers
from urllib3.exceptions import MaxRetryError, NewConnectionError

from integrations.connectwise.address import parse_address
from integrations.connectwise.client import ConnectWiseClient
from integrations.psa.errors import (
    Busy,
    KeysRefused,
    Misconfigured,
    NotAllowed,
    NotFound,
    PsaError,
    Refused,
    Unavailable,
)

UI = "https://na.myconnectwise.net"
API = "https://api-na.myconnectwise.net"
COMPANY_INFO = f"{UI}/login/companyinfo/northstar"
TICKETS = f"{API}/v2025_1/apis/3.0/service/tickets"


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    cache.clear()
    with responses.RequestsMock() as mock:
        mock.get(COMPANY_INFO, json={"Codebase": "v2025_1/", "IsCloud": "True"})
        yield mock


@pytest.fixture
def client() -> ConnectWiseClient:
    return a_client("one")


def a_client(cache_key: str) -> ConnectWiseClient:
    return ConnectWiseClient(
        parse_address(UI), company="northstar", public_key="pub", private_key="prv", cache_key=cache_key
    )


def test_every_request_carries_the_keys_and_the_client_id(wire, client, settings):
    wire.get(TICKETS, json=[])

    client.get("/service/tickets")

    sent = wire.calls[-1].request
    assert base64.b64decode(sent.headers["Authorization"].removeprefix("Basic ")) == b"northstar+pub:prv"
    assert sent.headers["clientId"] == settings.CONNECTWISE_CLIENT_ID
    assert "application/vnd.connectwise.com+json" in sent.headers["Accept"]
    assert "Authorization" not in wire.calls[0].request.headers


def test_the_codebase_is_asked_once_for_each_connection(wire):
    wire.get(TICKETS, json=[])
    for _ in range(2):
        a_client("one").get("/service/tickets")
    assert wire.assert_call_count(COMPANY_INFO, 1)

    a_client("two").get("/service/tickets")

    assert wire.assert_call_count(COMPANY_INFO, 2)


def test_a_moved_codebase_is_followed_once(wire, client):
    wire.get(TICKETS, status=404)
    wire.get(COMPANY_INFO, json={"Codebase": "v2025_2/"})
    wire.get(f"{API}/v2025_2/apis/3.0/service/tickets", json=[{"id": 1}])

    assert client.get("/service/tickets") == [{"id": 1}]


def test_a_404_without_a_move_is_told_as_it_is(wire, client):
    wire.get(TICKETS, status=404)

    with pytest.raises(NotFound, match="company ID, keys and region"):
        client.get("/service/tickets")


@pytest.mark.parametrize(
    "answer", ["<html>Sign in</html>", "{}", '{"Codebase": null}', '{"Codebase": "../../x/"}']
)
def test_a_useless_companyinfo_leads_to_the_router(answer, client):
    cache.clear()
    with responses.RequestsMock() as wire:
        wire.get(COMPANY_INFO, body=answer)
        wire.get(f"{API}/v4_6_release/apis/3.0/system/info", json={"version": "v2025.1"})

        assert client.get("/system/info") == {"version": "v2025.1"}


def test_a_null_companyinfo_names_the_company_id(client):
    cache.clear()
    with responses.RequestsMock() as wire:
        wire.get(COMPANY_INFO, body="null", content_type="application/json")

        with pytest.raises(Misconfigured, match="northstar") as fault:
            client.get("/system/info")

    assert fault.value.permanent


FAULTS: list[tuple[dict[str, Any], type[PsaError], bool, float | None]] = [
    (
        {"status": 400, "json": {"code": "InvalidObject", "message": "bad", "errors": None}},
        Refused,
        True,
        None,
    ),
    ({"status": 401, "json": {"code": "Unauthorized"}}, KeysRefused, True, None),
    ({"status": 403, "body": "<html>"}, NotAllowed, True, None),
    ({"status": 409, "json": None}, Busy, False, None),
    (
        {"status": 429, "json": {"error": "ConnectWiseAPI"}, "headers": {"Retry-After": "17"}},
        Busy,
        False,
        17.0,
    ),
    ({"status": 500, "json": {"message": "A timeout has occured"}}, Unavailable, False, None),
    ({"status": 503, "body": "<html>upgrade</html>"}, Unavailable, False, None),
    ({"status": 200, "body": "<html>Cloudflare</html>"}, Unavailable, False, None),
    ({"status": 302, "headers": {"Location": "https://elsewhere.example/"}}, Unavailable, False, None),
    ({"status": 404, "json": {"code": "Security", "message": "SSL is required."}}, Misconfigured, True, None),
    ({"body": requests.ReadTimeout()}, Unavailable, False, None),
    ({"body": requests.ConnectionError("reset")}, Unavailable, False, None),
]


@pytest.mark.parametrize(("answer", "kind", "permanent", "wait"), FAULTS)
def test_faults_say_whether_they_heal(wire, client, answer, kind, permanent, wait):
    wire.get(TICKETS, **answer)

    with pytest.raises(kind) as fault:
        client.get("/service/tickets")

    assert fault.value.permanent is permanent
    assert fault.value.retry_after == wait
    assert not fault.value.uncertain
    assert "prv" not in str(fault.value)


@pytest.mark.parametrize(
    ("answer", "uncertain"),
    [
        ({"body": requests.ReadTimeout()}, True),
        ({"body": requests.ConnectionError("reset by peer")}, True),
        ({"status": 500}, True),
        ({"status": 504, "body": "<html>"}, True),
        ({"status": 200, "body": "<html>"}, True),
        ({"status": 201, "json": {"id": None}}, True),
        ({"body": requests.ConnectTimeout()}, False),
        ({"status": 429}, False),
        ({"status": 400, "json": {}}, False),
    ],
)
def test_a_create_is_sent_once_and_doubt_is_told(wire, client, answer, uncertain):
    wire.post(TICKETS, **answer)

    with pytest.raises(PsaError) as fault:
        client.post("/service/tickets", {"summary": "x"})

    assert fault.value.uncertain is uncertain
    assert wire.assert_call_count(TICKETS, 1)


def test_a_refused_connection_cannot_have_created_anything(wire, client):
    unreachable = MaxRetryError(None, "/", NewConnectionError(None, "refused"))  # type: ignore[arg-type]
    wire.post(TICKETS, body=requests.ConnectionError(unreachable))

    with pytest.raises(Unavailable) as fault:
        client.post("/service/tickets", {"summary": "x"})

    assert not fault.value.uncertain


@pytest.mark.parametrize(
    ("body", "blamed"),
    [
        ({"errors": [{"field": "status", "message": "object is not found"}]}, {"status"}),
        ({"errors": [{"field": "status/name", "message": "invalid"}]}, {"status"}),
        ({"errors": [{"field": None, "message": "The company is inactive"}]}, {"company"}),
        ({"message": "priority is required", "errors": None}, {"priority"}),
        ({"errors": [{"field": "company"}, {"field": "contact"}]}, {"company", "contact"}),
        ({"errors": ["not an object"], "message": None}, set()),
        ([], set()),
    ],
)
def test_a_refusal_names_the_field_it_blames(wire, client, body, blamed):
    wire.post(TICKETS, status=400, json=body)

    with pytest.raises(Refused) as fault:
        client.post("/service/tickets", {})

    assert {
        name for name in ("status", "company", "priority", "contact", "board") if fault.value.names(name)
    } == blamed


def test_an_unset_client_id_is_a_fault_of_this_server(settings):
    settings.CONNECTWISE_CLIENT_ID = ""

    with pytest.raises(Misconfigured, match="CONNECTWISE_CLIENT_ID"):
        a_client("one")


def test_conditions_are_encoded_by_the_transport(wire, client):
    wire.get(
        TICKETS, json=[], match=[matchers.query_param_matcher({"conditions": 'externalXRef="nightdesk:CA1"'})]
    )

    assert client.get("/service/tickets", conditions='externalXRef="nightdesk:CA1"') == []
