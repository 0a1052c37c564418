"""When the desk itself fails, the caller reaches a human: without the model, the broker, or the database."""

from __future__ import annotations

import asyncio
from unittest.mock import patch

from django.conf import settings
from django.db import OperationalError

from calls.conversation import ahead, rescue
from calls.models import Delivery, Escalation
from calls.tests.conftest import Phone
from calls.voice import lines
from calls.voice.request import VoiceRequest


def test_the_fallback_rings_the_people_on_call_and_records_it(phone: Phone) -> None:
    answer = phone.post("/twilio/voice/fallback", ErrorCode="11200").content.decode()
    assert answer.index("+15555550100") < answer.index("+15555550101") < answer.index("<Record")
    assert Escalation.objects.get().call.sid == phone.sid
    assert Delivery.objects.exists()


def test_a_turn_that_crashes_ends_with_a_human(phone: Phone) -> None:
    phone.dial()
    with patch.object(ahead, "decide", side_effect=RuntimeError("a bug")):
        answer = phone.post(phone.action, SpeechResult="Hello?")
    assert b"+15555550100" in answer.content
    assert phone.call.disposition == "open_paged"
    assert "RuntimeError" in phone.call.escalation.reason


def test_without_the_database_the_fallback_still_rings(phone: Phone) -> None:
    phone.dial()
    with patch.object(rescue, "_escalate", side_effect=OperationalError("gone")):
        answer = phone.post("/twilio/voice/fallback", ErrorCode="11205")
    assert b"+15555550100" in answer.content


def test_a_message_left_ends_the_call_politely(phone: Phone) -> None:
    phone.dial()
    answer = phone.post("/twilio/voice/recorded", RecordingUrl="https://api.twilio.com/recording")
    assert b"<Hangup" in answer.content


def test_a_number_that_cannot_be_looked_up_is_never_told_that_it_is_unknown(phone: Phone) -> None:
    with patch.object(lines, "_load", side_effect=OperationalError("gone")):
        answer = phone.post("/twilio/voice")
    assert b"not set up" not in answer.content
    assert b"<Record" in answer.content


def test_what_was_read_at_the_start_serves_when_the_database_goes_away(phone: Phone) -> None:
    lines.remember_all()
    with (
        patch.object(lines, "_load", side_effect=OperationalError("gone")),
        patch.object(rescue, "_escalate", side_effect=OperationalError("gone")),
    ):
        answer = phone.post("/twilio/voice/fallback", ErrorCode="11200")
    assert b"+15555550100" in answer.content


def test_a_line_does_not_show_its_tokens(phone: Phone) -> None:
    assert settings.TWILIO_AUTH_TOKEN not in repr(
        lines.Line(number="+1", tokens=(settings.TWILIO_AUTH_TOKEN,))
    )


def test_a_request_without_a_call_is_refused(phone: Phone) -> None:
    phone.sid = ""
    assert phone.post("/twilio/voice").status_code == 400


def test_a_nul_in_any_field_is_taken_out(phone: Phone) -> None:
    answer = phone.post("/twilio/voice", From="+1555\x005550142")
    assert b"<Gather" in answer.content


def test_a_record_that_takes_too_long_for_the_caller_is_written_all_the_same(phone: Phone) -> None:
    written = list[str]()
    answered, stored = asyncio.Event(), asyncio.Event()

    async def slowly(*_: object) -> None:
        await answered.wait()
        written.append("the escalation")
        stored.set()

    async def night() -> tuple[str, list[str]]:
        voice = VoiceRequest(call_sid=phone.sid, account_sid="", from_number=phone.sender, to_number=phone.to)
        answer = await rescue.rescue(lines.Line(number=phone.to, tokens=()), voice, why="slow")
        before = list(written)
        answered.set()
        await asyncio.wait_for(stored.wait(), 10)
        return answer, before

    with patch.object(rescue, "in_database", slowly), patch.object(rescue, "RECORD_SECONDS", 0.01):
        answer, before = asyncio.run(night())
    assert "<Response" in answer
    assert (before, written) == ([], ["the escalation"])
