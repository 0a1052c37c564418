"""Every answer uses only what TwiML knows: Twilio ignores a misspelt attribute without a word."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from calls.voice import twiml

KNOWN = json.loads((Path(__file__).parent / "fixtures" / "twiml_voice_attributes.json").read_text())
ATTRIBUTES = KNOWN["attributes"]
BARE: dict[str, dict[str, str]] = {"Response": {}, "Hangup": {}, "Start": {}}  # verbs without any attribute
VOICE_ANSWERS = {
    "ask": twiml.ask("What is wrong?", turn=3, hints=["NetSuite", "Cisco AnyConnect"]),
    "ask, recording": twiml.ask("This call is recorded.", turn=1, records_on="+15555550199"),
    "goodbye": twiml.goodbye("Goodbye."),
    "nothing": twiml.nothing(),
    "connect": twiml.connect("One moment.", ["+15555550100", "+15555550101"], caller_id="+15555550199"),
    "connect to nobody": twiml.connect("One moment.", [], caller_id=""),
    "ask_key": twiml.ask_key("Press 1.", action="/twilio/voice/page/key?page=7"),
}


@pytest.mark.parametrize("name", VOICE_ANSWERS)
def test_only_known_verbs_and_attributes_are_used(name: str) -> None:
    for element in ElementTree.fromstring(VOICE_ANSWERS[name]).iter():
        unknown = set(element.attrib) - set((ATTRIBUTES | BARE)[element.tag])
        assert not unknown, f"{element.tag}: {unknown}"


def test_the_check_would_notice_a_misspelling() -> None:
    assert "speechTimout" not in ATTRIBUTES["Gather"]
    assert "speechTimeout" in ATTRIBUTES["Gather"]


def test_an_explicit_speech_model_has_a_whole_number_of_seconds() -> None:
    """Twilio refuses `auto` beside a speech model (warning 13335)."""
    gather = ElementTree.fromstring(VOICE_ANSWERS["ask"]).find("Gather")
    assert gather is not None
    assert gather.attrib["speechTimeout"].isdigit()
    assert gather.attrib["actionOnEmptyResult"] == "true"


@pytest.mark.parametrize("name", [name for name in VOICE_ANSWERS if name != "nothing"])
def test_no_answer_falls_through_into_silence(name: str) -> None:
    last = list(ElementTree.fromstring(VOICE_ANSWERS[name]))[-1]
    assert last.tag in {"Gather", "Hangup", "Redirect", "Record"}


def test_what_a_caller_said_cannot_become_a_verb() -> None:
    answer = ElementTree.fromstring(twiml.goodbye("</Say><Dial>+1900</Dial><Say>"))
    assert [child.tag for child in answer] == ["Say", "Hangup"]


def test_a_long_text_stays_under_what_twilio_speaks() -> None:
    said = ElementTree.fromstring(twiml.goodbye("word " * 5000)).find("Say")
    assert said is not None
    assert len(said.text or "") <= 4096
