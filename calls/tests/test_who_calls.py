"""A ringing call is recognised from our own tables; a number that says too little is asked, never guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from calls.identity.asking import forget_names
from calls.models import Call, CompanyHistory
from calls.tests.conftest import DANA, Phone
from integrations.conftest import connection
from tenants.models import ConnectWiseConnection, Customer, DirectoryNumber, Runbook, RunbookRevision, Tenant

__all__ = ["connection"]
SHARED = "+15555550198"
LEE = "+15555550177"


@pytest.fixture(autouse=True)
def _fresh_names() -> None:
    forget_names()


@pytest.fixture
def harbor(northstar: Tenant, acme: Customer) -> Customer:
    """A second customer of Northstar, whose server rule names another engineer."""
    harbor = Customer.objects.create(
        tenant=northstar, name="Harbor Clinic", connectwise_company="HarborClinic"
    )
    runbook = Runbook.objects.create(tenant=northstar, customer=harbor)
    text = "customer_name: Harbor Clinic\nescalation_rules:\n  - {trigger: badge printer, target: Dana Cole, method: voice}\n"
    RunbookRevision.objects.create(tenant=northstar, runbook=runbook, number=1, text=text)
    return harbor


@pytest.fixture
def listed(northstar: Tenant) -> Callable[..., DirectoryNumber]:
    """Put a number into Northstar's directory."""

    def make(
        number: str, company: int, code: str, contact: int | None = None, name: str = ""
    ) -> DirectoryNumber:
        return DirectoryNumber.objects.create(
            tenant=northstar,
            number=number,
            company=company,
            company_code=code,
            company_name=code,
            contact=contact,
            contact_name=name,
            seen_at=timezone.now(),
        )

    return make


@pytest.fixture
def lee(make_phone: Callable[..., Phone], harbor: Customer) -> Phone:
    """Somebody whose number nobody knows, on the line that serves every customer."""
    return make_phone(to=SHARED, sender=LEE)


def governing(phone: Phone) -> Customer | None:
    """Whose runbook the call goes by."""
    revision = phone.call.revision
    return revision.runbook.customer if revision else None


def test_a_known_person_is_greeted_by_name_and_gets_the_company_s_runbook(
    lee: Phone, harbor: Customer, listed: Callable[..., DirectoryNumber]
) -> None:
    listed(LEE, 251, "HarborClinic", 7, "Lee Whitfield")
    assert "Hello Lee" in lee.dial()
    assert lee.call.customer == harbor
    assert lee.call.caller_name == "Lee Whitfield"
    assert governing(lee) == harbor


def test_a_known_person_is_asked_after_his_open_call_by_kind_where_the_carrier_vouches_for_the_number(
    lee: Phone, harbor: Customer, northstar: Tenant, listed: Callable[..., DirectoryNumber]
) -> None:
    listed(LEE, 251, "HarborClinic", 7, "Lee Whitfield")
    then = timezone.now() - timedelta(days=1)
    Call.objects.create(
        tenant=northstar,
        sid="CA9",
        from_number=LEE,
        to_number=SHARED,
        started_at=then,
        heard_at=then,
        ended_at=then,
        state="ended",
        first_words="payroll spreadsheet will not print",
        disposition="morning_ticket",
        category="printing",
        language="Spanish",
        reach="Lee, extension 12",
    )
    claimed = lee.dial()
    assert "Hello Lee, is it about your call from yesterday, or something new?" in claimed
    assert "spoke Spanish when he called before" in lee.call.known["notes"]

    lee.sid = "CA" + "8" * 32
    vouched = lee._follow(
        lee.post("/twilio/voice", CallStatus="ringing", StirVerstat="TN-Validation-Passed-A")
    )
    assert "the printing problem from yesterday" in vouched
    assert "payroll" not in claimed + vouched


def test_several_people_behind_one_number_are_a_company_without_a_name(
    lee: Phone, harbor: Customer, listed: Callable[..., DirectoryNumber]
) -> None:
    listed(LEE, 251, "HarborClinic", 7, "Lee Whitfield")
    listed(LEE, 251, "HarborClinic", 8, "Kim Ito")
    assert "Hello" not in lee.dial()
    assert lee.call.customer == harbor
    assert lee.call.caller_name == ""


def test_a_person_of_two_companies_is_asked_which(
    lee: Phone, harbor: Customer, acme: Customer, listed: Callable[..., DirectoryNumber]
) -> None:
    Customer.objects.filter(pk=acme.pk).update(connectwise_company="AcmeCorp")
    listed(LEE, 250, "AcmeCorp", 7, "Lee Whitfield")
    listed(LEE, 251, "HarborClinic", 9, "Lee Whitfield")
    lee.dial()
    assert lee.call.customer is None
    assert "Which company" in lee.say("my mouse is not working")
    assert "Harbor Clinic" in lee.say("Harbor Clinic")
    assert lee.call.customer == harbor


def test_the_number_dialled_fixes_the_customer_whatever_the_caller_id_claims(
    phone: Phone, acme: Customer, harbor: Customer, listed: Callable[..., DirectoryNumber]
) -> None:
    listed(DANA, 251, "HarborClinic", 7, "Dana Whitfield")
    greeting = phone.dial()
    assert phone.call.customer == acme
    assert "Dana" not in greeting


def test_another_msps_directory_is_no_concern_of_this_call(
    lee: Phone, southpaw: Tenant, listed: Callable[..., DirectoryNumber]
) -> None:
    row = listed(LEE, 251, "HarborClinic", 7, "Lee Whitfield")
    DirectoryNumber.objects.filter(pk=row.pk).update(tenant=southpaw)
    assert "Lee" not in lee.dial()
    assert lee.call.customer is None


def test_an_unknown_caller_who_names_the_company_badly_is_asked_once_and_goes_on_with_its_runbook(
    lee: Phone, harbor: Customer
) -> None:
    lee.dial()
    assert "Which company" in lee.say("my mouse is not working")
    assert "Did you say Harbor Clinic?" in lee.say("harbour klinik")
    assert "Thank you, Harbor Clinic." in lee.say("yes")
    assert lee.call.customer == harbor
    assert governing(lee) == harbor


def test_a_caller_who_names_no_company_is_helped_all_the_same(lee: Phone) -> None:
    lee.dial()
    lee.say("my mouse is not working")
    assert "spell" in lee.say("why do you need that")
    answer = lee.say("just the mouse, it is only me")
    assert "company" not in answer
    assert lee.call.customer is None


def test_danger_is_never_held_up_by_the_question_for_the_company(lee: Phone) -> None:
    lee.dial()
    lee.say("there is smoke coming out of the server room")
    assert lee.call.state == "escalating"


def test_danger_told_in_the_answer_to_that_question_is_heard(lee: Phone) -> None:
    lee.dial()
    lee.say("something is wrong here")
    lee.say("Harbor Clinic, and smoke is coming out of the server room")
    assert lee.call.state == "escalating"


def test_the_company_s_recent_tickets_reach_the_call_and_a_run_of_p1s_lowers_the_bar(
    lee: Phone,
    northstar: Tenant,
    harbor: Customer,
    listed: Callable[..., DirectoryNumber],
    connection: ConnectWiseConnection,
) -> None:
    listed(LEE, 251, "HarborClinic", 7, "Lee Whitfield")
    CompanyHistory.objects.create(
        tenant=northstar,
        company="HarborClinic",
        recent=["#81 ERP down (Priority 1 - Critical, closed 2026-11-17)"],
        p1s=3,
        read_at=timezone.now(),
    )
    lee.dial()
    assert lee.call.known["recent"] == ["#81 ERP down (Priority 1 - Critical, closed 2026-11-17)"]
    lee.say("the ERP gives me an error and I can't get in, it is only me")
    decision = lee.call.turns.get(sequence=2).decision or {}
    assert decision["action"] == "escalate"
    assert "3 P1s in 90 days" in decision["reason"]


def test_an_earlier_call_of_the_number_is_remembered(
    lee: Phone, harbor: Customer, make_phone: Callable[..., Phone]
) -> None:
    lee.dial()
    lee.say("my mouse is not working, it is only me")
    lee.say("Harbor Clinic")
    lee.hang_up()
    again = make_phone(to=SHARED, sender=LEE, sid="CA" + "2" * 32)
    again.dial()
    [note] = again.call.known["notes"]
    assert "my mouse is not working" in note
