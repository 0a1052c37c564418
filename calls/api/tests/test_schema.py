"""The schema tells every operation and every answer; the page that shows it needs nobody else's files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator
from openapi_schema_validator import OAS31Validator

from calls.dashboard.tests.makers import escalate, owe_ticket, page, say

EXPECTED = {
    "/api/v1/tenant": {"get"},
    "/api/v1/psa": {"get"},
    "/api/v1/calls": {"get"},
    "/api/v1/calls/{call_id}": {"get"},
    "/api/v1/runbooks": {"get"},
    "/api/v1/runbooks/validate": {"post"},
    "/api/v1/runbooks/{runbook_id}": {"get", "put"},
    "/api/v1/runbooks/{runbook_id}/revisions": {"get"},
    "/api/v1/runbooks/{runbook_id}/revisions/{number}": {"get"},
}


@pytest.fixture
def schema(client):
    return client.get("/api/schema").json()


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_every_operation_is_described(schema):
    assert {path: set(methods) for path, methods in schema["paths"].items()} == EXPECTED


def test_every_answer_is_described(schema):
    for path, method, operation in operations(schema):
        wanted = {"200", "401", "405", "429"}
        wanted |= {"404"} if "{" in path else set()
        wanted |= {"400", "413", "415"} if method in ("put", "post") else set()
        assert wanted <= set(operation["responses"]), path
        assert operation["security"] == [{"token": []}]


def test_the_generator_has_nothing_to_warn_about(capsys):
    call_command("spectacular", "--fail-on-warn", "--validate")


@pytest.mark.parametrize("busy", [False, True])
def test_a_call_fits_its_description(alice, northstar, acme, make_call, schema, busy):
    call = make_call(northstar, customer=acme if busy else None)
    if busy:
        page(escalate(call), 1, "delivered")
        owe_ticket(call)
        say(
            call,
            2,
            "agent",
            "Yes?",
            action="gather",
            disposition=None,
            priority="P3",
            rule=None,
            findings=["x"],
        )
    facts = alice.get(f"/api/v1/calls/{call.pk}").json()
    described = {"$ref": "#/components/schemas/CallInFull", "components": schema["components"]}
    OAS31Validator(described).validate(facts)


@pytest.mark.parametrize(("accepted", "kind"), [("", "json"), ("application/yaml", "yaml")])
def test_the_schema_is_json_unless_yaml_is_asked_for(client, accepted, kind):
    answer = client.get("/api/schema", headers={"Accept": accepted} if accepted else {})
    assert kind in answer["Content-Type"]


def test_the_page_has_nothing_inline_and_nothing_foreign(client):
    answer = client.get("/api/docs")
    html = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|=\"https?://", html)
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    script = re.search(r'src="(/api/docs\?[^"]+)"', html)
    assert script
    assert client.get(script[1])["Content-Type"].startswith("application/javascript")


def test_the_schema_is_made_once_however_often_strangers_ask(client, schema):
    with patch.object(SchemaGenerator, "get_schema", side_effect=AssertionError("made again")):
        assert client.get("/api/schema?again=1").json() == schema
