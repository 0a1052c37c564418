"""When the desk itself fails, the caller reaches a human: without the model, the broker, or the database."""

from __future__ import annotations

from unittest.mock import patch

from django.db import OperationalError

from calls.conversation import rescue, turn
from calls.models import Delivery, Escalation
from calls.tests.conftest import Phone


def test_the_fallback_rings_the_people_on_call_and_records_it(phone: Phone) -> None:
    answer = phone.post("/twilio/voice/fallback", ErrorCode="11200").content.decode()
    assert answer.index("+15555550100") < answer.index("+15555550101") < answer.index("<Record")
    assert Escalation.objects.get().call.sid == phone.sid
    assert Delivery.objects.exists()


def test_a_turn_that_crashes_ends_with_a_human(phone: Phone) -> None:
    phone.dial()
    with patch.object(turn, "decide", side_effect=RuntimeError("a bug")):
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
