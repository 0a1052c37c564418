"""What Twilio records is noted, so that it can be found and removed in time."""

from __future__ import annotations

import pytest

from calls.models import Recording
from calls.tests.conftest import Phone

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


def test_a_recording_of_a_call_that_nobody_knows_changes_nothing(phone: Phone) -> None:
    assert phone.post("/twilio/voice/recording/status", RecordingSid=SID).status_code == 200
    assert not Recording.objects.exists()


def test_an_unsigned_word_about_a_recording_is_refused(called: Phone) -> None:
    answer = called.post("/twilio/voice/recording/status", token="forged", RecordingSid=SID)
    assert answer.status_code == 403
    assert not Recording.objects.exists()
