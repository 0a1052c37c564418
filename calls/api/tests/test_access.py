"""Who may ask, and how a refusal is told."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from calls.api.tests.conftest import integrator
from tenants.models import ApiToken
from tenants.tokens import issue_token, revoke_token

READ = ["/api/v1/tenant", "/api/v1/calls", "/api/v1/runbooks"]


def things_of(call, runbook) -> list[tuple[str, str]]:
    book = f"/api/v1/runbooks/{runbook.pk}"
    return [
        ("get", f"/api/v1/calls/{call.pk}"),
        ("get", book),
        ("put", book),
        ("get", f"{book}/revisions"),
        ("get", f"{book}/revisions/1"),
    ]


@pytest.mark.parametrize("path", READ)
def test_alice_reads_with_her_token(alice, path):
    assert alice.get(path).status_code == 200


@pytest.mark.parametrize("path", READ)
@pytest.mark.parametrize("token", [None, "nd_live_wrong_wrong_wrong_wrong", "", "ü"])
def test_without_a_good_token_it_is_401(db, path, token):
    client = APIClient() if token is None else integrator(token)
    answer = client.get(path)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["detail"]


def test_a_token_that_ended_is_401(northstar):
    expired = issue_token(northstar, "old", expires_at=timezone.now() - timedelta(seconds=1))
    revoked = issue_token(northstar, "lost")
    revoke_token(ApiToken.objects.get(name="lost"))
    assert [integrator(token).get("/api/v1/calls").status_code for token in (expired, revoked)] == [401, 401]


def test_a_dashboard_session_does_not_open_the_api(alice_token):
    client = APIClient()
    client.post("/dashboard/login", {"token": alice_token}, format="multipart")
    assert client.get("/dashboard").status_code == 200
    assert client.get("/api/v1/calls").status_code == 401


def test_another_tenants_things_do_not_exist_for_charlie(charlie, northstar, acme, make_call):
    for method, path in things_of(make_call(northstar), acme.runbook):
        answer = getattr(charlie, method)(
            path, {"text": "customer_name: X"} if method == "put" else None, format="json"
        )
        assert answer.status_code == 404, path
        assert answer.json()["detail"]


def test_charlies_lists_hold_nothing_of_alices(charlie, northstar, acme, make_call):
    make_call(northstar, customer=acme)
    assert charlie.get("/api/v1/calls").json()["results"] == []
    assert "Acme" not in json.dumps(charlie.get("/api/v1/runbooks").json())
    assert charlie.get("/api/v1/tenant").json()["slug"] == "southpaw"


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/calls/none",
        "/api/v1/runbooks/none",
        "/api/v1/runbooks/99999999999999999999999",
        "/api/v1/runbooks/1/revisions/99999999999999999999999",
        "/api/v1/nothing",
        "/api/",
        "/api/v2/calls/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_that_does_not_exist_is_404_as_json(alice, path, method):
    answer = getattr(alice, method)(path)
    assert answer.status_code in ({404} if method == "get" else {404, 405})
    assert answer.json()["detail"]


def test_a_slash_at_the_end_changes_nothing(alice, acme):
    assert alice.get("/api/v1/calls/").json() == alice.get("/api/v1/calls").json()
    answer = APIClient(enforce_csrf_checks=True).post("/api/v1/runbooks/validate/")
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [("post", "/api/v1/calls"), ("delete", "/api/v1/runbooks"), ("options", "/api/v1/calls"), ("get", "/api/v1/runbooks/validate")],
)  # fmt: skip
def test_a_method_that_is_not_there_is_405_and_lists_those_that_are(alice, method, path):
    answer = getattr(alice, method)(path)
    assert answer.status_code == 405
    assert answer["Allow"]
    assert answer.json()["detail"]


@pytest.mark.parametrize("accepted", ["text/html", "application/xml", "*/*"])
def test_the_answer_is_json_whatever_is_accepted(alice, accepted):
    answer = alice.get("/api/v1/calls", headers={"Accept": accepted})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
