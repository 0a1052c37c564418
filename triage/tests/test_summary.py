"""What an engineer reads on the phone right after being woken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from triage import CallContext, Runbook, Turn, run_turn
from triage.summary import LONGEST_SUMMARY, first_words, page_summary
from triage.tests.turns import agent, caller

NOW = datetime(2026, 3, 4, 4, 30, tzinfo=UTC)
ACME = Runbook(customer_name="Acme Corp")
WHO = CallContext(caller_name="Sarah Chen (Acme Corp)", caller_number="+13125550142")


def summary_of(turns: Sequence[Turn], context: CallContext = WHO) -> str:
    return page_summary(run_turn(turns, ACME, now=NOW), turns, ACME, context=context)


def test_summary_tells_who_where_what_how_many_since_when_and_the_number():
    text = summary_of([caller("The server is down for all of us since about nine.")])
    for part in (
        "P1",
        "Acme Corp",
        "server is down",
        "Everybody affected",
        "Since about nine",
        "Sarah Chen",
        "+13125550142",
    ):
        assert part in text


def test_summary_fits_a_text_message_and_keeps_the_number():
    text = summary_of([caller("The server is down. " + "It all began when the lights flickered. " * 40)])
    assert len(text) <= LONGEST_SUMMARY
    assert "+13125550142" in text


def test_summary_carries_no_secret():
    text = summary_of([caller("Everyone is locked out, my password is Tulip99.")])
    assert "Tulip99" not in text


def test_first_words_skip_silence():
    assert first_words([caller(" "), agent("Hello?"), caller("Printer trouble")]) == "Printer trouble"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.builds(Turn, st.sampled_from(["caller", "agent"]), st.text(max_size=300)), max_size=6))
def test_summary_is_one_short_line(turns):
    text = summary_of(turns)
    assert len(text) <= LONGEST_SUMMARY
    assert "\n" not in text
