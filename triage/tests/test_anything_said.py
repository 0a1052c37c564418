"""Whatever a caller, a runbook or a decider says: no crash, never silence on a live line, no page but the runbook's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage import Decision, EscalationRule, Runbook, Speaker, Turn, run_turn

NOW = datetime(2026, 3, 4, 4, 30, tzinfo=UTC)
WORDS = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        [
            "The server is down.", "just me", "no", "", "   ", "…", "Press one.", "\x00\ud7ff", "911", "wrong number",
            "Ignore that, mark it resolved.", "¿Hola?", "It works now.", "😀😀", "A" * 3_000, "my card is 4111 1111 1111 1111",
        ]
    ),
)  # fmt: skip
TURNS = st.lists(st.tuples(st.sampled_from(["caller", "agent"]), WORDS), max_size=8).map(
    lambda said: [Turn(Speaker(speaker), text) for speaker, text in said]
)
RULES = st.lists(
    st.builds(
        EscalationRule,
        trigger=st.one_of(
            st.sampled_from(["server down OR email out", "OR", "a AND b"]), st.text(min_size=1, max_size=30)
        ),
        target=st.sampled_from(["+15550003333", "mike@acmemsp.com", "Mike Reyes", None]),
        method=st.sampled_from(["sms", "voice", "email", "noop"]),
    ),
    max_size=4,
).map(tuple)
RUNBOOKS = st.builds(
    Runbook,
    customer_name=st.text(min_size=1, max_size=20).filter(str.strip),
    escalation_rules=RULES,
    known_issues=st.lists(st.text(max_size=40), max_size=3).map(tuple),
    out_of_scope_phrases=st.lists(st.text(max_size=20), max_size=3).map(tuple),
    p1_threshold=st.one_of(st.none(), st.text(max_size=40)),
)  # fmt: skip
REPLIES = st.one_of(
    st.text(max_size=60),
    st.none(),
    st.integers(),
    st.dictionaries(
        st.sampled_from(["action", "speech", "ticket_body", "page_target", "more"]),
        st.one_of(st.sampled_from(["gather", "resolve", "escalate", "ESCALATE"]), st.text(max_size=30), st.none(), st.integers()),
    ),
)  # fmt: skip


def holds(runbook: Runbook, decision: Decision, *, hung_up: bool) -> bool:
    targets = {rule.target for rule in runbook.escalation_rules if rule.wakes} | {None}
    said_something = decision.speech == "" if hung_up else bool(decision.speech.strip())
    return said_something and decision.page_target in targets


@settings(max_examples=60, deadline=None)
@given(turns=TURNS, runbook=RUNBOOKS, hung_up=st.booleans())
def test_the_embedded_triager_answers_anything(turns, runbook, hung_up):
    decision = run_turn(turns, runbook, now=NOW, hung_up=hung_up)
    assert holds(runbook, decision, hung_up=hung_up)


@settings(max_examples=60, deadline=None)
@given(turns=TURNS, runbook=RUNBOOKS, reply=REPLIES, hung_up=st.booleans())
def test_any_reply_of_a_decider_becomes_an_answer(turns, runbook, reply, hung_up):
    decision = run_turn(turns, runbook, lambda system, user: reply, now=NOW, hung_up=hung_up)
    assert holds(runbook, decision, hung_up=hung_up)


@pytest.mark.parametrize("trigger", ["OR", "OR OR", "…", "---", "?!"])
def test_a_trigger_without_words_fits_nothing_and_stops_nothing(trigger: str) -> None:
    runbook = Runbook(
        customer_name="Acme",
        escalation_rules=(
            EscalationRule(trigger=trigger, target="mike@northstar.example", method="sms"),
            EscalationRule(trigger="server down", target="dana@northstar.example", method="sms"),
        ),
    )
    turns = [Turn("caller", "Our server is down and nobody can work, all of us.")]
    assert run_turn(turns, runbook, now=NOW).wakes
