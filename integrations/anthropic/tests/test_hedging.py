"""Two models, one answer: the second is asked when the first is late to begin, and the caller never waits longer."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from integrations.anthropic import decider, stream
from integrations.anthropic.decider import ModelUnavailable, Reply
from integrations.anthropic.tests.fake_model import GATHER, FakeModel, Says, seconds_of

LATER = {"action": "gather", "speech": "And the others?", "ticket_body": "", "page_target": None}


def ask() -> Reply:
    return async_to_sync(decider.ask)("You answer.\n<runbook>\ncustomer: Acme\n</runbook>", "Help.")


LONG = 10.0  # seconds: no machine is as slow, so that a clock this long is not what decided
SHORT = 0.15  # seconds: the clock that a test is about


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Answers stream, and no clock runs out but the one that a test shortens."""
    settings.NIGHTDESK_MODEL_STREAM = True
    monkeypatch.setattr(decider, "TURN_BUDGET", 2 * LONG)
    monkeypatch.setattr(decider, "HEDGE_AFTER", LONG)
    monkeypatch.setattr(decider, "HEDGE_WHOLE_AFTER", LONG)
    monkeypatch.setattr(stream, "STALL_SECONDS", LONG)


@pytest.fixture
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has not begun soon is late."""
    monkeypatch.setattr(decider, "HEDGE_AFTER", SHORT)


def models_asked(fake: FakeModel) -> list[str]:
    return [asked["model"] for asked in fake.asked]


def test_a_model_that_answers_is_asked_alone(model: FakeModel) -> None:
    reply = ask()
    assert json.loads(reply.text) == GATHER
    assert (reply.model, reply.hedged, models_asked(model)) == ("first", False, ["first"])


def test_the_stream_is_asked_for_and_tells_when_it_began(model: FakeModel) -> None:
    model.replies = {"first": Says(pauses=0.08)}
    reply = ask()
    assert model.asked[0]["stream"] is True
    assert reply.latency_ms - reply.first_ms >= 70


@pytest.mark.usefixtures("_hasty")
def test_a_late_beginner_is_overtaken_by_the_second_model(model: FakeModel) -> None:
    model.replies = {"first": Says(begins_after=2 * LONG), "second": LATER}
    started = time.monotonic()
    reply = ask()
    assert (reply.model, reply.hedged) == ("second", True)
    assert seconds_of(started) < LONG, "the late one was waited for"


@pytest.mark.usefixtures("_hasty")
def test_a_late_beginner_that_still_answers_first_is_taken(model: FakeModel) -> None:
    model.replies = {"first": Says(begins_once_asked="second"), "second": Says(begins_after=LONG)}
    reply = ask()
    assert (reply.model, reply.hedged) == ("first", True)


def test_one_that_has_begun_is_not_raced_however_slowly_it_speaks(
    model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The clock is short only from the question on: who is slow to begin here is not late, who is slow to end would be.
    model.when_asked = lambda: monkeypatch.setattr(decider, "HEDGE_AFTER", SHORT)
    model.replies = {"first": Says(pauses=3 * SHORT)}
    reply = ask()
    assert (reply.model, models_asked(model)) == ("first", ["first"])


@pytest.mark.usefixtures("_hasty")
def test_the_latency_counts_from_the_question_not_from_the_second_model(model: FakeModel) -> None:
    model.replies = {"first": "never"}
    reply = ask()
    assert reply.latency_ms >= 150
    assert reply.first_ms >= 150


@pytest.mark.parametrize(
    "fault",
    [
        Says(stop_reason="refusal", reply="I can't help with that."),
        Says(stop_reason="max_tokens"),
        Says(breaks_off=True),
        Says(error_inside=True),
        Says(in_one_piece=True, stop_reason="refusal"),
        529,
        401,
        "no message",
    ],
    ids=[
        "refusal",
        "cut short",
        "breaks off",
        "error in the stream",
        "refusal in one piece",
        "529",
        "401",
        "a page",
    ],
)
def test_a_model_that_fails_is_followed_by_the_second_at_once(model: FakeModel, fault: object) -> None:
    model.replies = {"first": fault, "second": LATER}
    started = time.monotonic()
    assert ask().model == "second"
    assert seconds_of(started) < LONG, "it waited for the clock"


def test_the_answer_is_asked_for_in_one_piece_unless_streaming_is_switched_on(
    model: FakeModel, settings: Any
) -> None:
    settings.NIGHTDESK_MODEL_STREAM = False
    model.replies = {"first": Says(in_one_piece=True)}
    assert json.loads(ask().text) == GATHER
    assert "stream" not in model.asked[0]


def test_a_stream_that_stalls_in_the_middle_is_given_up(
    model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "STALL_SECONDS", SHORT)
    model.replies = {"first": Says(pauses=2 * LONG), "second": LATER}
    started = time.monotonic()
    assert ask().model == "second"
    assert seconds_of(started) < LONG, "the rest of it was waited for"


def test_an_answer_in_one_piece_is_understood_as_well(model: FakeModel) -> None:
    model.replies = {"first": Says(in_one_piece=True)}
    reply = ask()
    assert (json.loads(reply.text), reply.input_tokens, reply.cached_tokens) == (GATHER, 900, 700)


def test_nobody_is_waited_for_beyond_the_budget(model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decider, "TURN_BUDGET", SHORT)
    model.replies = {"first": "never", "second": "never"}
    started = time.monotonic()
    with pytest.raises(ModelUnavailable):
        ask()
    assert SHORT <= seconds_of(started) < LONG


def test_both_that_fail_are_not_waited_for(model: FakeModel) -> None:
    model.replies = {"first": 500, "second": 529}
    started = time.monotonic()
    with pytest.raises(ModelUnavailable):
        ask()
    assert seconds_of(started) < LONG, "it waited for the clock"


def test_an_address_where_nobody_listens_is_a_fault_like_any_other(model: FakeModel) -> None:
    model.stop()
    with pytest.raises(ModelUnavailable):
        ask()


def test_the_same_model_named_twice_is_asked_once(model: FakeModel, settings) -> None:
    settings.NIGHTDESK_FALLBACK_MODEL = "first"
    model.replies = {"first": 529}
    with pytest.raises(ModelUnavailable):
        ask()
    assert models_asked(model) == ["first"]


def test_tokens_are_counted_as_billed(model: FakeModel) -> None:
    reply = ask()
    assert (reply.input_tokens, reply.output_tokens, reply.cached_tokens) == (900, 40, 700)


def test_the_key_travels_in_its_header_and_nowhere_else(model: FakeModel) -> None:
    ask()
    assert model.headers[0]["x-api-key"] == "a-key"
    assert "a-key" not in model.prompts
