"""The stand-in Twilio: signed callbacks, and phones that a person answers at the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from integrations.sandbox import background
from integrations.sandbox.models import OptOut, PhoneCall, Text
from integrations.sandbox.tests import urls
from integrations.sandbox.twilio import phones, twiml, webhooks
from integrations.twilio.rest import place_call, send_sms

MIKE, NUMBER = "+15555550100", "+15555550199"
DESK = "https://desk.example/twilio"
MENU = f'<Response><Gather action="{DESK}/key" numDigits="1"><Say>Press 1.</Say></Gather><Say>Bye.</Say></Response>'


@pytest.fixture
def text(sandbox: str, northstar: Any) -> Text:
    send_sms(northstar, to=MIKE, sender=NUMBER, body="Server down", callback_url=f"{DESK}/sms-status")
    background.settle()
    return Text.objects.get()


@pytest.fixture
def ring(sandbox: str, northstar: Any) -> Callable[[], PhoneCall]:
    """Place a call that asks `/twilio/page` what to say, and let it ring."""

    def ring() -> PhoneCall:
        place_call(northstar, to=MIKE, sender=NUMBER, url=f"{DESK}/page", callback_url=f"{DESK}/call-status")
        background.settle()
        return PhoneCall.objects.get()

    return ring


def statuses(name: str) -> list[str]:
    hooks = [hook for hook in urls.received if hook.path == f"/twilio/{name}"]
    assert all(hook.signed for hook in hooks)
    return [hook.params.get("MessageStatus") or hook.params["CallStatus"] for hook in hooks]


def test_a_text_reports_its_way_in_signed_callbacks(text):
    assert statuses("sms-status") == ["sent", "delivered"]
    assert urls.received[0].params["MessageSid"] == text.sid
    assert text.status == "delivered"


def test_a_reply_reaches_the_inbound_webhook_signed(text):
    phones.reply(text, "4711")

    hook = urls.received[-1]
    assert (hook.path, hook.signed) == ("/twilio/sms", True)
    assert (hook.params["From"], hook.params["To"], hook.params["Body"]) == (MIKE, NUMBER, "4711")


def test_what_nightdesk_answers_becomes_a_text(text):
    urls.answers["sms"] = "<Response><Message>You have it.</Message></Response>"

    phones.reply(text, "4711")

    assert Text.objects.first().body == "You have it."  # type: ignore[union-attr]


def test_stop_and_start_are_obeyed_and_told(text):
    urls.answers["sms"] = "<Response><Message>ignored</Message></Response>"
    phones.reply(text, "Stop")
    assert OptOut.objects.get().number == MIKE
    assert urls.received[-1].params["OptOutType"] == "STOP"
    assert not Text.objects.filter(body="ignored").exists()

    phones.reply(text, "START")
    assert not OptOut.objects.exists()


def test_an_answered_phone_hears_the_menu_and_a_key_goes_to_its_action(ring):
    urls.answers["page"] = MENU
    urls.answers["key"] = "<Response><Say>It is yours.</Say></Response>"
    call = ring()

    phones.answer(call)
    assert call.heard == ["Press 1."]
    assert call.is_answered
    phones.press(call, "1")

    call.refresh_from_db()
    assert call.heard == ["Press 1.", "→ 1", "It is yours."]
    assert [hook.params["Digits"] for hook in urls.received if hook.path == "/twilio/key"] == ["1"]
    assert statuses("call-status") == ["initiated", "ringing", "in-progress", "completed"]
    sequence = [hook.params["SequenceNumber"] for hook in urls.received if "SequenceNumber" in hook.params]
    assert sequence == ["0", "1", "2", "3"]


def test_saying_nothing_plays_what_follows_the_menu(ring):
    urls.answers["page"] = MENU
    call = ring()
    phones.answer(call)

    phones.say_nothing(call)

    call.refresh_from_db()
    assert call.heard == ["Press 1.", "Bye."]
    assert call.status == "completed"


@pytest.mark.parametrize("how", ["no-answer", "busy"])
def test_a_phone_that_nobody_answers_says_so(ring, how):
    call = ring()

    phones.end(call, how)
    phones.answer(call)

    assert statuses("call-status")[-1] == how
    assert PhoneCall.objects.get().status == how
    assert not any(hook.path == "/twilio/page" for hook in urls.received)


def test_hanging_up_is_reported_once(ring):
    urls.answers["page"] = MENU
    call = ring()
    phones.answer(call)

    phones.end(call, "completed")
    phones.end(call, "completed")

    assert statuses("call-status").count("completed") == 1
    assert urls.received[-1].params["CallDuration"].isdecimal()


def test_an_unanswered_phone_stops_ringing_by_itself(sandbox, northstar, monkeypatch):
    monkeypatch.setattr(background, "wait", lambda seconds: True)
    place_call(northstar, to=MIKE, sender=NUMBER, url=f"{DESK}/page", callback_url=f"{DESK}/call-status")
    background.settle()

    assert PhoneCall.objects.get().status == "no-answer"


def test_a_webhook_that_fails_ends_the_call_with_an_apology(ring):
    call = ring()
    call.url = f"{DESK}/no/such/page"

    phones.answer(PhoneCall.objects.get())
    phones.listen(call, call.url)

    assert "application error" in call.heard[-1]


def test_a_call_can_be_ended_and_redirected_over_rest(ring, settings):
    urls.answers["page"] = MENU
    call = ring()
    phones.answer(call)
    url = f"{settings.TWILIO_API_URL}/2010-04-01/Accounts/{call.account_sid}/Calls/{call.sid}.json"
    login = (call.account_sid, settings.TWILIO_AUTH_TOKEN)

    said = requests.post(
        url, {"Twiml": "<Response><Say>Somebody else took it.</Say></Response>"}, auth=login, timeout=5
    )
    late = requests.post(url, {"Status": "completed"}, auth=login, timeout=5)

    assert said.json()["status"] == "completed"
    assert PhoneCall.objects.get().heard[-1] == "Somebody else took it."
    assert late.json()["code"] == 21220


def test_webhooks_go_to_nightdesk_alone(sandbox, northstar, settings):
    with pytest.raises(webhooks.WebhookFailed):
        webhooks.post("https://elsewhere.example/x", {}, account_sid=settings.SANDBOX_ACCOUNT_SID)

    assert not urls.received


def play(document: str, *more: str) -> twiml.Heard:
    following = iter(more)
    return twiml.run(document, f"{DESK}/page", lambda url: next(following))


@pytest.mark.parametrize(
    ("documents", "lines", "over"),
    [
        (["<Response/>"], [], True),
        (["<Response><Say>a</Say><Pause/><Hangup/><Say>b</Say></Response>"], ["a", "…"], True),
        (
            ["<Response><Redirect>/next</Redirect></Response>", "<Response><Say>b</Say></Response>"],
            ["b"],
            True,
        ),
        (["<Response><Dial><Conference>room</Conference></Dial></Response>"], [], False),
        (["not xml"], ["(an application error has occurred)"], True),
        (["<Response><Record/></Response>"], ["(beep)"], False),
        (["<Response><Enqueue>q</Enqueue></Response>"], ["(Enqueue is not played in the sandbox)"], True),
    ],
)
def test_twiml_is_heard_in_order(documents, lines, over):
    heard = play(*documents)

    assert (heard.lines, heard.over) == (lines, over)


def test_endless_redirects_end():
    loop = "<Response><Redirect>/again</Redirect></Response>"

    assert play(loop, *[loop] * 20).lines[-1] == "(too many redirects)"
