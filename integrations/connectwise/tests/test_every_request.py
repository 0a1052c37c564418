"""Every request that the client can make fits ConnectWise's own description, and a mock server made of it."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from django.conf import settings

from integrations.connectwise import client as client_module
from integrations.connectwise.offers import read_offers
from integrations.connectwise.probe import is_working, probe
from integrations.connectwise.psa import ConnectWise
from integrations.connectwise.tests.strict import FIXTURE, Request, faults_of, watch
from integrations.connectwise.tests.test_bodies import XREF, a_draft
from integrations.psa.notes import notes_of
from integrations.psa.port import Outcome
from integrations.sandbox.models import Contact, Fault
from tenants.models import ConnectWiseConnection

SOURCE = Path(client_module.__file__).parent
PATH = re.compile(r"""f?(["'])(/(?:service|company|system)/.*?)\1""")
EVERYTHING = {
    "types": {"default": "Network"},
    "subtypes": {"default": "201"},
    "team": "NOC Team",
    "source": "Phone",
    "severity": {"P1": "High"},
    "impact": {"P1": "High"},
}
A_CALL = {
    "company": "AcmeCorp",
    "contact_phone": "+15555550142",
    "outcome": "closed",
    "resolution": "It works.",
}


@pytest.fixture
def asked(sandbox: str, connection: ConnectWiseConnection, monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """Everything that is ever asked of ConnectWise, asked once of the sandbox."""
    kept = watch(monkeypatch)
    for name, value in EVERYTHING.items():
        setattr(connection, name, value)
    lee = Contact.objects.create(login_company="northstar", first_name="Lee", company_identifier="AcmeCorp")
    psa, since = ConnectWise.of(connection), datetime.now(UTC) - timedelta(days=1)
    draft = a_draft(contact=lee.pk, **A_CALL)
    ticket = psa.create_ticket(draft).id
    for note in notes_of(draft):
        psa.add_note(ticket, note)
    psa.set_priority(ticket, "P2")
    for outcome in Outcome:
        psa.set_status(ticket, outcome)
    psa.read_ticket(ticket), psa.notes_of(ticket), psa.tickets_of(XREF)
    psa.find_people("+15555550142"), psa.find_people("+442079460958")
    for company in ("AcmeCorp", "250"):
        psa.recent_tickets(company, datetime.now(UTC))
        for connection.device_types in ([], ["Managed Server", "1"]):
            psa.count_devices(company)
    for from_when in (None, since):
        list(psa.people(since=from_when)), list(psa.companies(since=from_when))
    psa.site_numbers(next(psa.companies()).company.id)
    list(psa.tickets_since(since)), psa.check_setup()
    read_offers(psa.client, patience=60.0)
    assert is_working(probe(connection, patience=60.0))
    Fault.objects.create(kind=Fault.Kind.NO_TABLES, scope="northstar")
    read_offers(psa.client, patience=60.0)
    return kept


def paths_in_source() -> list[str]:
    """Every path that stands in the client's source, as an expression that the asked ones match."""
    text = "\n".join(path.read_text() for path in SOURCE.glob("*.py"))
    return [re.sub(r"\{[^}]*\}", "[^/]+", path) + "(/[a-z]+)?" for _, path in PATH.findall(text)]


def test_every_path_in_the_source_was_asked_and_every_request_fits(asked: list[Request]) -> None:
    paths = {one.path for one in asked}
    assert [path for path in paths_in_source() if not any(re.fullmatch(path, one) for one in paths)] == []
    assert [fault for one in asked for fault in faults_of(one)] == []


CANARIES = [
    Request("POST", "/service/tickets", {}, {"clientId": "x"}, {"summary": "no company"}),
    Request("POST", "/service/tickets", {}, {"clientId": "x"}, {"summary": "x" * 101, "company": {"id": 2}}),
    Request(
        "POST", "/service/tickets", {}, {"clientId": "x"}, {"summary": "x", "company": {"id": 2}, "kind": 1}
    ),
    Request("PATCH", "/service/tickets/7", {}, {"clientId": "x"}, {"status": {"id": 1}}),
    Request("GET", "/service/tickets", {"pageSize": 1001}, {"clientId": "x"}),
    Request("GET", "/service/tickets", {}, {}),
]


@pytest.mark.parametrize("canary", CANARIES)
def test_a_bad_request_is_found(canary: Request) -> None:
    assert faults_of(canary)


@pytest.fixture
def prism() -> Iterator[str]:
    """A mock server made of the description. It needs Node: npm install @stoplight/prism-cli"""
    binary = shutil.which("prism")
    if binary is None:
        pytest.skip("no prism on the PATH; npm install -g @stoplight/prism-cli puts it there")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [binary, "mock", "-h", "127.0.0.1", "-p", str(port), "--errors", str(FIXTURE)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("prism does not listen")


def _send(root: str, one: Request) -> int:
    body: dict[str, Any] = {} if one.body is None else {"json": one.body}
    answer = requests.request(
        one.method,
        root + one.path,
        params=one.params,
        headers={**one.headers, "Accept": "application/json"},
        auth=("northstar+public", "private"),
        timeout=30,
        **body,
    )
    return answer.status_code


@pytest.mark.slow
def test_prism_takes_every_request_and_no_bad_one(prism: str, asked: list[Request]) -> None:
    assert settings.CONNECTWISE_CLIENT_ID
    assert {str(one): _send(prism, one) for one in asked if _send(prism, one) >= 300} == {}
    assert [str(canary) for canary in CANARIES if _send(prism, canary) < 400] == []
