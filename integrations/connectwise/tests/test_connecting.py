"""Connecting a ConnectWise: what is wrong is said in words, what there is is read, a test ticket proves the rest."""

from __future__ import annotations

import pytest
import responses
from django.core.cache import cache

from integrations.connectwise.client import ConnectWiseClient
from integrations.connectwise.offers import Offers, read_offers
from integrations.connectwise.probe import Grade, is_working, probe
from integrations.connectwise.psa import ConnectWise
from integrations.psa.errors import Unavailable
from integrations.psa.trial import try_ticket
from integrations.sandbox.models import Fault, Note, Ticket
from tenants.models import ConnectWiseConnection

Kind = Fault.Kind


def bad(connection: ConnectWiseConnection) -> list[str]:
    return [f"{one.what}: {one.words}" for one in probe(connection) if one.grade is Grade.BAD]


def test_a_good_connection_is_said_to_work(sandbox, connection):
    found = probe(connection)
    assert is_working(found)
    assert next(one.what for one in found if one.grade is Grade.GOOD).startswith("ConnectWise answers at ")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Kind.CONNECTWISE_KEYS, "Wrong keys: The company ID and both keys"),
        (Kind.CONNECTWISE_ID, "clientId: ConnectWise does not take NightDesk's own clientId"),
        (Kind.CONNECTWISE_DOWN, "not available (status 500)"),
        (Kind.NO_COMPANIES, "Missing right: Companies → Company Maintenance"),
        (Kind.NO_CONTACTS, "Missing right: Companies → Contacts"),
        (Kind.NO_DEVICES, "Missing right: Companies → Configurations"),
        (Kind.NO_TICKETS, "Missing right: Service Desk → Service Tickets"),
        (Kind.NO_TABLES, "Missing right: System → Table Setup"),
    ],
)
def test_what_is_wrong_is_the_only_thing_that_is_said_to_be(sandbox, connection, fault, words):
    Fault.objects.create(kind=fault, scope="northstar")
    found = bad(connection)
    assert len(found) == 1, found
    assert words in found[0]


def test_the_cloud_s_404_for_wrong_keys_is_not_taken_for_a_missing_page(sandbox, connection):
    Fault.objects.create(kind=Kind.CONNECTWISE_CLOUD)
    connection.private_key = "another"
    [found] = bad(connection)
    assert found.startswith("Wrong keys or wrong region:")


def test_a_company_id_that_nobody_has_there_is_named(sandbox, connection):
    connection.company = "nobody"
    [found] = bad(connection)
    assert "knows no company ID 'nobody'" in found


def test_the_region_where_the_company_is_at_home_is_found(connection):
    cache.clear()
    connection.url = "https://na.myconnectwise.net"
    with responses.RequestsMock() as wire:
        wire.get("https://na.myconnectwise.net/login/companyinfo/northstar", body="null")
        wire.get("https://eu.myconnectwise.net/login/companyinfo/northstar", json={"Codebase": "v2025_1/"})
        [found] = bad(connection)
    assert (
        found
        == "Wrong region: northstar is at home in another region: write https://eu.myconnectwise.net as the site."
    )


def test_a_role_that_sees_only_its_own_is_asked_about(sandbox, connection):
    notes = [one for one in probe(connection) if one.grade is Grade.NOTE]
    assert any("Inquire: My" in note.words for note in notes)


def client(connection: ConnectWiseConnection) -> ConnectWiseClient:
    return ConnectWiseClient.for_connection(connection)


def test_what_there_is_is_read_for_the_board_that_is_meant(sandbox, connection):
    offers = read_offers(client(connection), "help desk")
    assert offers.board == 2
    closed = offers.find("statuses", "Closed")
    assert closed is not None
    assert closed.closes
    assert offers.find("priorities", "6") == offers.find("priorities", "priority 1 - critical")
    assert [one.name for one in offers.companies] == ["Catchall", "Acme Corp"]
    assert [
        len(getattr(offers, kind)) > 2 for kind in ("types", "subtypes", "teams", "sources", "device_types")
    ]
    assert Offers.of(offers.as_json()) == offers


def test_a_list_that_may_not_be_read_is_told_and_the_others_are_there(sandbox, connection):
    Fault.objects.create(kind=Kind.NO_COMPANIES)
    offers = read_offers(client(connection), "1")
    assert offers.unread == ("companies",)
    assert offers.statuses


def test_lists_that_take_too_long_are_given_up(sandbox, connection):
    with pytest.raises(Unavailable, match="takes too long"):
        read_offers(client(connection), "1", patience=0.0)


def test_a_test_ticket_is_created_noted_and_closed(sandbox, connection):
    trial = try_ticket(ConnectWise.of(connection), "nightdesk-test:1")
    ticket = Ticket.objects.get()
    assert (trial.is_good, trial.ticket, ticket.closed) == (True, str(ticket.pk), True)
    assert f"recid={ticket.pk}" in trial.url
    assert Note.objects.filter(ticket=ticket, place=Note.Place.INTERNAL).exists()
    assert trial.left == f"Ticket {ticket.pk} stays there, closed."


def test_a_test_ticket_that_cannot_be_closed_says_which_right_is_missing_and_what_is_left(
    sandbox, connection
):
    Fault.objects.create(kind=Kind.CONNECTWISE_OPEN)
    trial = try_ticket(ConnectWise.of(connection), "nightdesk-test:1")
    assert (trial.failed, trial.done) == ("close the ticket", ["create the ticket", "add a note"])
    assert "Close Service Tickets" in trial.why
    assert trial.left == f"Ticket {Ticket.objects.get().pk} is left behind, open: close it by hand."


def test_a_test_ticket_that_could_not_be_made_leaves_nothing(sandbox, connection):
    Fault.objects.create(kind=Kind.NO_TICKETS)
    trial = try_ticket(ConnectWise.of(connection), "nightdesk-test:1")
    assert (trial.failed, trial.left) == ("create the ticket", "Nothing is left behind.")
    assert not Ticket.objects.exists()


def test_before_a_board_is_chosen_no_ticket_is_put_anywhere(sandbox, connection):
    connection.board = ""
    trial = try_ticket(ConnectWise.of(connection), "nightdesk-test:1")
    assert "Choose a service board" in trial.why
    assert not Ticket.objects.exists()
