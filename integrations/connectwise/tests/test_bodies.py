"""What we send fits ConnectWise's own description of its interface."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.connectwise import bodies
from integrations.connectwise.conditions import Token, all_of, one_of, where
from integrations.connectwise.tests.strict import faults
from integrations.psa import notes
from integrations.psa.errors import Refused
from integrations.psa.port import Outcome, TicketDraft
from tenants.models import ConnectWiseConnection

XREF = "nightdesk:CA" + "0" * 32


def a_connection() -> ConnectWiseConnection:
    return ConnectWiseConnection(
        board="Service Desk",
        fallback_company="Catchall",
        status={"open": "New", "closed": "17"},
        priority={"P1": "Priority 1 - Critical"},
    )


def a_draft(**changes: Any) -> TicketDraft:
    facts: dict[str, Any] = {
        "xref": XREF,
        "summary": "Server down",
        "description": "The server is down.",
        "internal_note": "Transcript: …",
        "priority": "P1",
    }
    return TicketDraft(**facts | changes)


def test_schema_refuses_a_ticket_without_company():
    assert faults("Ticket", {"summary": "x"})


def test_schema_refuses_a_misspelt_field():
    assert faults("Ticket", {"summary": "x", "company": {"id": 1}, "sumary": "y"})


texts = st.text(max_size=300)


@given(
    draft=st.builds(
        a_draft,
        summary=texts,
        description=texts,
        company=st.one_of(st.none(), st.sampled_from(["AcmeCorp", "250", ""])),
        contact_name=texts,
        contact_phone=st.one_of(texts, st.from_regex(r"\+[0-9]{1,30}", fullmatch=True)),
        outcome=st.sampled_from(Outcome),
    )
)
def test_any_ticket_fits_the_schema(draft):
    body = bodies.new_ticket(draft, a_connection(), {"priority": {"id": 6}})

    assert faults("Ticket", body) == []
    assert None not in body.values()
    assert body["automaticEmailContactFlag"] is False


@given(note=texts, resolution=st.one_of(st.none(), texts))
def test_any_note_fits_the_schema_and_has_one_place(note, resolution):
    for written in notes.notes_of(a_draft(internal_note=note, resolution=resolution)):
        body = bodies.new_note(written)
        assert faults("ServiceNote", body) == []
        assert sum(value is True for value in body.values()) == 1


def test_a_patch_fits_the_schema():
    assert faults("PatchOperation", {"op": "replace", "path": "status", "value": {"name": "Closed"}}) == []


def test_a_long_summary_is_cut_to_one_line_of_100():
    body = bodies.new_ticket(a_draft(summary="down\n" * 60), a_connection(), {})

    assert len(body["summary"]) == 100
    assert "\n" not in body["summary"]


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        ("+15555550142", "5555550142"),
        ("+442079460958", "442079460958"),
        ("anonymous", ""),
        ("", ""),
    ],
)
def test_phone_numbers_are_sent_as_connectwise_stores_them(number, digits):
    assert bodies.phone_digits(number) == digits


def test_a_ticket_to_be_closed_starts_open():
    body = bodies.new_ticket(a_draft(outcome=Outcome.CLOSED), a_connection(), {})

    assert body["status"] == {"name": "New"}


def test_what_staff_alone_may_read_is_not_in_the_first_text():
    body = bodies.new_ticket(a_draft(internal_note="secret thoughts"), a_connection(), {})

    assert "secret thoughts" not in json.dumps(body)


def test_a_changed_note_gets_another_mark():
    first, second = (next(notes.notes_of(a_draft(internal_note=text))).mark for text in ("one", "two"))

    assert first != second


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (where("externalXRef", "=", Token(XREF)), f'externalXRef="{XREF}"'),
        (where("company/id", "=", 42), "company/id=42"),
        (where("closedFlag", "=", True), "closedFlag=true"),
        (
            where("dateEntered", ">=", datetime(2026, 8, 22, 1, 2, 3, 4, UTC)),
            "dateEntered>=[2026-08-22T01:02:03Z]",
        ),
        (
            all_of(where("board/id", "=", 1), one_of("priority/id", [6, 15])),
            "board/id=1 and priority/id in (6,15)",
        ),
    ],
)
def test_conditions_are_written_as_connectwise_reads_them(condition, text):
    assert condition == text


@given(st.text())
def test_no_foreign_text_becomes_a_condition(text):
    try:
        token = Token(f"nightdesk:{text}")
    except ValueError:
        return
    assert not set('"\\[]*% ') & set(token.text)


def test_a_field_cannot_smuggle_a_condition():
    with pytest.raises(ValueError, match="not a comparison"):
        where("id=1 or id", "=", 2)


def test_a_ticket_says_what_the_tenant_calls_it():
    connection = a_connection()
    connection.types = {"network": "Network", "default": "Incident"}
    connection.severity, connection.impact = {"P1": "High"}, {"P1": "Medium"}

    body = bodies.new_ticket(a_draft(category="network"), connection, {"type": {"id": 103}, "team": None})

    assert (body["type"], body["severity"], body["impact"]) == ({"id": 103}, "High", "Medium")
    assert "team" not in body
    assert [bodies.by_category(connection.types, c) for c in ("network", "email", "")] == [
        "Network",
        "Incident",
        "Incident",
    ]


@pytest.mark.parametrize(
    ("blamed", "given_up"),
    [
        ("source", {"source"}),
        ("type", {"type", "subType"}),
        ("subType", {"subType"}),
        ("priority", {"type", "subType", "source", "contact", "priority", "status"}),
    ],
)
def test_what_is_refused_is_given_up_and_no_more(blamed, given_up):
    connection = a_connection()
    mapped = {"type": {"id": 1}, "subType": {"id": 2}, "source": {"id": 3}, "priority": {"id": 6}}
    body = bodies.new_ticket(a_draft(contact=7), connection, mapped)
    refusal = Refused("no", permanent=True, faults=(("no", frozenset({blamed.lower()})),))

    mended = bodies.mend(body, refusal, connection)

    assert mended is not None
    assert body.keys() - mended[0].keys() == given_up
    assert faults("Ticket", mended[0]) == []
