"""Calls as integrators read them."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta

import pytest
from django.utils import timezone

from calls.dashboard.tests.makers import escalate, owe_ticket, page, say
from tenants.models import RunbookRevision


def first_words(answer) -> list[str]:
    return [call["first_words"] for call in answer.json()["results"]]


def test_calls_come_newest_first(alice, northstar, make_call):
    now = timezone.now()
    make_call(northstar, first_words="older", started_at=now - timedelta(hours=1))
    make_call(northstar, first_words="newer", started_at=now)
    assert first_words(alice.get("/api/v1/calls")) == ["newer", "older"]


def test_pages_follow_each_other_at_the_public_address(alice, northstar, make_call):
    now = timezone.now()
    for age in range(5):
        make_call(northstar, first_words=str(age), started_at=now - timedelta(minutes=age))
    seen, path = [], "/api/v1/calls?page_size=2"
    while path:
        answer = alice.get(path)
        seen += first_words(answer)
        path = answer.json()["next"]
        assert path is None or path.startswith("https://desk.example/api/v1/calls?")
        path = path and path.removeprefix("https://desk.example")
    assert seen == ["0", "1", "2", "3", "4"]


def test_calls_of_one_moment_are_all_listed_once(alice, northstar, make_call):
    now = timezone.now()
    for number in range(7):
        make_call(northstar, first_words=str(number), started_at=now)
    seen, path = [], "/api/v1/calls?page_size=3"
    while path:
        answer = alice.get(path)
        seen += first_words(answer)
        path = answer.json()["next"] and answer.json()["next"].removeprefix("https://desk.example")
    assert sorted(seen) == [str(number) for number in range(7)]


def test_filters_leave_what_fits(alice, northstar, acme, make_call):
    now = timezone.now()
    make_call(northstar, first_words="red", priority="P1", disposition="open_paged", customer=acme)
    make_call(northstar, first_words="old", priority="P3", started_at=now - timedelta(days=2))

    def asked(**query: object) -> list[str]:
        return first_words(alice.get("/api/v1/calls", query))

    assert asked(priority="P1") == asked(disposition="open_paged") == ["red"]
    assert asked(customer=acme.pk) == asked(customer="acme corp") == ["red"]
    assert asked(since=(now - timedelta(days=1)).isoformat()) == ["red"]
    assert asked(priority="P3", customer=acme.pk) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("priority", "P9"), ("disposition", "lost"), ("since", "yesterday"), ("customer", "\x00"), ("customer", "x" * 201)],
)  # fmt: skip
def test_a_filter_that_makes_no_sense_is_refused_by_name(alice, name, value):
    answer = alice.get("/api/v1/calls", {name: value})
    assert answer.status_code == 400
    assert answer.json()["detail"]
    assert isinstance(answer.json()[name], list)


@pytest.mark.parametrize("customer", ["99999999999999999999999", "²", "nobody"])
def test_an_unknown_customer_has_no_calls(alice, northstar, make_call, customer):
    make_call(northstar)
    assert first_words(alice.get("/api/v1/calls", {"customer": customer})) == []


@pytest.mark.parametrize("cursor", ["ü", b64encode(b"o=-1").decode(), b64encode(b"p=soon").decode()])
@pytest.mark.parametrize("path", ["/api/v1/calls", "/api/v1/runbooks"])
def test_a_made_up_cursor_is_404(alice, northstar, path, cursor):
    answer = alice.get(path, {"cursor": cursor})
    assert answer.status_code == 404
    assert answer.json()["detail"]


def test_a_call_in_full(alice, northstar, acme, make_call):
    revision = RunbookRevision.objects.get(runbook=acme.runbook)
    call = make_call(northstar, customer=acme, revision=revision, disposition="open_paged", priority="P1")
    escalation = escalate(call, "acknowledged", acknowledged_at=call.started_at, acknowledged_by="Mike Reyes")
    page(escalation, 1, "acknowledged")
    owe_ticket(call, "done", external_id="4711", warning="no such board")
    say(call, 1, "caller", "The server is down")
    say(call, 2, "agent", "I am waking somebody.", action="escalate", rule=None, latency_ms=7)
    facts = alice.get(f"/api/v1/calls/{call.pk}").json()
    assert facts["customer"] == {"id": acme.pk, "name": "Acme Corp"}
    assert facts["outcome"].startswith("Woke Mike Reyes")
    assert facts["runbook_revision"] == {"runbook": acme.runbook.pk, "number": 1}
    assert facts["turns"][0]["decision"] is None
    decision = facts["turns"][1]["decision"]
    assert (decision["action"], decision["latency_ms"], decision["findings"]) == ("escalate", 7, None)
    assert facts["escalation"]["pages"][0]["state"] == "acknowledged"
    assert (facts["ticket"]["number"], facts["ticket"]["warning"]) == ("4711", "no such board")


def test_a_call_that_has_just_begun(alice, northstar, make_call):
    facts = alice.get(f"/api/v1/calls/{make_call(northstar).pk}").json()
    empty = [
        facts[name] for name in ("customer", "escalation", "escalation_state", "ticket", "runbook_revision")
    ]
    assert empty == [None] * 5
    assert facts["outcome"] == "On the line now"


def test_the_list_asks_the_database_the_same_for_many_calls(
    alice, northstar, acme, make_call, django_assert_max_num_queries
):
    for _ in range(20):
        call = make_call(northstar, customer=acme)
        page(escalate(call), 1)
        owe_ticket(call)
    alice.get("/api/v1/calls")
    with django_assert_max_num_queries(5):
        alice.get("/api/v1/calls")


@pytest.mark.parametrize("path", ["/api/v1/calls", "/api/v1/runbooks"])
@pytest.mark.parametrize("size", ["", "0", "-1", "many", "null", "1.5", "²"])
def test_a_size_of_page_that_is_none_is_refused_by_name(alice, northstar, path, size):
    answer = alice.get(path, {"page_size": size})
    assert answer.status_code == 400
    assert answer.json()["page_size"]


def test_a_page_larger_than_there_is_has_as_much_as_there_may_be(alice, northstar, make_call):
    make_call(northstar)
    assert len(alice.get("/api/v1/calls", {"page_size": "100000"}).json()["results"]) == 1


@pytest.mark.parametrize("name", ["priority", "disposition", "since", "customer"])
def test_a_filter_without_a_value_is_a_mistake_and_not_everything(alice, northstar, name):
    assert alice.get("/api/v1/calls", {name: ""}).json()[name]
