"""An independent reader of our schema calls every operation with what fits it and with what does not.

`make fuzz` tries forty times as many.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks

from calls.api import limits
from nightdesk.tests.doors import FILLINGS, Property, own

__all__ = ["own"]

api = schemathesis.openapi.from_wsgi("/api/schema", WSGIHandler())
# A parameter that nobody knows is no fault, and who asks is the tests' own business. Every text may hold any character
# but NUL, which Postgres cannot keep and every field refuses; OpenAPI has no word for that.
api.config.generation.update(allow_extra_parameters=False, with_security_parameters=False, allow_x00=False)
load_all_checks()
NOT_EVERY_TEXT_IS_A_RUNBOOK = CHECKS.get_by_names(["positive_data_acceptance"])
NO_LONGER_WRONG = CHECKS.get_by_names(["negative_data_rejection"])
endless = settings(
    max_examples=settings().max_examples // 4, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Django closes its connections around a request; the test's own lives in a transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def _without_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BY_TOKEN", 10**9)
    monkeypatch.setattr(limits, "BY_TENANT", 10**9)


@api.parametrize()
@endless
def test_every_answer_is_a_described_one(case: Any, own: Property, alice_token: str) -> None:
    """No 5xx, no status, type or shape that the schema does not tell, nothing taken that it forbids."""
    case.call_and_validate(headers=bearer(alice_token))


@api.include(path_regex=r"\{").parametrize()
@endless
def test_so_is_every_answer_about_rows_that_exist(case: Any, own: Property, alice_token: str) -> None:
    case.path_parameters = {name: row_of(own, name) for name in case.path_parameters}
    unfit = [*NO_LONGER_WRONG, *NOT_EVERY_TEXT_IS_A_RUNBOOK]
    case.call_and_validate(headers=bearer(alice_token), excluded_checks=unfit)


@api.exclude(path="/api/v1/runbooks/validate").parametrize()
@endless
def test_so_is_every_answer_to_the_owner_of_another_msp(case: Any, own: Property, charlie_token: str) -> None:
    case.path_parameters = {name: row_of(own, name) for name in case.path_parameters}
    answer = case.call_and_validate(headers=bearer(charlie_token), excluded_checks=NO_LONGER_WRONG)
    assert not case.path_parameters or answer.status_code != 200
    assert not [mark for mark in own.marks if mark in answer.text]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def row_of(own: Property, name: str) -> str:
    """Northstar's row that a parameter of the API's addresses stands for."""
    return next(
        str(filling(own))
        for (zone, known), filling in FILLINGS.items()
        if known == name and zone.startswith("api/v1")
    )
