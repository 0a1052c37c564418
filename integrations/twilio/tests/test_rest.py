"""Texts and calls: what is sent, and what a worker is told when it fails."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
import requests
import responses
from django.utils import timezone

from integrations.sandbox import background
from integrations.sandbox.models import Fault, OptOut, PhoneCall, Text
from integrations.twilio import rest
from integrations.twilio.errors import (
    AccountRefused,
    BadDestination,
    Busy,
    OptedOut,
    Rejected,
    TwilioError,
    Unavailable,
    explain,
)
from tenants.models import TwilioAccount

MIKE, NUMBER = "+15555550100", "+15555550199"
CALLBACK = "https://desk.example/twilio/voice/status"
SMS: dict[str, str] = {"to": MIKE, "sender": NUMBER, "body": "Reply 4711", "callback_url": CALLBACK}
CALL: dict[str, Any] = {
    "to": MIKE,
    "sender": NUMBER,
    "url": "https://desk.example/twilio/voice/page/1",
    "callback_url": CALLBACK,
}


@pytest.fixture
def wire(settings: Any) -> Iterator[responses.RequestsMock]:
    settings.TWILIO_API_URL = "https://api.twilio.com"
    with responses.RequestsMock() as mock:
        yield mock


def messages_url(settings: Any) -> str:
    return f"https://api.twilio.com/2010-04-01/Accounts/{settings.SANDBOX_ACCOUNT_SID}/Messages.json"


def test_a_call_is_placed_as_twilio_documents_it(wire, northstar, settings):
    wire.post(messages_url(settings).replace("Messages", "Calls"), status=201, json={"sid": "CA1"})

    assert rest.place_call(northstar, **CALL, timeout=20) == "CA1"

    request = wire.calls[0].request
    login = f"{settings.SANDBOX_ACCOUNT_SID}:{settings.TWILIO_AUTH_TOKEN}"
    assert base64.b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode() == login
    assert parse_qs(str(request.body)) == {
        "To": [MIKE],
        "From": [NUMBER],
        "Url": [CALL["url"]],
        "Method": ["POST"],
        "StatusCallback": [CALLBACK],
        "StatusCallbackMethod": ["POST"],
        "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
        "Timeout": ["20"],
    }
    assert request.req_kwargs["timeout"] == rest.REQUEST_SECONDS


def test_the_environment_cannot_redirect_a_tenants_request(wire, northstar, settings, monkeypatch):
    for name in ("TWILIO_EDGE", "TWILIO_REGION", "TWILIO_ACCOUNT_SID"):
        monkeypatch.setenv(name, "elsewhere")
    wire.post(messages_url(settings), status=201, json={"sid": "SM1"})

    assert rest.send_sms(northstar, **SMS) == "SM1"


def refusal(status: int, code: int) -> dict[str, Any]:
    return {"status": status, "json": {"code": code, "message": "words", "status": status}}


@pytest.mark.parametrize(
    ("answer", "kind", "permanent", "uncertain"),
    [
        (refusal(400, 21211), BadDestination, True, False),
        (refusal(400, 21614), BadDestination, True, False),
        (refusal(400, 21610), OptedOut, True, False),
        (refusal(401, 20003), AccountRefused, True, False),
        (refusal(400, 21608), AccountRefused, True, False),
        (refusal(400, 21999), Rejected, True, False),
        (refusal(429, 20429), Busy, False, False),
        (refusal(500, 20500), Unavailable, False, True),
        ({"status": 503, "body": "<html>"}, Unavailable, False, True),
        ({"status": 200, "body": "<html>"}, Unavailable, False, True),
        ({"body": requests.ReadTimeout()}, Unavailable, False, True),
        ({"body": requests.ConnectTimeout()}, Unavailable, False, False),
    ],
)
def test_faults_say_whether_they_heal_and_whether_it_was_sent(
    wire, northstar, settings, answer, kind, permanent, uncertain
):
    wire.post(messages_url(settings), **answer)

    with pytest.raises(kind) as fault:
        rest.send_sms(northstar, **SMS)

    assert (fault.value.permanent, fault.value.uncertain) == (permanent, uncertain)
    assert settings.TWILIO_AUTH_TOKEN not in str(fault.value)
    assert wire.assert_call_count(messages_url(settings), 1)


def test_twilios_wish_to_wait_is_passed_on(wire, northstar, settings):
    wire.post(messages_url(settings), **refusal(429, 20429), headers={"Retry-After": "3"})

    with pytest.raises(Busy) as fault:
        rest.send_sms(northstar, **SMS)

    assert fault.value.retry_after == 3.0


@pytest.mark.parametrize("code", [30003, 30034, 21610, 20003])
def test_codes_of_callbacks_have_words(code):
    assert str(code) not in explain(code)


# Against the sandbox, over HTTP


def test_a_text_arrives(sandbox, northstar):
    sid = rest.send_sms(northstar, **SMS)

    text = Text.objects.get()
    assert (text.sid, text.sender, text.recipient, text.body) == (sid, NUMBER, MIKE, "Reply 4711")


def test_a_phone_rings(sandbox, northstar):
    sid = rest.place_call(northstar, **CALL)
    background.settle()

    call = PhoneCall.objects.get()
    assert (call.sid, call.status, call.timeout) == (sid, "ringing", rest.RING_SECONDS)
    assert call.events == rest.CALL_EVENTS


def test_a_tenants_own_account_is_used_and_its_token_checked(sandbox, northstar):
    own = TwilioAccount(tenant=northstar, account_sid="AC" + "1" * 32)
    own.auth_token = "right"
    own.save()
    rest.send_sms(northstar, **SMS)
    assert Text.objects.get().account_sid == own.account_sid


def test_a_wrong_token_is_told_to_the_owner(sandbox, northstar, settings, monkeypatch):
    monkeypatch.setattr("integrations.sandbox.twilio.views.token_of", lambda sid: "another")

    with pytest.raises(AccountRefused) as fault:
        rest.send_sms(northstar, **SMS)

    assert fault.value.code == 20003


@pytest.mark.parametrize(
    ("prepare", "changes", "kind"),
    [
        (None, {"to": "not a number"}, BadDestination),
        (None, {"sender": "NightDesk"}, AccountRefused),
        (lambda: OptOut.objects.create(number=MIKE), {}, OptedOut),
        (lambda: Fault.objects.create(kind=Fault.Kind.TWILIO_DOWN), {}, Unavailable),
    ],
)
def test_the_sandbox_refuses_what_twilio_refuses(sandbox, northstar, prepare, changes, kind):
    if prepare:
        prepare()

    with pytest.raises(kind):
        rest.send_sms(northstar, **SMS | changes)

    assert not Text.objects.exists()


def test_nothing_listens_there(northstar, settings):
    settings.TWILIO_API_URL = "http://127.0.0.1:9"

    with pytest.raises(TwilioError) as fault:
        rest.send_sms(northstar, **SMS)

    assert not fault.value.permanent
    assert not fault.value.uncertain


def test_a_text_without_an_answer_is_found_by_its_marker(sandbox, northstar):
    before = timezone.now()
    sid = rest.send_sms(northstar, **SMS)
    rest.send_sms(northstar, **SMS | {"body": "Reply 9999"})

    def find(**changes: Any) -> str | None:
        facts: dict[str, Any] = {"to": MIKE, "since": before, "marker": "4711"}
        return rest.find_sent(northstar, "sms", **facts | changes)

    assert find() == sid
    assert find(marker="0000") is None
    assert find(to=NUMBER) is None
    assert find(since=before + timedelta(minutes=5)) is None


def test_a_call_without_an_answer_is_found_by_number_and_time(sandbox, northstar):
    earlier = rest.place_call(northstar, **CALL)
    PhoneCall.objects.filter(sid=earlier).update(created_at=datetime(2026, 1, 1, tzinfo=UTC))
    started = timezone.now()
    sid = rest.place_call(northstar, **CALL)

    assert rest.find_sent(northstar, "voice", to=MIKE, since=started, marker="") == sid
    assert rest.find_sent(northstar, "voice", to=NUMBER, since=started, marker="") is None


def test_a_call_of_another_attempt_is_not_adopted(sandbox, northstar):
    started = timezone.now()
    first = rest.place_call(northstar, **CALL)
    facts: dict[str, Any] = {"to": MIKE, "since": started, "marker": ""}
    assert rest.find_sent(northstar, "voice", **facts, besides=[first]) is None

    second = rest.place_call(northstar, **CALL)

    assert rest.find_sent(northstar, "voice", **facts, besides=[first]) == second
