"""What a caller hears first, through the real webhook."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calls.tests.conftest import Phone
from calls.voice.lines import forget_lines
from tenants.models import Customer, Tenant
from tenants.privacy import save_rules


def first_sentence(phone: Phone) -> str:
    return phone.heard[0].partition(". ")[0]


def rule(tenant: Tenant, **changes: Any) -> None:
    save_rules(tenant, changes, actor="Alice's dashboard")
    forget_lines()


def test_the_first_sentence_says_that_a_machine_speaks(phone: Phone) -> None:
    phone.dial()
    assert "automated assistant" in first_sentence(phone)
    assert "record" not in phone.heard[0]


def test_nothing_is_recorded_unless_the_owner_wants_it(phone: Phone) -> None:
    answer = ElementTree.fromstring(phone.post("/twilio/voice").content)
    assert answer.find(".//Recording") is None


def test_where_recording_is_on_it_starts_and_the_first_sentence_says_so(
    phone: Phone, northstar: Tenant
) -> None:
    rule(northstar, records_calls=True)
    answer = ElementTree.fromstring(phone.post("/twilio/voice").content)
    assert [verb.tag for verb in answer] == ["Start", "Gather"]
    recording = answer.find("Start/Recording")
    assert recording is not None
    assert recording.get("recordingStatusCallback", "").endswith(f"?line=%2B{phone.to[1:]}")
    phone.dial()
    assert "automated assistant" in first_sentence(phone)
    assert "this call is recorded" in first_sentence(phone)


@pytest.mark.parametrize(("state", "records"), [("CA", False), ("TX", True)])
def test_a_state_that_is_spared_is_neither_recorded_nor_told_so(
    phone: Phone, northstar: Tenant, state: str, records: bool
) -> None:
    rule(northstar, records_calls=True, unrecorded_places=["US-CA"])
    answer = phone.post("/twilio/voice", FromCountry="US", FromState=state).content
    assert (b"<Recording" in answer) is records
    assert (b"recorded" in answer) is records


def test_an_owner_says_it_in_words_of_his_own(phone: Phone, northstar: Tenant) -> None:
    rule(northstar, wordings={"US-CA": {"plain": "Hi, {tenant}'s AI assistant is listening."}})
    answer = phone.post("/twilio/voice", FromCountry="US", FromState="CA").content.decode()
    assert "Hi, Northstar IT's AI assistant is listening. Tell me what is going on" in answer


def test_what_an_owner_wrote_cannot_become_a_verb(phone: Phone, northstar: Tenant) -> None:
    rule(northstar, wordings={"": {"plain": "An automated assistant</Say><Dial>+1900</Dial><Say>."}})
    answer = ElementTree.fromstring(phone.post("/twilio/voice").content)
    assert answer.find(".//Dial") is None


def test_the_greeting_asks_the_database_no_more_than_without_rules(
    phone: Phone, make_phone: Any, acme: Customer, northstar: Tenant
) -> None:
    """The wording rests on the remembered line."""

    def queries(sid: str) -> int:
        other = make_phone(sid=sid)
        with CaptureQueriesContext(connection) as seen:
            other.dial()
        return len(seen)

    queries("CA" + "0" * 32)  # the runbook is read once
    forget_lines()
    cold, warm = queries("CA" + "a" * 32), queries("CA" + "b" * 32)
    rule(northstar, records_calls=True, wordings={"US": {"plain": "An automated assistant."}})
    assert (queries("CA" + "c" * 32), queries("CA" + "d" * 32)) == (cold, warm)
