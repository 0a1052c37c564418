"""Alice connects her ConnectWise on the dashboard: keys go in and never out, lists are picked, a ticket proves it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from integrations.conftest import connection, sandbox
from integrations.sandbox.models import Device, Fault, Ticket
from tenants.models import AuditEvent, ConnectWiseConnection, Customer, PsaState, Role, Tenant
from tenants.tokens import issue_token

__all__ = ["connection", "sandbox"]
pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/dashboard/connection"
KEYS = {"url": "sandbox", "company": "northstar", "public_key": "", "private_key": ""}
CHOSEN = {
    "board": "2",
    "fallback_company": "Catchall",
    "status_open": "17",
    "status_pending_verification": "18",
    "status_closed": "40",
    "priority_P1": "6",
    "priority_P2": "7",
    "priority_P3": "8",
    "priority_P4": "9",
    "type_email": "105",
    "device_types": ["2"],
}


@pytest.fixture
def desk(sandbox: str, alice: Client, settings: Any) -> Client:
    """Alice's dashboard, with the sandbox beside it."""
    settings.ROOT_URLCONF = "nightdesk.urls"
    return alice


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_an_msp_without_psa_connects_one_from_nothing(desk: Client, northstar: Tenant) -> None:
    assert "Not connected" in text(desk.get(PAGE))
    trial = dict.fromkeys(KEYS, "sandbox")
    assert desk.post(PAGE, trial).status_code == 302
    row = ConnectWiseConnection.objects.get(tenant=northstar)
    assert (row.public_key, row.private_key) == ("sandbox", "sandbox")
    lists = text(desk.get(f"{PAGE}/lists"))
    assert '<option value="3" selected>After Hours</option>' in lists
    assert '<option value="40" selected>Closed</option>' in lists
    assert '<option value="6" selected>Priority 1 - Critical</option>' in lists


def test_stored_keys_are_never_shown_and_stay_when_the_fields_are_empty(
    desk: Client, connection: ConnectWiseConnection
) -> None:
    connection.private_key = "s3cr3t"
    connection.save()
    assert "s3cr3t" not in text(desk.get(PAGE))
    desk.post(PAGE, KEYS | {"company": "northstar2"})
    connection.refresh_from_db()
    assert (connection.company, connection.private_key) == ("northstar2", "s3cr3t")
    told = AuditEvent.objects.get(kind="secret_changed")
    assert "company" in told.details
    assert "s3cr3t" not in told.details


def test_stored_keys_are_sent_to_no_other_site(desk: Client, connection: ConnectWiseConnection) -> None:
    elsewhere = KEYS | {"url": "https://na.attacker.example"}
    for door in (PAGE, f"{PAGE}/test"):
        answer = desk.post(door, elsewhere)
        assert answer.status_code == 422
        assert "type both keys again" in text(answer)


def test_a_test_of_what_is_typed_says_what_is_wrong_and_saves_nothing(
    desk: Client, connection: ConnectWiseConnection
) -> None:
    answer = desk.post(f"{PAGE}/test", KEYS | {"private_key": "wrong"}, headers={"HX-Request": "true"})
    assert "Wrong keys" in text(answer)
    connection.refresh_from_db()
    assert connection.private_key == "private"
    assert not PsaState.objects.filter(tested_at__isnull=False).exists()
    assert AuditEvent.objects.filter(kind="psa_tested").exists()


def test_the_result_of_testing_what_is_stored_stays_on_the_page(
    desk: Client, connection: ConnectWiseConnection
) -> None:
    Fault.objects.create(kind=Fault.Kind.NO_CONTACTS)
    desk.post(f"{PAGE}/test", KEYS)
    page = text(desk.get(PAGE))
    assert "Missing right: Companies → Contacts" in page
    assert "needs mending" in page


def test_how_tickets_look_is_picked_from_the_lists_of_the_board(
    desk: Client, connection: ConnectWiseConnection
) -> None:
    desk.get(f"{PAGE}/lists")
    assert desk.post(f"{PAGE}/mapping", CHOSEN).status_code == 302
    connection.refresh_from_db()
    assert (connection.board, connection.status["closed"], connection.types) == ("2", "40", {"email": "105"})
    assert connection.device_types == ["2"]
    assert PsaState.objects.get().offers["board"] == 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"status_open": "999"}, "not one of the available choices"),
        ({"fallback_company": "Nobody"}, "no company “Nobody”"),
    ],
)
def test_what_is_not_in_the_lists_is_refused(
    desk: Client, connection: ConnectWiseConnection, wrong: dict[str, str], words: str
) -> None:
    answer = desk.post(f"{PAGE}/mapping", CHOSEN | wrong)
    assert answer.status_code == 422
    assert words in text(answer)


def test_while_connectwise_is_away_the_form_says_so_and_keeps_what_was_chosen(
    desk: Client, connection: ConnectWiseConnection
) -> None:
    desk.get(f"{PAGE}/lists")
    Fault.objects.create(kind=Fault.Kind.CONNECTWISE_DOWN)
    form = text(desk.get(f"{PAGE}/lists"))
    assert "ConnectWise is not available" in form
    assert "These lists were read" in form
    assert '<option value="17" selected>New</option>' in form
    assert desk.post(f"{PAGE}/mapping", CHOSEN | {"board": "1"}).status_code == 302
    connection.refresh_from_db()
    assert connection.board == "1"


def test_lists_that_never_were_read_keep_what_was_written_in_the_file(
    desk: Client, connection: ConnectWiseConnection
) -> None:
    Fault.objects.create(kind=Fault.Kind.CONNECTWISE_DOWN)
    form = text(desk.get(f"{PAGE}/lists"))
    assert '<option value="Service Desk" selected>Service Desk</option>' in form


def test_another_board_brings_its_own_lists_and_keeps_the_rest_of_the_form(
    desk: Client, connection: ConnectWiseConnection
) -> None:
    form = text(desk.get(f"{PAGE}/lists", {"board": "4", "priority_P1": "10"}))
    assert '<option value="4" selected>NOC</option>' in form
    assert '<option value="10" selected>Priority 1 - Emergency Response</option>' in form


def test_a_test_ticket_is_made_on_request_and_shown_with_its_link(
    desk: Client, connection: ConnectWiseConnection
) -> None:
    desk.post(f"{PAGE}/ticket")
    ticket = Ticket.objects.get()
    assert ticket.closed
    assert f"recid={ticket.pk}" in text(desk.get(PAGE))


def test_endpoints_are_counted_by_type_with_the_time_of_reading(
    desk: Client, connection: ConnectWiseConnection, acme: Customer
) -> None:
    for number in range(5):
        Device.objects.create(
            login_company="northstar",
            company_id_number=1,
            company_identifier="AcmeCorp",
            name=f"PC{number}",
            type_id_number=1 + number % 2,
            active=number > 0,
        )
    desk.post(f"{PAGE}/count")
    state = PsaState.objects.get()
    assert state.devices == 4
    assert state.devices_read_at is not None
    ConnectWiseConnection.objects.update(device_types=["Managed Server"])
    desk.post(f"{PAGE}/count")
    assert PsaState.objects.get().devices == 2


def test_only_owners_come_near_the_keys(sandbox: str, settings: Any, northstar: Tenant) -> None:
    settings.ROOT_URLCONF = "nightdesk.urls"
    token = issue_token(northstar, "bob", role=Role.ENGINEER, by="test")
    bob = Client(headers={"Authorization": f"Bearer {token}"})
    assert bob.get(PAGE).status_code == 403
    assert bob.post(f"{PAGE}/ticket").status_code == 403
