"""The first sentence: what an owner may write, and what a caller hears wherever he calls from."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.models import AuditEvent, PrivacySettings, Tenant
from tenants.privacy import (
    Disclosure,
    Place,
    PrivacyFaults,
    Wording,
    faults_of,
    place_from,
    rules_of,
    save_rules,
)
from tenants.privacy.wording import OURS, spoken

CALIFORNIA, TEXAS, GERMANY = Place("US", "CA"), Place("US", "TX"), Place("DE", "")

GOOD = [
    "You have reached the automated assistant of {tenant}.",
    "Hi, I'm {tenant}'s virtual assistant. How are you?",
    "This is an AI assistant for {tenant}[ and {customer}]!",
    "{tenant}, automated night voice.",
    "Este es el asistente automático de {tenant}.",
    "Vous parlez à l'assistant virtuel de {tenant}.",
    "Hier ist der automatische Assistent von {tenant}.",
    "Sie sprechen mit dem KI-Assistenten von {tenant}.",
]
GOOD_RECORDED = [
    "This is the automated assistant of {tenant}, and this call is recorded.",
    "You reached {tenant}'s AI assistant on a recorded line.",
    "Este es el asistente virtual de {tenant} y esta llamada se graba.",
    "Hier ist der automatische Assistent von {tenant}, das Gespräch wird aufgezeichnet.",
]
REFUSED = [
    ("Thank you for calling {tenant}.", "automated assistant"),
    ("Thank you for calling {tenant}. I am an automated assistant.", "first sentence"),
    ("This is {tenant}[, an automated assistant for {customer}].", "outside any brackets"),
    ("This is not an automated assistant but {tenant}.", "automated assistant"),
    ("You reached Acme Computer Services and Talbot IT.", "automated assistant"),
    ("This is the automated assistant of {company}.", "{company} is not known"),
    ("This is the automated assistant for {customer}.", "may be unknown"),
    ("This is the automated assistant of {tenant.", "brace"),
    ("This is the automated assistant of {tenant}[ for {customer}.", "bracket"),
    ("This is the automated assistant of {tenant}, " + "which is glad " * 20 + ".", "Too long"),
]


@pytest.mark.parametrize("text", [*GOOD, *GOOD_RECORDED, OURS.plain, OURS.recorded, ""])
def test_a_sentence_that_says_what_speaks_is_taken(text: str) -> None:
    assert faults_of(text, records=False) == []


@pytest.mark.parametrize("text", [*GOOD_RECORDED, OURS.recorded])
def test_a_sentence_that_says_that_it_records_is_taken(text: str) -> None:
    assert faults_of(text, records=True) == []


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_a_sentence_that_leaves_the_caller_in_the_dark_is_refused(text: str, why: str) -> None:
    assert why in " ".join(faults_of(text, records=False))


@pytest.mark.parametrize(
    "text", [*GOOD, "This is the automated assistant of {tenant}. This call is recorded."]
)
def test_where_recording_is_on_the_first_sentence_must_say_so(text: str) -> None:
    assert any("recorded" in fault for fault in faults_of(text, records=True))


@given(st.text(max_size=300))
def test_no_text_breaks_the_check_and_what_passes_can_be_spoken(text: str) -> None:
    for records in (False, True):
        if not faults_of(text, records=records):
            spoken(text, tenant="Northstar IT", customer="")


def test_our_own_sentences_leave_an_unknown_customer_out() -> None:
    assert spoken(OURS.plain, tenant="Northstar IT", customer="Acme Corp") == (
        "This is NightDesk, the automated assistant of Northstar IT, after-hours support for Acme Corp."
    )
    assert spoken(OURS.plain, tenant="Northstar IT", customer="") == (
        "This is NightDesk, the automated assistant of Northstar IT."
    )


def test_without_any_rules_nobody_is_recorded_and_everybody_is_told_what_speaks() -> None:
    opening = Disclosure().opening("Northstar IT", "", CALIFORNIA)
    assert not opening.records
    assert "automated assistant" in opening.words


WORDINGS = {
    "": Wording(plain="The automated assistant of {tenant} here."),
    "US": Wording(plain="The US automated assistant of {tenant}."),
    "US-CA": Wording(recorded="California: automated assistant, recorded."),
}


@pytest.mark.parametrize(
    ("place", "records", "words"),
    [
        (GERMANY, False, "The automated assistant of Northstar IT here."),
        (TEXAS, False, "The US automated assistant of Northstar IT."),
        (CALIFORNIA, False, "The US automated assistant of Northstar IT."),
        (CALIFORNIA, True, "California: automated assistant, recorded."),
        (TEXAS, True, spoken(OURS.recorded, tenant="Northstar IT", customer="")),
        (Place(), False, "The automated assistant of Northstar IT here."),
    ],
)
def test_the_nearest_wording_is_spoken(place: Place, records: bool, words: str) -> None:
    disclosure = Disclosure(records=records, wordings=WORDINGS)
    assert disclosure.opening("Northstar IT", "", place).words == words


@pytest.mark.parametrize(
    ("unrecorded", "place", "records"),
    [
        ({"US-CA"}, CALIFORNIA, False),
        ({"US-CA"}, TEXAS, True),
        ({"DE"}, GERMANY, False),
        ({"DE"}, TEXAS, True),
        ({"US-CA"}, Place("US", ""), False),  # the state is unknown: it may be California
        ({"US-CA"}, Place("CA", "ON"), True),
        ({"DE"}, Place(), False),
        (set(), Place(), True),
    ],
)
def test_a_place_that_is_spared_is_not_recorded_and_not_told_that_it_is(
    unrecorded: set[str], place: Place, records: bool
) -> None:
    opening = Disclosure(records=True, unrecorded=frozenset(unrecorded)).opening("Northstar IT", "", place)
    assert opening.records is records
    assert ("recorded" in opening.words) is records


def test_a_stored_wording_that_discloses_nothing_is_passed_over(northstar: Tenant) -> None:
    row = PrivacySettings(tenant=northstar, wordings={"": {"plain": "Hello!"}, "US": "nonsense"})
    assert "automated assistant" in Disclosure.read(row).opening("Northstar IT", "", TEXAS).words


@pytest.mark.parametrize(
    ("country", "state", "place"),
    [
        ("us", "ca", CALIFORNIA),
        ("DE", "", GERMANY),
        ("", "CA", Place()),
        ("Germany", "", Place()),
        ("US", "California", Place("US", "")),
    ],
)
def test_a_callers_place_is_read_from_what_twilio_tells(country: str, state: str, place: Place) -> None:
    assert place_from(country, state) == place


def test_a_change_of_the_rules_is_kept_and_told(northstar: Tenant) -> None:
    save_rules(northstar, {"records_calls": True, "transcript_days": 90}, actor="Alice's dashboard")
    assert (rules_of(northstar).records_calls, rules_of(northstar).transcript_days) == (True, 90)
    event = AuditEvent.objects.get(tenant=northstar)
    assert (event.kind, event.actor) == ("settings_edited", "Alice's dashboard")
    assert json.loads(event.details) == {"fields": ["records_calls", "transcript_days"]}


def test_saving_what_is_in_force_tells_nothing(northstar: Tenant) -> None:
    save_rules(northstar, {"hipaa": False}, actor="Alice's dashboard")
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"recording_days": 0}, "recording_days"),
        ({"metadata_days": 100_000}, "metadata_days"),
        ({"metadata_days": 90}, "transcript_days"),
        ({"metadata_days": 400, "recording_days": 500}, "recording_days"),
        ({"unrecorded_places": ["Texas"]}, "unrecorded_places"),
        ({"unrecorded_places": ["US-XX"]}, "unrecorded_places"),
        ({"unrecorded_places": "US-CA"}, "unrecorded_places"),
        ({"wordings": {"": {"plain": "Hello."}}}, "wordings"),
        ({"wordings": {"US-CA": {"recorded": "An automated assistant."}}}, "wordings"),
        ({"wordings": {"Mars": {"plain": "An automated assistant."}}}, "wordings"),
        ({"wordings": {"": {"loud": "An automated assistant."}}}, "wordings"),
        ({"wordings": ["An automated assistant."]}, "wordings"),
    ],
)
def test_rules_that_are_not_right_change_nothing(
    northstar: Tenant, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(PrivacyFaults) as refusal:
        save_rules(northstar, changes, actor="Alice's dashboard")
    assert list(refusal.value.fields) == [field]
    assert not PrivacySettings.objects.exists()
