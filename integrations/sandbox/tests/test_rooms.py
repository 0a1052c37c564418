"""The stand-in's rooms, dialled numbers and messages, as Twilio plays them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from integrations.sandbox import background
from integrations.sandbox.models import Conference, PhoneCall
from integrations.sandbox.models import Recording as Tape
from integrations.sandbox.tests import urls
from integrations.sandbox.twilio import phones
from integrations.sandbox.twilio.rooms import CONNECTED
from integrations.twilio.rest import place_call

MIKE, DANA, NUMBER = "+15555550100", "+15555550142", "+15555550199"
DESK = "https://desk.example/twilio"


def room(*, starts: str, ends: str = "false", wait: str = "hold") -> str:
    return (
        f'<Response><Dial action="{DESK}/after" hangupOnStar="true"><Conference startConferenceOnEnter="{starts}" '
        f'endConferenceOnExit="{ends}" waitUrl="{DESK}/{wait}" statusCallback="{DESK}/room" '
        'statusCallbackEvent="start end join leave">nd-1</Conference></Dial></Response>'
    )


HOLD = f'<Response><Say>Still ringing.</Say><Pause length="12"/><Redirect>{DESK}/hold2</Redirect></Response>'


@pytest.fixture
def ring(sandbox: str, northstar: Any) -> Callable[[str], PhoneCall]:
    """Ring Mike, who picks up and hears what `/twilio/NAME` answers."""

    def ring(name: str) -> PhoneCall:
        sid = place_call(
            northstar, to=MIKE, sender=NUMBER, url=f"{DESK}/{name}", callback_url=f"{DESK}/status"
        )
        background.settle()
        call = PhoneCall.objects.get(sid=sid)
        phones.answer(call)
        return call

    return ring


@pytest.fixture
def caller(sandbox: str, northstar: Any) -> PhoneCall:
    """Dana, who called and waits in a room that only an engineer can start."""
    urls.answers |= {"voice": room(starts="false"), "hold": HOLD, "hold2": HOLD}
    return phones.dial_in(DANA, NUMBER)


def paths() -> list[str]:
    return [hook.path.removeprefix("/twilio/") for hook in urls.received]


def events() -> list[str]:
    return [hook.params["StatusCallbackEvent"] for hook in urls.received if hook.path == "/twilio/room"]


def heard(call: PhoneCall) -> list[str]:
    call.refresh_from_db()
    return list(call.heard)


def test_who_waits_hears_the_waiting_music_round_by_round(caller: PhoneCall) -> None:
    assert heard(caller) == ["Still ringing."]
    assert phones.wait(caller) == 12
    assert heard(caller) == ["Still ringing.", "Still ringing."]
    assert paths() == ["voice", "room", "hold", "hold2"]


def test_the_waiting_musics_request_names_no_numbers(caller: PhoneCall) -> None:
    hold = next(hook for hook in urls.received if hook.path == "/twilio/hold")
    assert not {"From", "To", "CallSid"} & set(hold.params)
    assert hold.signed


def test_a_conference_starts_with_the_one_who_may_start_it(caller: PhoneCall, ring: Any) -> None:
    urls.answers["join"] = room(starts="true")
    engineer = ring("join")
    assert heard(caller)[-1] == heard(engineer)[-1] == CONNECTED
    assert events() == ["participant-join", "participant-join", "conference-start"]
    assert phones.is_connected(caller)
    assert phones.wait(caller) == 0


def test_when_the_one_leaves_with_whom_the_room_ends_the_other_goes_on(caller: PhoneCall, ring: Any) -> None:
    urls.answers |= {
        "join": room(starts="true", ends="true"),
        "after": "<Response><Say>Bye.</Say></Response>",
    }
    engineer = ring("join")
    phones.end(engineer, "completed")
    assert heard(caller)[-1] == "Bye."
    assert Conference.objects.get().status == "completed"
    assert events()[-3:] == ["participant-leave", "participant-leave", "conference-end"]


def test_the_star_leaves_the_room(caller: PhoneCall) -> None:
    urls.answers["after"] = "<Response><Say>What is it?</Say></Response>"
    phones.press(caller, "*")
    assert heard(caller)[-2:] == ["→ *", "What is it?"]


def test_waiting_music_that_fails_ends_the_dial(caller: PhoneCall) -> None:
    urls.answers |= {
        "hold2": "<Response><Dial>+15555550100</Dial></Response>",
        "after": "<Response><Say>Oh.</Say></Response>",
    }
    assert phones.wait(caller) == 0
    assert heard(caller)[-1] == "Oh."


def test_a_line_can_be_fetched_out_of_its_room_over_rest(caller: PhoneCall, settings: Any) -> None:
    urls.answers["offer"] = (
        f'<Response><Gather action="{DESK}/choice"><Say>Nobody came.</Say></Gather></Response>'
    )
    url = f"{settings.TWILIO_API_URL}/2010-04-01/Accounts/{caller.account_sid}/Calls/{caller.sid}.json"
    requests.post(
        url, {"Url": f"{DESK}/offer"}, auth=(caller.account_sid, settings.TWILIO_AUTH_TOKEN), timeout=5
    )
    assert heard(caller)[-1] == "Nobody came."
    assert Conference.objects.get().status == "completed"
    assert "after" not in paths()  # what replaced the Dial is all that is played


def test_rooms_and_who_is_in_them_are_listed(caller: PhoneCall, settings: Any) -> None:
    base = f"{settings.TWILIO_API_URL}/2010-04-01/Accounts/{caller.account_sid}/Conferences"
    login = (caller.account_sid, settings.TWILIO_AUTH_TOKEN)
    found = requests.get(f"{base}.json?FriendlyName=nd-1", auth=login, timeout=5).json()["conferences"][0]
    inside = requests.get(f"{base}/{found['sid']}/Participants.json", auth=login, timeout=5).json()
    assert (found["status"], [p["call_sid"] for p in inside["participants"]]) == ("init", [caller.sid])


def test_a_dialled_number_rings_and_its_end_is_told(ring: Any) -> None:
    urls.answers["call"] = (
        f'<Response><Dial action="{DESK}/called" callerId="{NUMBER}">{DANA}</Dial></Response>'
    )
    engineer = ring("call")
    dialled = engineer.children.get()
    assert (dialled.recipient, dialled.status) == (DANA, "ringing")
    phones.answer(dialled)
    assert phones.is_connected(engineer)
    phones.end(dialled, "completed")
    told = next(hook.params for hook in urls.received if hook.path == "/twilio/called")
    assert (told["DialCallStatus"], told["DialBridged"]) == ("completed", "true")


@pytest.mark.parametrize("how", ["no-answer", "busy"])
def test_a_dialled_number_that_nobody_answers_says_so(ring: Any, how: str) -> None:
    urls.answers["call"] = f'<Response><Dial action="{DESK}/called">{DANA}</Dial></Response>'
    dialled = ring("call").children.get()
    phones.end(dialled, how)
    told = next(hook.params for hook in urls.received if hook.path == "/twilio/called")
    assert (told["DialCallStatus"], "DialBridged" in told) == (how, False)


@pytest.mark.parametrize("by", ["speaking", "hanging up"])
def test_a_message_is_recorded_and_told_twice(sandbox: str, northstar: Any, by: str) -> None:
    urls.answers["voice"] = (
        f'<Response><Record action="{DESK}/message" recordingStatusCallback="{DESK}/tape" maxLength="180"/></Response>'
    )
    call = phones.dial_in(DANA, NUMBER)
    if by == "speaking":
        phones.speak(call, "The server is down, please call me back.")
    else:
        phones.end(call, "completed")
    background.settle()
    tape = Tape.objects.get()
    action = next(hook.params for hook in urls.received if hook.path == "/twilio/message")
    callback = next(hook.params for hook in urls.received if hook.path == "/twilio/tape")
    assert tape.sid in action["RecordingUrl"]
    assert (callback["RecordingSid"], callback["RecordingSource"]) == (tape.sid, "RecordVerb")
    assert "RecordingSid" not in action


def test_a_call_that_comes_in_ends_with_the_numbers_callback(caller: PhoneCall) -> None:
    phones.end(caller, "completed")
    told = {hook.path: hook.params["CallStatus"] for hook in urls.received if "CallStatus" in hook.params}
    assert told["/twilio/voice/status"] == told["/twilio/after"] == "completed"
