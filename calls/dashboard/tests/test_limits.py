"""Limits and callers on the dashboard: blocked, let through, and how much of a day is used."""

from __future__ import annotations

import pytest
from django.test import Client

from tenants.models import CallerRule, Limits, Role, Tenant
from tenants.tokens import issue_token

PAGE = "/dashboard/limits"
NEW = {
    "calls_at_once": "20",
    "minutes_a_day": "600",
    "wakes_per_caller": "3",
    "texts_a_day": "100",
    "dollars_a_day": "25",
}


@pytest.mark.parametrize(
    ("written", "kept"),
    [("(555) 555-0142", "+15555550142"), ("+1900*", "+1900*"), ("Withheld", "withheld")],
)
def test_a_caller_is_blocked_and_let_in_again(
    alice: Client, northstar: Tenant, written: str, kept: str
) -> None:
    alice.post(PAGE, {"kind": "block", "number": written, "note": "sells toner"})
    rule = CallerRule.objects.get(tenant=northstar)
    assert (rule.number, rule.kind, rule.made_by) == (kept, "block", "Alice's dashboard")
    assert "sells toner" in alice.get(PAGE).content.decode()
    alice.post(f"{PAGE}/callers/{rule.pk}/remove")
    assert not CallerRule.objects.exists()


@pytest.mark.parametrize("written", ["", "everybody", "*", "+1*5"])
def test_what_is_no_caller_is_refused(alice: Client, written: str) -> None:
    answer = alice.post(PAGE, {"kind": "block", "number": written})
    assert answer.status_code == 422
    assert not CallerRule.objects.exists()


def test_owners_set_the_limits(alice: Client, northstar: Tenant) -> None:
    alice.post(f"{PAGE}/save", NEW)
    limits = Limits.objects.get(tenant=northstar)
    assert (limits.calls_at_once, limits.texts_a_day, limits.dollars_a_day) == (20, 100, 25)


def test_engineers_do_not_set_limits(northstar: Tenant) -> None:
    token = issue_token(northstar, "Bob's", role=Role.ENGINEER)
    bob = Client(headers={"Authorization": f"Bearer {token}"})
    assert bob.post(f"{PAGE}/save", NEW).status_code == 403
    assert not Limits.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"calls_at_once": "-3"}, {"texts_a_day": "-1"}, {"minutes_a_day": "lots"}]
)
def test_limits_that_cannot_be_are_refused(alice: Client, changes: dict[str, str]) -> None:
    assert alice.post(f"{PAGE}/save", NEW | changes).status_code == 422
