"""What Twilio records is noted, so that it can be found and removed in time."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest
from django.conf import settings
from django.test import Client

from calls.models import Recording
from calls.tests.conftest import Phone
from calls.voice.lines import forget_lines
from integrations.twilio.signature import sign
from tenants.models import Tenant
from tenants.privacy import save_rules

SID = "RE" + "2" * 32
ADDRESS = f"https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/{SID}"


@pytest.fixture
def called(phone: Phone) -> Phone:
    phone.dial()
    return phone


def test_a_message_left_is_noted_once_however_often_it_is_told(called: Phone) -> None:
    called.post("/twilio/voice/recorded", RecordingUrl=ADDRESS, RecordingDuration="12")
    called.post(
        "/twilio/voice/recording/status",
        RecordingSid=SID,
        RecordingUrl=ADDRESS,
        RecordingDuration="13",
        RecordingSource="RecordVerb",
    )
    recording = Recording.objects.get()
    assert (recording.sid, recording.source, recording.seconds) == (SID, "message", 13)
    assert (recording.call, recording.tenant) == (called.call, called.call.tenant)


@pytest.mark.parametrize(
    ("source", "noted"),
    [("StartCallRecordingTwiML", "call"), ("Conference", "bridge"), ("RecordVerb", "message")],
)
def test_the_source_of_a_recording_is_kept(called: Phone, source: str, noted: str) -> None:
    called.post(
        "/twilio/voice/recording/status", RecordingSid=SID, RecordingDuration="60", RecordingSource=source
    )
    assert Recording.objects.get().source == noted


@pytest.mark.parametrize(
    "form", [{}, {"RecordingUrl": "https://elsewhere.example/x"}, {"RecordingSid": "XX1"}]
)
def test_what_names_no_recording_makes_no_row(called: Phone, form: dict[str, str]) -> None:
    assert called.post("/twilio/voice/recorded", **form).status_code == 200
    assert not Recording.objects.exists()


def test_a_recorded_call_is_noted_from_what_twilio_tells_and_that_names_no_number(
    phone: Phone, northstar: Tenant
) -> None:
    save_rules(northstar, {"records_calls": True}, actor="Alice")
    forget_lines()
    answer = ElementTree.fromstring(phone.post("/twilio/voice").content)
    told = {
        "AccountSid": "AC" + "0" * 32,
        "CallSid": phone.sid,
        "RecordingSid": SID,
        "RecordingUrl": ADDRESS,
        "RecordingStatus": "completed",
        "RecordingDuration": "60",
        "RecordingChannels": "1",
        "RecordingSource": "StartCallRecordingTwiML",
        "RecordingTrack": "both",
    }
    address = str(answer.find("Start/Recording").get("recordingStatusCallback"))  # type: ignore[union-attr]
    headers = {"X-Twilio-Signature": sign(address, told, settings.TWILIO_AUTH_TOKEN)}
    assert Client().post(address.removeprefix(settings.PUBLIC_URL), told, headers=headers).status_code == 200
    assert (Recording.objects.get().call, Recording.objects.get().seconds) == (phone.call, 60)


def test_a_recording_of_a_call_that_nobody_knows_changes_nothing(phone: Phone) -> None:
    assert phone.post("/twilio/voice/recording/status", RecordingSid=SID).status_code == 200
    assert not Recording.objects.exists()


def test_an_unsigned_word_about_a_recording_is_refused(called: Phone) -> None:
    answer = called.post("/twilio/voice/recording/status", token="forged", RecordingSid=SID)
    assert answer.status_code == 403
    assert not Recording.objects.exists()
