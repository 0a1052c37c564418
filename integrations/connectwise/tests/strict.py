"""ConnectWise's own description of its interface, read strictly: does a request that we make fit it?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from integrations.connectwise.client import ConnectWiseClient

FIXTURE = Path(__file__).parent / "fixtures" / "connectwise-openapi-strict.json"
API = "/apis/3.0"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it leaves the house. `path` begins behind the API's root."""

    method: str
    path: str
    params: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None

    @property
    def template(self) -> str | None:
        """The described path that this one fills in; the one with the fewest blanks."""
        fitting = [path for path in document()["paths"] if _pattern(path).fullmatch(self.path)]
        return min(fitting, key=lambda path: path.count("{"), default=None)


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FIXTURE.read_text())
    return found


@cache
def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{\w+\}", r"\\d+", path))


@cache
def _validator(reference: str) -> OAS30Validator:
    registry = Registry().with_resource(
        "urn:cw", Resource.from_contents(document(), default_specification=DRAFT4)
    )
    return OAS30Validator({"$ref": f"urn:cw{reference}"}, registry=registry)


def faults(schema: str, body: Any) -> list[str]:
    """Return what a body lacks of being what a schema describes."""
    return [error.message for error in _validator(f"#/components/schemas/{schema}").iter_errors(body)]


def faults_of(request: Request) -> list[str]:
    """Return what is wrong with a request: its path, method, query, headers and body."""
    template = request.template
    operation = document()["paths"].get(template, {}).get(request.method.lower())
    if operation is None:
        return [f"{request.method} {request.path} is not described"]
    return [*_of_parameters(request, operation), *_of_body(request, operation)]


def _of_parameters(request: Request, operation: dict[str, Any]) -> Iterator[str]:
    known = {one["name"]: one for one in operation["parameters"] if one["in"] == "query"}
    for name, value in request.params.items():
        if name not in known:
            yield f"{name} is no parameter of {request.method} {request.template}"
        else:
            yield from _of_value(name, value, known[name]["schema"])
    for one in operation["parameters"]:
        if one["in"] == "header" and one["required"] and not request.headers.get(one["name"]):
            yield f"the header {one['name']} is missing"


def _of_value(name: str, value: Any, schema: dict[str, Any]) -> Iterator[str]:
    """A query is text: a number is written in digits."""
    if schema["type"] == "integer":
        value = int(value) if str(value).isdecimal() else value
    for error in OAS30Validator(schema).iter_errors(value):
        yield f"{name}: {error.message}"


def _of_body(request: Request, operation: dict[str, Any]) -> Iterator[str]:
    described = operation.get("requestBody")
    if described is None:
        if request.body is not None:
            yield f"{request.method} {request.template} takes no body"
        return
    schema = described["content"]["application/json"]["schema"]
    many = schema.get("type") == "array"
    if many and not isinstance(request.body, list):
        yield "the body must be a list"
        return
    reference = schema["items"]["$ref"] if many else schema["$ref"]
    for body in request.body if many else [request.body]:
        yield from (error.message for error in _validator(reference).iter_errors(body))


def watch(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """Let no request leave that does not fit. Return the list in which they are kept."""
    kept: list[Request] = []
    send = ConnectWiseClient._send

    def checked(self: ConnectWiseClient, method: str, url: str, **kwargs: Any) -> Any:
        _, found, path = urlsplit(url).path.partition(API)
        if found:
            headers = {**kwargs.get("headers", {})}
            request = Request(method, path, dict(kwargs.get("params") or {}), headers, kwargs.get("json"))
            assert faults_of(request) == [], request
            kept.append(request)
        return send(self, method, url, **kwargs)

    monkeypatch.setattr(ConnectWiseClient, "_send", checked)
    return kept
