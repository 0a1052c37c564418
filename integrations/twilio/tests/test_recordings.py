"""What Twilio keeps is found and deleted through its API, and a deletion is safe to repeat."""

from __future__ import annotations

import io
import wave

import pytest
import requests
from django.conf import settings

from integrations.sandbox import background
from integrations.sandbox.models import Fault, PhoneCall, Recording, Text
from integrations.sandbox.tests import urls
from integrations.sandbox.twilio import recordings as stand_in
from integrations.twilio import recordings, rest
from integrations.twilio.errors import AccountRefused, Rejected, Unavailable
from tenants.models import TwilioAccount

CALL = "CA" + "7" * 32
DESK = "https://desk.example/twilio"


@pytest.fixture
def account(sandbox) -> dict[str, str]:
    return {"account_sid": settings.SANDBOX_ACCOUNT_SID}


@pytest.fixture
def recorded(account) -> Recording:
    """A finished recording of a call."""
    made = stand_in.begin(account["account_sid"], CALL, source="RecordVerb", callback_url=f"{DESK}/recording")
    stand_in.complete(made, seconds=7)
    background.settle()
    return Recording.objects.get()


def test_a_recording_is_told_of_with_length_and_source(northstar, account, recorded):
    (found,) = recordings.recordings_of(northstar, **account, call_sid=CALL)
    assert (found.sid, found.seconds, found.source, found.status) == (
        recorded.sid,
        7,
        "RecordVerb",
        "completed",
    )
    assert found.started_at
    assert recordings.recordings_of(northstar, **account, call_sid="CA" + "8" * 32) == []


def test_the_status_callback_is_signed_and_names_the_recording(recorded):
    (hook,) = urls.received
    assert hook.signed
    assert (hook.params["RecordingSid"], hook.params["RecordingDuration"]) == (recorded.sid, "7")


def test_a_recording_is_deleted_once_and_a_second_time_is_no_fault(northstar, account, recorded):
    assert recordings.delete_recording(northstar, **account, sid=recorded.sid) is True
    assert recordings.delete_recording(northstar, **account, sid=recorded.sid) is False
    assert recordings.recordings_of(northstar, **account, call_sid=CALL) == []


def test_a_text_and_a_call_are_deleted_with_what_they_say(northstar, account):
    text = rest.send_sms(northstar, to="+15555550100", sender="+15555550199", body="Dana", callback_url="")
    call = rest.place_call(
        northstar, to="+15555550100", sender="+15555550199", url=f"{DESK}/p", callback_url=""
    )
    background.settle()
    PhoneCall.objects.update(status="completed")
    assert recordings.delete_text(northstar, **account, sid=text)
    assert recordings.delete_call(northstar, **account, sid=call)
    assert not recordings.delete_call(northstar, **account, sid=call)
    assert not Text.objects.exists()
    assert not PhoneCall.objects.exists()


def test_a_call_that_goes_on_is_not_deleted(northstar, account):
    call = rest.place_call(
        northstar, to="+15555550100", sender="+15555550199", url=f"{DESK}/p", callback_url=""
    )
    with pytest.raises(Rejected):
        recordings.delete_call(northstar, **account, sid=call)


def test_twilio_away_is_not_taken_for_deleted(northstar, account, recorded):
    Fault.objects.create(kind=Fault.Kind.TWILIO_DOWN)
    with pytest.raises(Unavailable):
        recordings.delete_recording(northstar, **account, sid=recorded.sid)
    assert Recording.objects.exists()


def test_a_recording_is_deleted_in_the_account_that_made_it(northstar, account, recorded):
    """The tenant has an account of its own by now; the old recording rests in the platform's."""
    own = TwilioAccount(tenant=northstar, account_sid="AC" + "1" * 32)
    own.auth_token = "secret"
    own.save()
    assert recordings.delete_recording(northstar, **account, sid=recorded.sid)


def test_an_account_whose_token_is_gone_is_named(northstar, account):
    with pytest.raises(AccountRefused, match="AC99"):
        recordings.delete_recording(northstar, account_sid="AC" + "9" * 32, sid="RE1")


def test_a_recording_sounds(northstar, sandbox, account, recorded):
    place = f"{sandbox}/twilio/2010-04-01/Accounts/{account['account_sid']}/Recordings/{recorded.sid}.wav"
    login = (account["account_sid"], settings.TWILIO_AUTH_TOKEN)
    assert requests.get(place, timeout=5).status_code == 401
    with wave.open(io.BytesIO(requests.get(place, auth=login, timeout=5).content)) as sound:
        assert sound.getnframes() == 5 * 8000


def test_a_recording_begun_by_api_is_completed_when_it_is_stopped(northstar, sandbox, account):
    place = f"{sandbox}/twilio/2010-04-01/Accounts/{account['account_sid']}/Calls/{CALL}/Recordings"
    login = (account["account_sid"], settings.TWILIO_AUTH_TOKEN)
    callback = {"RecordingStatusCallback": f"{DESK}/recording", "RecordingChannels": "dual"}
    made = requests.post(f"{place}.json", callback, auth=login, timeout=5)
    assert (made.status_code, made.json()["status"], made.json()["channels"]) == (201, "in-progress", 2)
    stopped = requests.post(
        f"{place}/{made.json()['sid']}.json", {"Status": "stopped"}, auth=login, timeout=5
    )
    background.settle()
    assert (stopped.status_code, stopped.json()["status"]) == (200, "completed")
    assert [hook.params["RecordingStatus"] for hook in urls.received] == ["completed"]
