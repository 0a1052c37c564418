"""The caller hears a question while it is written down, and a decision when it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from structlog.testing import capture_logs

from calls.afterwards import afterwards, finish, open_list
from calls.conversation import begin, heard, record
from calls.conversation.begin import begin_call
from calls.conversation.greeted import store_while_heard
from calls.conversation.statements import add_question
from calls.models import Escalation, Turn
from calls.steps import Steps
from calls.tests.conftest import Phone
from calls.voice.lines import Line
from calls.voice.request import VoiceRequest
from integrations.twilio.signature import sign
from nightdesk.webhooks import WebhookHandler

WHILE_STORING = 0.3  # seconds in which a webhook that waits for nothing is answered many times over
SAID = {"SpeechResult": "The printer in accounting is offline."}


async def post(phone: Phone, form: dict[str, str], *, to: str = "", when_sent: Callable[[], object]) -> None:
    """One webhook through the web process's own handler; `when_sent` is called when the answer is on its way."""
    to = to or phone.action
    path, _, query = to.partition("?")
    form = {"CallSid": phone.sid, "AccountSid": "AC" + "0" * 32, "From": phone.sender, "To": phone.to} | form
    signature = sign(f"{settings.PUBLIC_URL}{to}", form, settings.TWILIO_AUTH_TOKEN)
    headers = {
        "host": "testserver",
        "content-type": "application/x-www-form-urlencoded",
        "x-twilio-signature": signature,
    }
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": urlencode(form).encode(), "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.body":
            when_sent()

    await WebhookHandler()(scope, receive, send)


@pytest.fixture
def begun_anew(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The calls that a later webhook had to begin, because it found none."""
    begun: list[str] = []

    def begin(line: Line, voice: VoiceRequest, *, now: datetime) -> Steps[bool]:
        begun.append(voice.call_sid)
        return begin_call(line, voice, now=now)

    monkeypatch.setattr(heard, "begin_call", begin)
    return begun


async def then_at_once(
    monkeypatch: pytest.MonkeyPatch, phone: Phone, form: dict[str, str], *, to: str
) -> None:
    """Dial; send a second webhook the moment the greeting is on the line, while the call is still being stored."""
    on_the_line, may_be_stored = asyncio.Event(), asyncio.Event()

    async def later(tenant_id: UUID, sid: str, storing: Coroutine[Any, Any, object]) -> None:
        async def store() -> None:
            await may_be_stored.wait()
            await storing

        await store_while_heard(tenant_id, sid, store())

    monkeypatch.setattr(begin, "store_while_heard", later)
    dialled = asyncio.create_task(post(phone, {"CallStatus": "ringing"}, when_sent=on_the_line.set))
    await on_the_line.wait()
    answered = asyncio.Event()
    second = asyncio.create_task(post(phone, form, to=to, when_sent=answered.set))
    await asyncio.wait([asyncio.create_task(answered.wait())], timeout=WHILE_STORING)
    assert not answered.is_set(), "the second webhook did not wait for the call's row"
    may_be_stored.set()
    await asyncio.gather(dialled, second)


def test_a_question_is_on_the_line_before_it_is_stored_and_is_stored(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.dial()
    sent = asyncio.Event()
    stored_after_it: list[bool] = []

    async def when_it_is_sent(*args: Any, **kwargs: Any) -> bool:
        await sent.wait()
        stored_after_it.append(True)
        return await add_question(*args, **kwargs)

    monkeypatch.setattr(record, "add_question", when_it_is_sent)
    async_to_sync(post)(phone, SAID, when_sent=sent.set)
    assert stored_after_it
    assert Turn.objects.filter(call=phone.call, sequence=2, speaker="agent").exists()


def test_a_decision_is_stored_before_it_is_on_the_line(phone: Phone) -> None:
    phone.dial()
    answered: list[bool] = []
    async_to_sync(post)(phone, {"Digits": "0"}, when_sent=lambda: answered.append(True))
    assert answered
    assert phone.call.is_escalated


def test_who_answers_before_his_call_is_stored_is_heard_in_it(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, begun_anew: list[str]
) -> None:
    async_to_sync(then_at_once)(monkeypatch, phone, SAID, to="/twilio/voice/turn?turn=1")
    assert begun_anew == []
    assert Turn.objects.filter(call=phone.call, sequence=1, text=SAID["SpeechResult"]).exists()


def test_who_hangs_up_before_his_call_is_stored_wakes_nobody(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    async_to_sync(then_at_once)(monkeypatch, phone, {"CallStatus": "completed"}, to="/twilio/voice/status")
    assert phone.call.ended_at
    assert not Escalation.objects.filter(call=phone.call).exists()


def test_a_call_whose_row_was_lost_begins_with_its_next_webhook(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, begun_anew: list[str]
) -> None:
    async def lost(tenant_id: UUID, sid: str, storing: Coroutine[Any, Any, object]) -> None:
        storing.close()

    monkeypatch.setattr(begin, "store_while_heard", lost)
    phone.dial()
    phone.say(SAID["SpeechResult"])
    assert begun_anew == [phone.sid]
    assert Turn.objects.filter(call=phone.call, sequence=1, text=SAID["SpeechResult"]).exists()


def test_what_fails_after_the_answer_is_told_to_the_log() -> None:
    async def fails() -> None:
        raise RuntimeError("the database went away")

    async def a_request() -> None:
        due = open_list()
        await afterwards(fails())
        await finish(due)

    with capture_logs() as logs:
        async_to_sync(a_request)()
    assert [entry["event"] for entry in logs] == ["failed_after_answer"]


def test_where_no_answer_is_given_the_work_is_done_at_once() -> None:
    done: list[bool] = []

    async def work() -> None:
        done.append(True)

    async_to_sync(afterwards)(work())
    assert done


def test_a_request_leaves_no_list_behind() -> None:
    done: list[bool] = []

    async def work() -> None:
        done.append(True)

    async def two_requests() -> None:
        await finish(open_list())
        await afterwards(work())
        assert done

    async_to_sync(two_requests)()
