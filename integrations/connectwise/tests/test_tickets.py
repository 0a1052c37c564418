"""The ticket writer against the sandbox, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Q

from integrations.connectwise.client import ConnectWiseClient
from integrations.connectwise.psa import ConnectWise
from integrations.connectwise.tests.test_bodies import XREF, a_draft
from integrations.psa.choice import psa_of
from integrations.psa.errors import KeysRefused, Misconfigured, Refused, Unavailable
from integrations.psa.port import Outcome
from integrations.psa.writing import TicketResult, write_ticket
from integrations.sandbox.connectwise import views
from integrations.sandbox.models import Contact, Fault, Note, Ticket
from tenants.models import ConnectWiseConnection

Write = Callable[..., TicketResult]


@pytest.fixture
def write(sandbox: str, connection: ConnectWiseConnection) -> Write:
    """Write a ticket as a worker does, with a client of its own."""

    def write(known_id: str | None = None, first_attempt: bool = False, **changes: Any) -> TicketResult:
        draft = a_draft(**{"company": "AcmeCorp"} | changes)
        psa = ConnectWise.of(connection)
        return write_ticket(psa, draft, known_id=known_id, first_attempt=first_attempt)

    return write


def notes(place: str) -> list[str]:
    return [note.text for note in Note.objects.filter(place=place)]


def test_a_call_becomes_one_ticket_with_its_notes(write):
    result = write(first_attempt=True, contact_name="Dana", contact_phone="+15555550142")

    ticket = Ticket.objects.get()
    assert (result.id, result.closed, result.warning) == (str(ticket.pk), False, "")
    assert f"recid={ticket.pk}" in result.url
    assert (ticket.external_ref, ticket.company_identifier, ticket.status) == (XREF, "AcmeCorp", "New")
    assert (ticket.priority, ticket.contact_phone) == ("Priority 1 - Critical", "5555550142")
    assert notes("discussion") == ["The server is down."]
    assert len(notes("internal")) == 1


@pytest.mark.parametrize("outcome", list(Outcome))
def test_writing_twice_changes_nothing(write, outcome):
    facts = {"outcome": outcome, "resolution": "It works again."}
    first = write(first_attempt=True, **facts)
    before = list(Ticket.objects.values()), Note.objects.count()

    second = write(**facts)
    third = write(known_id=first.id, **facts)

    assert second == third == first
    assert Note.objects.count() == before[1]
    assert [row["status"] for row in Ticket.objects.values()] == [row["status"] for row in before[0]]


def test_a_resolved_call_is_closed_after_its_notes(write):
    result = write(first_attempt=True, outcome="closed", resolution="It works again.")

    assert result.closed
    assert Ticket.objects.get().status == "Closed"
    assert notes("resolution")[0].startswith("It works again.")


def test_a_call_to_verify_waits_in_its_own_status(write):
    assert not write(first_attempt=True, outcome="pending_verification").closed
    assert Ticket.objects.get().status == "Needs Review"


def test_a_changed_note_is_added_and_the_old_one_stays(write):
    result = write(first_attempt=True, internal_note="Nobody answered yet.")

    write(known_id=result.id, internal_note="Mike took it.")

    assert len(notes("internal")) == 2


def test_a_closed_ticket_is_opened_again_when_the_call_turns_out_open(write):
    result = write(first_attempt=True, outcome="closed")

    again = write(known_id=result.id, outcome="open")

    assert not again.closed
    assert Ticket.objects.get().status == "New"


def test_a_ticket_that_staff_closed_their_own_way_is_opened_before_its_note_is_added(write):
    result = write(first_attempt=True)
    Ticket.objects.update(status=">Closed", closed=True)

    again = write(known_id=result.id, outcome="open", internal_note="The caller rang again.")

    assert not again.closed
    assert Ticket.objects.get().status == "New"
    assert Ticket.objects.get().updated_at < Note.objects.latest("created_at").created_at


def test_a_filter_that_is_not_understood_adopts_no_foreign_ticket(write, monkeypatch):
    other = write(first_attempt=True, xref="nightdesk:CA" + "9" * 32)
    monkeypatch.setattr("integrations.sandbox.connectwise.filters.parse", lambda conditions: Q())

    assert write().id != other.id


def test_a_status_that_staff_chose_stays(write):
    result = write(first_attempt=True)
    Ticket.objects.update(status="In Progress")

    write(known_id=result.id, outcome="pending_verification")

    assert Ticket.objects.get().status == "In Progress"


def test_the_priority_is_raised_but_never_lowered(write):
    result = write(first_attempt=True, priority="P3")
    write(known_id=result.id, priority="P1")
    write(known_id=result.id, priority="P4")

    assert Ticket.objects.get().priority == "Priority 1 - Critical"


def test_a_priority_that_staff_chose_stays(write):
    result = write(first_attempt=True, priority="P3")
    Ticket.objects.update(priority="Priority 2 - Quick Response")

    write(known_id=result.id, priority="P1")

    assert Ticket.objects.get().priority == "Priority 2 - Quick Response"


@pytest.mark.parametrize("company", [None, "Nowhere Inc", "999999"])
def test_an_unknown_company_goes_to_the_fallback_company(write, company):
    result = write(first_attempt=True, company=company)

    assert Ticket.objects.get().company_identifier == "Catchall"
    assert bool(result.warning) == bool(company)


def test_names_may_be_ids(write, connection):
    connection.board, connection.status, connection.priority = "2", {"open": 17, "closed": "40"}, {"P1": 6}

    assert write(first_attempt=True, outcome="closed").closed
    ticket = Ticket.objects.get()
    assert (ticket.board, ticket.status, ticket.priority) == ("Help Desk", "Closed", "Priority 1 - Critical")


@pytest.mark.parametrize("changes", [{"status": {"open": "Fresh"}}, {"priority": {"P1": "Burning"}}])
def test_a_wrong_mapping_costs_the_mapping_and_not_the_ticket(write, connection, changes):
    for name, value in changes.items():
        setattr(connection, name, value)

    result = write(first_attempt=True)

    assert str(Ticket.objects.get().pk) == result.id
    assert result.warning


def test_a_wrong_board_is_told_to_the_owner(write, connection):
    connection.board = "Nowhere"

    with pytest.raises(Refused, match="board") as refusal:
        write(first_attempt=True)

    assert refusal.value.permanent
    assert not Ticket.objects.exists()


def test_without_the_right_to_close_the_ticket_stays_open_and_names_the_right(write):
    Fault.objects.create(kind=Fault.Kind.CONNECTWISE_OPEN)

    result = write(first_attempt=True, outcome="closed", resolution="It works again.")

    assert not result.closed
    assert "Close Service Tickets" in result.warning
    assert notes("resolution")


def test_a_status_that_does_not_close_is_told(write, connection):
    connection.status = {"open": "New", "closed": "In Progress"}

    result = write(first_attempt=True, outcome="closed")

    assert not result.closed
    assert "does not close" in result.warning


def test_of_two_tickets_of_one_call_the_lower_is_kept(write):
    first = write(first_attempt=True)
    write(first_attempt=True)

    found = write()

    assert found.id == first.id
    assert "twice" in found.warning


def test_a_deleted_ticket_is_written_anew(write):
    result = write(first_attempt=True)
    Ticket.objects.all().delete()

    again = write(known_id=result.id)

    assert again.id == str(Ticket.objects.get().pk)
    assert "deleted" in again.warning


def test_a_ticket_created_without_an_answer_is_found_and_not_repeated(write, connection, monkeypatch):
    monkeypatch.setattr(views, "SILENCE_SECONDS", 0.5)
    Fault.objects.create(kind=Fault.Kind.CONNECTWISE_SILENT)
    hasty = ConnectWise.of(connection, timeout=(1.0, 0.2))
    with pytest.raises(Unavailable) as silence:
        write_ticket(hasty, a_draft(), known_id=None, first_attempt=True)
    assert silence.value.uncertain
    assert silence.value.retry_after

    write()

    assert Ticket.objects.count() == 1
    assert len(notes("internal")) == 1


def test_a_broken_connectwise_heals(write):
    fault = Fault.objects.create(kind=Fault.Kind.CONNECTWISE_DOWN)
    with pytest.raises(Unavailable) as broken:
        write(first_attempt=True)
    assert not broken.value.permanent

    fault.delete()

    assert write().id == str(Ticket.objects.get().pk)


def test_wrong_keys_are_told_to_the_owner(write, connection):
    connection.private_key = "another"

    with pytest.raises(KeysRefused, match="refused the keys") as refusal:
        write(first_attempt=True)

    assert refusal.value.permanent
    assert "another" not in str(refusal.value)


def test_an_unknown_company_id_is_told_to_the_owner(write, connection):
    connection.company = "northstarr"

    with pytest.raises(Misconfigured, match="northstarr"):
        write(first_attempt=True)


def test_a_tenant_without_a_psa_has_none(southpaw):
    assert psa_of(southpaw) is None


def test_lists_are_read_page_by_page(write, connection, monkeypatch):
    monkeypatch.setattr("integrations.connectwise.client.PAGE", 3)

    names = [row["name"] for row in ConnectWiseClient.for_connection(connection).rows("/service/boards")]

    assert len(names) == len(set(names)) == 8


def test_the_caller_s_contact_stands_on_the_ticket(write):
    lee = Contact.objects.create(
        login_company="northstar", first_name="Lee", last_name="Whitfield", company_identifier="AcmeCorp"
    )
    assert write(first_attempt=True, contact=lee.pk).warning == ""
    assert Ticket.objects.get().contact_name == "Lee Whitfield"


def test_a_contact_of_another_company_is_given_up_rather_than_the_ticket(write):
    kim = Contact.objects.create(login_company="northstar", first_name="Kim", company_identifier="Elsewhere")
    result = write(first_attempt=True, contact=kim.pk, contact_name="Kim")
    assert "without contact" in result.warning
    assert Ticket.objects.get().contact_name == "Kim"
