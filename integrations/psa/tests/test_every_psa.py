"""What the port promises, of every PSA that stands behind it; each is played by the sandbox over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integrations.connectwise.psa import ConnectWise
from integrations.connectwise.tests.test_bodies import XREF, a_draft
from integrations.halo.psa import Halo
from integrations.psa.choice import psa_of
from integrations.psa.errors import KeysRefused, Unavailable
from integrations.psa.joining import take_in
from integrations.psa.port import Outcome, Psa
from integrations.psa.writing import TicketResult, write_ticket
from integrations.sandbox.models import Contact, Device, Fault, Note, Ticket
from integrations.tests.bad_line import Mishap, bad_line
from tenants.models import Customer, Tenant

pytestmark = pytest.mark.django_db(transaction=True)
ACME = "250"
Write = Callable[..., TicketResult]


@pytest.fixture(params=["connection", "halo"])
def stored(request: pytest.FixtureRequest, sandbox: str, acme: Customer) -> Any:
    """Northstar's connection to its PSA; Acme is the company 250 there."""
    Customer.objects.update(connectwise_company=ACME)
    return request.getfixturevalue(request.param)


@pytest.fixture
def psa(stored: Any, northstar: Tenant) -> Psa:
    found = psa_of(northstar)
    assert found is not None
    return found


@pytest.fixture
def write(psa: Psa) -> Write:
    def write(known_id: str | None = None, first_attempt: bool = False, **changes: Any) -> TicketResult:
        draft = a_draft(**{"company": ACME} | changes)
        return write_ticket(psa, draft, known_id=known_id, first_attempt=first_attempt)

    return write


def contact(stored: Any, company: int, phone: str = "") -> Contact:
    """A person as the stand-in of this PSA names his company."""
    code = str(company) if stored._meta.model_name == "haloconnection" else f"Company{company}"
    return Contact.objects.create(
        login_company="northstar",
        first_name="Lee",
        last_name="Whitfield",
        company_identifier=code,
        phone=phone,
    )


def notes(place: str) -> list[str]:
    return list(Note.objects.filter(place=place).values_list("text", flat=True))


def test_a_call_becomes_one_ticket_with_its_notes(write: Write) -> None:
    later = (("e7", "02:14:07 Mike Reyes acknowledged"),)
    result = write(first_attempt=True, internal_note="secret thoughts", later=later)
    ticket = Ticket.objects.get()
    assert (result.id, result.closed, result.warning) == (str(ticket.pk), False, "")
    assert (ticket.company_id_number, ticket.status, ticket.external_ref) == (250, "New", XREF)
    assert "Critical" in ticket.priority
    assert "The server is down." in notes("discussion")[0]
    assert "secret" not in notes("discussion")[0]
    assert len(notes("internal")) == 2


@pytest.mark.parametrize("outcome", list(Outcome))
def test_writing_twice_changes_nothing(write: Write, outcome: Outcome) -> None:
    facts = {"outcome": outcome, "resolution": "It works again."}
    first = write(first_attempt=True, **facts)
    before = list(Ticket.objects.values_list("status", "priority", "closed"))
    assert write(**facts) == write(known_id=first.id, **facts) == first
    assert list(Ticket.objects.values_list("status", "priority", "closed")) == before
    assert (len(notes("internal")), len(notes("resolution"))) == (1, 1)
    assert first.closed is (outcome is Outcome.CLOSED)


def test_without_the_right_to_close_the_ticket_stays_open_and_the_owner_is_told(write: Write) -> None:
    Fault.objects.create(kind=Fault.Kind.CONNECTWISE_OPEN, scope="northstar")
    result = write(first_attempt=True, outcome="closed", resolution="It works again.")
    assert not result.closed
    assert "The ticket is open" in result.warning
    assert notes("resolution")


def test_a_company_that_is_not_there_is_given_up_rather_than_the_ticket(write: Write) -> None:
    assert "fallback" in write(first_attempt=True, company="999999").warning
    assert Ticket.objects.get().company_id_number == 2


def test_a_contact_of_another_company_is_given_up_rather_than_the_ticket(write: Write, stored: Any) -> None:
    assert "without contact" in write(first_attempt=True, contact=contact(stored, 2).pk).warning
    assert Ticket.objects.get().company_id_number == 250


def test_the_priority_is_raised_but_never_lowered(write: Write) -> None:
    result = write(first_attempt=True, priority="P3")
    write(known_id=result.id, priority="P1")
    write(known_id=result.id, priority="P4")
    assert "Critical" in Ticket.objects.get().priority


def test_a_closed_ticket_is_opened_again(write: Write) -> None:
    result = write(first_attempt=True, outcome="closed")
    assert not write(known_id=result.id, outcome="open").closed
    assert Ticket.objects.get().status == "New"


def test_tickets_are_found_by_their_reference(write: Write, psa: Psa) -> None:
    result = write(first_attempt=True)
    write(first_attempt=True, xref="nightdesk:CA" + "9" * 32)
    assert psa.tickets_of(XREF) == [result.id]
    entered = list(psa.tickets_since(datetime.now(UTC) - timedelta(hours=1)))
    assert [one.call_sid for one in entered] == ["CA" + "0" * 32, "CA" + "9" * 32]


def test_a_deleted_ticket_is_written_anew(write: Write) -> None:
    result = write(first_attempt=True)
    Ticket.objects.all().delete()
    assert "deleted" in write(known_id=result.id).warning
    assert Ticket.objects.count() == 1


def test_an_open_ticket_takes_in_a_worse_call_with_its_priority(write: Write, psa: Psa) -> None:
    ticket = write(first_attempt=True, priority="P3").id
    assert take_in(psa, ticket, "P1", is_worse=True)
    assert "Critical" in Ticket.objects.get().priority
    psa.set_status(ticket, Outcome.CLOSED)
    assert not take_in(psa, ticket, "P3", is_worse=False)


def test_people_are_found_by_their_number(psa: Psa, stored: Any) -> None:
    lee = contact(stored, 250, "5555550177")
    for party in (*psa.find_people("+15555550177"), *psa.people()):
        assert (party.contact, party.company.id, party.name) == (lee.pk, 250, "Lee Whitfield")
        assert party.numbers == {"+15555550177"}
    assert psa.find_people("+15555550178") == []
    assert 250 in {party.company.id for party in psa.companies()}


def test_history_tells_what_was_closed_what_is_open_and_how_many_were_p1(write: Write, psa: Psa) -> None:
    write(first_attempt=True, summary="Printer jam", priority="P3", outcome="closed")
    write(first_attempt=True, summary="Server down", priority="P1", xref="nightdesk:CA" + "9" * 32)
    history = psa.recent_tickets(ACME, datetime.now(UTC))
    assert (len(history.recent), len(history.open), history.p1s) == (1, 1, 1)
    assert "Printer jam" in history.recent[0]
    assert "Server down" in history.open[0]
    assert psa.recent_tickets("2", datetime.now(UTC)).p1s == 0


def test_devices_are_counted(psa: Psa) -> None:
    for company, active in ((250, True), (250, False), (251, True)):
        Device.objects.create(
            login_company="northstar", company_id_number=company, name="PC", type_id_number=1, active=active
        )
    assert (psa.count_devices(), psa.count_devices(ACME)) == (2, 1)


def test_a_good_connection_has_nothing_to_mend(psa: Psa) -> None:
    assert psa.check_setup() == []


def test_what_is_missing_is_told(psa: Psa, stored: Any) -> None:
    stored.status, stored.priority = {}, {}
    stored.save()
    told = psa_of(stored.tenant)
    assert told is not None
    assert len(told.check_setup()) == 7


def test_wrong_keys_are_told_to_the_owner(stored: Any) -> None:
    name = "client_secret" if hasattr(stored, "client_secret") else "private_key"
    stored.url = "sandbox"
    setattr(stored, name, "another")
    psa = psa_of_unsaved(stored)
    with pytest.raises(KeysRefused, match="refused the keys") as refusal:
        psa.create_ticket(a_draft())
    assert refusal.value.permanent
    assert "another" not in str(refusal.value)


def psa_of_unsaved(stored: Any) -> Psa:
    return Halo.of(stored) if stored._meta.model_name == "haloconnection" else ConnectWise.of(stored)


def test_a_psa_that_is_down_heals(write: Write) -> None:
    fault = Fault.objects.create(kind=Fault.Kind.CONNECTWISE_DOWN, scope="northstar")
    with pytest.raises(Unavailable) as broken:
        write(first_attempt=True)
    assert not broken.value.permanent
    fault.delete()
    assert write().id == str(Ticket.objects.get().pk)


@pytest.mark.parametrize("mishap", [Mishap.RESET, Mishap.CUT, Mishap.PROXY_PAGE])
def test_a_ticket_whose_creation_was_not_answered_is_found_and_not_repeated(
    stored: Any, sandbox: str, mishap: Mishap
) -> None:
    with bad_line(sandbox, silence=1.0) as line:
        place = "halo" if stored._meta.model_name == "haloconnection" else "connectwise"
        stored.url = f"{line.url}/sandbox/{place}"
        stored.save()
        psa = psa_of_unsaved(stored)
        line.plan = lambda method, path: (
            mishap if path.lower().endswith("/tickets") and method == "POST" else Mishap.NONE
        )
        with pytest.raises(Unavailable) as doubt:
            write_ticket(psa, a_draft(company=ACME), known_id=None, first_attempt=True)
        assert doubt.value.uncertain
        assert write_ticket(psa, a_draft(company=ACME), known_id=None, first_attempt=False).id
    assert Ticket.objects.count() == 1
