"""The caller hears a question while it is written down, and a decision when it is."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlencode

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from structlog.testing import capture_logs

from calls.afterwards import afterwards, finish, open_list
from calls.conversation import record
from calls.conversation.statements import add_question
from calls.models import Turn
from calls.tests.conftest import Phone
from integrations.twilio.signature import sign
from nightdesk.webhooks import WebhookHandler

SAID = {"SpeechResult": "The printer in accounting is offline."}


def post(phone: Phone, form: dict[str, str], *, when_sent: Any) -> None:
    """One webhook through the web process's own handler; `when_sent` is called when the answer is on its way."""
    path, _, query = phone.action.partition("?")
    form = {"CallSid": phone.sid, "AccountSid": "AC" + "0" * 32, "From": phone.sender, "To": phone.to} | form
    signature = sign(f"{settings.PUBLIC_URL}{phone.action}", form, settings.TWILIO_AUTH_TOKEN)
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

    async_to_sync(WebhookHandler())(scope, receive, send)


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
    post(phone, SAID, when_sent=sent.set)
    assert stored_after_it
    assert Turn.objects.filter(call=phone.call, sequence=2, speaker="agent").exists()


def test_a_decision_is_stored_before_it_is_on_the_line(phone: Phone) -> None:
    phone.dial()
    answered: list[bool] = []
    post(phone, {"Digits": "0"}, when_sent=lambda: answered.append(True))
    assert answered
    assert phone.call.is_escalated


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
