"""What goes wrong looks like the rest of the desk, and like JSON to a program."""

from __future__ import annotations

import json

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from calls.dashboard.views import errors


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_error_pages_need_no_request(name):
    html = render_to_string(f"{name}.html")
    assert "NightDesk" in html
    assert "/dashboard" in html


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (lambda request: errors.bad_request(request, ValueError()), 400),
        (lambda request: errors.not_found(request, ValueError()), 404),
        (errors.broken, 500),
    ],
)
def test_a_program_gets_its_faults_as_json(answer, status):
    told = answer(RequestFactory().get("/api/v1/calls"))
    assert told.status_code == status
    assert json.loads(told.content)["detail"]
    page = answer(RequestFactory().get("/dashboard"))
    assert page.status_code == status
    assert b"<html" in page.content
