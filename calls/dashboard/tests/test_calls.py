"""The table of calls and the page of one call."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from calls.dashboard.tests.makers import escalate, owe_ticket, page, say
from calls.models import Call
from tenants.models import Customer, RunbookRevision

HTMX = {"HX-Request": "true"}


def text_of(client, path, **query) -> str:
    html: str = client.get(path, query).content.decode()
    return html


@pytest.fixture
def busy_call(northstar, acme, make_call):
    """A call with everything that a call can have."""
    revision = RunbookRevision.objects.get(runbook=acme.runbook)
    call = make_call(northstar, customer=acme, revision=revision, priority="P1", disposition="open_paged")
    escalation = escalate(call, "open", reason="Nobody can work.", target="mike@northstar.example")
    page(escalation, 1, "delivered", delivered_at=call.started_at, provider_id="SM1")
    page(escalation, 2, "failed", person_name="Dana Cole", error="The number is not in service")
    page(escalation, 3, "cancelled", person_name="Eli Park")
    page(escalation, 4, "due", person_name="Kim Lee")
    owe_ticket(call, attempts=3, error="ConnectWise does not answer")
    say(call, 0, "agent", "What is going on?")
    say(call, 1, "caller", "The server is down")
    say(
        call,
        2,
        "agent",
        "I am waking somebody.",
        action="escalate",
        disposition="open_paged",
        priority="P1",
        reason="The runbook says so.",
        findings=["danger_words"],
        rule="server down OR fire",
        page_target="mike@northstar.example",
        decided_by="claude-haiku-5-5",
        latency_ms=812,
        input_tokens=1480,
        output_tokens=66,
        prompt_version="7",
    )
    return call


def test_an_empty_table_says_what_to_do(alice, northstar):
    html = text_of(alice, "/dashboard")
    assert "Nobody has called yet" in html
    assert "+15555550198" in html


def test_a_row_tells_the_call(alice, northstar, acme, make_call):
    call = make_call(
        northstar, customer=acme, priority="P3", disposition="morning_ticket", first_words="it jams"
    )
    owe_ticket(call, "done", external_id="4711", external_url="https://na.myconnectwise.net/4711")
    html = text_of(alice, "/dashboard")
    for part in ("Acme Corp", "badge--p3", "it jams", "Ticket for the morning", "#4711", str(call.pk)):
        assert part in html


def test_times_are_those_of_the_tenant(alice, northstar, make_call):
    call = make_call(northstar)
    assert f">{call.started_at.astimezone(northstar.zone):%H:%M}<" in text_of(alice, "/dashboard")


@pytest.mark.parametrize("state", [state.value for state in Call.State])
@pytest.mark.parametrize("path", ["/dashboard", "/dashboard/calls/{}"])
def test_every_state_of_a_call_can_be_shown(alice, northstar, make_call, state, path):
    call = make_call(northstar, state=state, ended_at=timezone.now() if state == "ended" else None)
    assert alice.get(path.format(call.pk)).status_code == 200


def test_what_a_caller_said_stays_text(alice, northstar, make_call):
    words = "<script>alert(1)</script>"
    call = make_call(northstar, first_words=words, caller_name=words, summary=words, from_number="<b>")
    say(call, 1, "caller", words)
    for path in ("/dashboard", f"/dashboard/calls/{call.pk}"):
        html = text_of(alice, path)
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)" in html


def test_the_table_shows_the_newest_fifty(alice, northstar, make_call):
    now = timezone.now()
    for age in range(52):
        make_call(northstar, started_at=now - timedelta(minutes=age), first_words=f"call-{age:02}.")
    html = text_of(alice, "/dashboard")
    assert "call-49." in html
    assert "call-50." not in html


def test_the_refresh_brings_rows_only(alice, northstar, make_call):
    make_call(northstar, first_words="it jams")
    html = alice.get("/dashboard", headers=HTMX).content.decode()
    assert "it jams" in html
    assert "<html" not in html


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"priority": "P1"}, "red"),
        ({"disposition": "closed"}, "green"),
        ({"q": "RED thing"}, "red"),
        ({"q": "brightwater"}, "green"),
        ({"q": "4711"}, "green"),
    ],
)
def test_filters_leave_what_fits(alice, northstar, make_call, query, shown):
    brightwater = Customer.objects.create(tenant=northstar, name="Brightwater")
    make_call(northstar, priority="P1", first_words="red thing")
    green = make_call(northstar, disposition="closed", first_words="green thing", customer=brightwater)
    owe_ticket(green, "done", external_id="4711")
    html = text_of(alice, "/dashboard", **query)
    assert [color for color in ("red", "green") if f"{color} thing”" in html] == [shown]


def test_the_customer_filter_leaves_his_calls(alice, northstar, acme, make_call):
    make_call(northstar, customer=acme, first_words="from acme")
    make_call(northstar, first_words="from nobody")
    html = text_of(alice, "/dashboard", customer=acme.pk)
    assert "from acme" in html
    assert "from nobody" not in html


@pytest.mark.parametrize(
    "query", [{"priority": "P9"}, {"customer": "x"}, {"disposition": "'"}, {"q": "\x00"}]
)
def test_a_filter_that_makes_no_sense_is_left_out(alice, northstar, make_call, query):
    make_call(northstar, first_words="still here")
    assert "still here" in text_of(alice, "/dashboard", **query)


def test_no_fitting_call_offers_all(alice, northstar, make_call):
    make_call(northstar)
    assert "No call fits" in text_of(alice, "/dashboard", q="nothing like it")


def test_the_table_asks_the_database_the_same_for_many_calls(
    alice, northstar, acme, make_call, django_assert_max_num_queries
):
    for _ in range(20):
        call = make_call(northstar, customer=acme, disposition="open_paged")
        escalation = escalate(call)
        page(escalation, 1, "delivered")
        page(escalation, 2)
        owe_ticket(call)
    alice.get("/dashboard")  # the use of the token is noted once
    with django_assert_max_num_queries(9):
        alice.get("/dashboard")
    with django_assert_max_num_queries(5):
        alice.get("/dashboard", headers=HTMX)


def test_a_call_tells_who_decided_what_and_why(alice, busy_call):
    html = text_of(alice, f"/dashboard/calls/{busy_call.pk}")
    for part in (
        "The server is down",
        "The runbook says so.",
        "server down OR fire",
        "danger words",
        "claude-haiku-5-5 · 812 ms · 1480 + 66 tokens · prompt 7",
        "Acme Corp, revision 1",
    ):
        assert part in html


def test_a_call_tells_its_pages_and_its_ticket(alice, busy_call):
    html = text_of(alice, f"/dashboard/calls/{busy_call.pk}")
    for part in (
        "Escalated, for mike@northstar.example",
        "Paged Mike Reyes by text message to +15555550100",
        "Delivered to Mike Reyes, says the carrier",
        "Could not page Dana Cole",
        "The number is not in service",
        "No need to page Eli Park",
        "Will page Kim Lee",
        "Ticket pending, tried 3 times",
        "ConnectWise does not answer",
    ):
        assert part in html


def test_a_decision_with_missing_parts_is_shown(alice, northstar, make_call):
    call = make_call(northstar)
    say(call, 0, "agent", "Hello", decided_by="greeting")
    say(call, 2, "agent", "Yes?", action="gather", latency_ms=None, findings=None, rule=None)
    assert alice.get(f"/dashboard/calls/{call.pk}").status_code == 200


def test_an_open_call_refreshes_itself_and_a_settled_one_does_not(alice, northstar, make_call):
    call = make_call(northstar)
    path = f"/dashboard/calls/{call.pk}"
    assert f'hx-get="{path}"' in text_of(alice, path)
    Call.objects.filter(pk=call.pk).update(state="ended", ended_at=timezone.now())
    assert "hx-get" not in text_of(alice, path)


def test_the_refresh_of_a_call_brings_the_call_only(alice, busy_call):
    html = alice.get(f"/dashboard/calls/{busy_call.pk}", headers=HTMX).content.decode()
    assert "The server is down" in html
    assert "<html" not in html


def test_a_call_page_asks_the_database_a_bounded_number_of_times(
    alice, busy_call, django_assert_max_num_queries
):
    alice.get("/dashboard")
    for sequence in range(3, 30):
        say(busy_call, sequence, "caller", "still there?")
    with django_assert_max_num_queries(9):
        alice.get(f"/dashboard/calls/{busy_call.pk}")


@pytest.mark.parametrize("path", ["/dashboard", "/dashboard/runbooks", "/dashboard/calls/{}"])
def test_reading_pages_take_no_post(alice, northstar, make_call, path):
    assert alice.post(path.format(make_call(northstar).pk)).status_code == 405
