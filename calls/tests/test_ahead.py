"""Thinking ahead: one decision, begun while the words are stored, and dropped when the exchange turns out otherwise."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from calls.conversation import ahead, turn
from calls.conversation.decide import decide
from calls.conversation.heard import hear
from calls.models import Call, Turn
from calls.tests.conftest import Phone
from integrations.anthropic.tests.fake_model import GATHER, FakeModel

PRINTER = "The printer in accounting is offline."
QUESTION = GATHER["speech"]


@pytest.fixture
def slow_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is slower than the model."""

    async def slowly(*args: Any, **kwargs: Any) -> Any:
        await asyncio.sleep(0.3)
        return await hear(*args, **kwargs)

    monkeypatch.setattr(turn, "hear", slowly)


@pytest.fixture
def decided(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was decided about, in order."""
    about: list[str] = []

    async def noted(heard: Any, **kwargs: Any) -> Any:
        about.append(heard.said)
        return await decide(heard, **kwargs)

    monkeypatch.setattr(ahead, "decide", noted)
    return about


def test_the_model_is_asked_before_the_words_are_stored(
    phone: Phone, model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def after_the_model(*args: Any, **kwargs: Any) -> Any:
        while not model.asked:  # noqa: ASYNC110 - the model's server lives in a thread
            await asyncio.sleep(0.01)
        return await hear(*args, **kwargs)

    phone.dial()
    monkeypatch.setattr(turn, "hear", after_the_model)
    assert phone.say(PRINTER) == QUESTION
    assert len(model.asked) == 1


def test_every_turn_of_a_call_is_decided_once(phone: Phone, decided: list[str]) -> None:
    phone.dial()
    phone.say("Hello?")
    phone.say(PRINTER)
    assert decided == ["Hello?", PRINTER]


def test_a_repeat_is_not_thought_about_again(phone: Phone, model: FakeModel) -> None:
    phone.dial()
    action = phone.action
    phone.say(PRINTER)
    phone.post(action, SpeechResult=PRINTER)
    assert len(model.asked) == 1


def test_a_turn_that_another_process_took_is_decided_from_the_rows(
    phone: Phone, decided: list[str], slow_rows: None
) -> None:
    phone.dial()
    Turn.objects.filter(call=phone.call, sequence=0).update(text="Another greeting.")
    phone.say(PRINTER)
    assert decided == [PRINTER, PRINTER]


def test_what_was_learned_of_the_caller_meanwhile_counts(
    phone: Phone, decided: list[str], slow_rows: None
) -> None:
    phone.dial()
    Call.objects.filter(pk=phone.call.pk).update(caller_name="Dana Whitfield")
    phone.say(PRINTER)
    assert decided == [PRINTER, PRINTER]
