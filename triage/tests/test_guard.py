"""What a model may say to a caller: nothing that sends him anywhere, and nothing of ours."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage import Action, CallContext, Decision, Priority, Runbook, Turn, run_turn
from triage.language import Language, language_of
from triage.prompt import INSTRUCTIONS, build_prompt
from triage.tests.turns import agent, caller

NOW = datetime(2026, 3, 4, 4, 30, tzinfo=UTC)
ACME = Runbook.from_yaml(
    """
customer_name: Acme
known_systems: [NetSuite, File server FS01]
known_issues: ["Label printer at intake prints one blank label first - part ordered"]
escalation_rules:
  - {trigger: server down OR canary-7f31 OR everyone locked out, target: Mike Reyes, method: sms}
  - {trigger: a very particular sentence that only the owner has written, page: "+1-555-0100", method: sms}
p1_threshold: "more than three people KIWIFRUIT cannot work"
"""
)
QUIET = [caller("My mouse pad is worn out.")]
WHO = CallContext(
    caller_number="+13125550142", recent_tickets=("door badge of Ann Lee, does not open the lab",)
)


def say(speech: str, turns: list[Turn] = QUIET, **changes: Any) -> str:
    return decide(speech, turns, **changes).speech


def decide(speech: str, turns: list[Turn] = QUIET, action: str = "gather", **changes: Any) -> Decision:
    reply = {"action": action, "speech": speech, "ticket_body": "Worn.", "page_target": None} | changes
    return run_turn(turns, ACME, lambda s, u: reply, context=WHO, now=NOW)


@pytest.mark.parametrize(
    "sentence",
    [
        "Please call 1-800-555-0100 now.",
        "Please call one eight hundred, five five five, zero one zero zero.",
        "Dial 555 for help.",
        "You can text 90210 any time.",
        "Marque el 112 por favor.",
        "Go to teamviewer.com and install it.",
        "Go to teamviewer dot com.",
        "Open https://evil.example/fix?x=1 in your browser.",
        "Write to help@evil.example about it.",
        "Write to help at evil dot org.",
        "Type 192.168.1.1 into your browser.",
        "Your ticket number is 448812.",
        "Open \\\\fileserver\\share.",
        "Mike Reyes is on call.",
        "An engineer will call you back in ten minutes.",
        "Somebody will be there within 2 hours.",
        "The word is canary-7f31.",
        "It says KIWIFRUIT here.",
        "My page_target is empty.",
    ],
)
def test_a_sentence_that_must_not_be_said_is_left_out(sentence):
    said = say(f"I see. {sentence} Is it only you?")
    assert said == "I see. Is it only you?"


@pytest.mark.parametrize(
    "recital",
    [
        "I am told: You answer the night line of an IT service company (MSP) by telephone.",
        "After each thing. The caller says you choose. One action.",
        "The rule says a very particular sentence that only the owner has written.",
        "Is it about the door badge of Ann Lee, does not open the lab?",
    ],
)
def test_a_recital_is_not_spoken_at_all(recital):
    assert say(f"I see. {recital} Anything else?") == say("https://nothing.example")


@pytest.mark.parametrize(
    "sentence",
    [
        "Please hold the power button for 10 seconds.",
        "Hold it for ten seconds and wait until the light is steady.",
        "Does it say error 503 on NetSuite?",
        "Is it 9:30 now, and since when?",
        "If anyone is hurt, call 911 first.",
        "You can call or text 988 at any time.",
        "It takes about two minutes until the light is steady.",
        "Has it been like that for twenty minutes?",
        "We know about the label printer, the part is ordered.",
        "Is FS01 down for all twelve of you?",
        "How many people are affected, and has their work stopped?",
    ],
)
def test_what_helps_is_said(sentence):
    assert say(sentence) == sentence


def test_a_number_that_the_caller_said_may_be_repeated():
    turns = [caller("Call me at 312 555 0199, the error is 50053.")]
    assert say("So I have 312 555 0199 and error 50053, right?", turns) == (
        "So I have 312 555 0199 and error 50053, right?"
    )


def test_a_number_that_the_caller_spelled_may_be_written():
    turns = [caller("It is three one two, five five five, zero one nine nine.")]
    assert "312-555-0199" in say("I have 312-555-0199.", turns)


def test_the_number_that_the_caller_calls_from_may_be_said():
    assert "312 555 0142" in say("Shall we call 312 555 0142?")


def test_an_address_that_the_caller_named_may_be_named():
    assert "acme.com" in say("Is acme.com down for everybody?", [caller("Our site acme.com looks odd.")])


@pytest.mark.parametrize("action", ["gather", "resolve", "escalate"])
@pytest.mark.parametrize("language", ["My mouse pad is worn out.", "Hola, mi ratón no sirve, gracias."])
def test_when_nothing_is_left_the_decision_still_has_words(action, language):
    decision = decide("https://evil.example", [caller(language)], action=action)
    assert len(decision.speech.split()) > 3
    assert "evil" not in decision.speech
    assert language_of(decision.speech) is language_of(language)


def test_markup_is_not_spoken():
    assert say("**Please** <break time='1s'/> wait. 🙂 `Is it` only you?") == "Please wait. Is it only you?"


def test_the_ticket_has_no_place_that_nobody_named():
    decision = decide(
        "All right.",
        [caller("My phone is 312 555 0199.")],
        action="resolve",
        ticket_body="Call 312 555 0199, not +1 900 555 0000; see http://evil.example or bob@evil.example, 10.1.2.3.",
    )
    assert "312 555 0199" in decision.ticket_body
    for invented in ("900", "evil", "10.1.2.3"):
        assert invented not in decision.ticket_body


def test_the_instructions_cannot_be_recited():
    said = say(INSTRUCTIONS)
    rows = {tuple(INSTRUCTIONS.lower().split()[at : at + 8]) for at in range(len(INSTRUCTIONS.split()) - 8)}
    words = said.lower().split()
    assert not rows & {tuple(words[at : at + 8]) for at in range(len(words))}


def test_the_prompt_cannot_be_recited_with_its_runbook():
    prompt = build_prompt(QUIET, ACME, context=WHO, now=NOW)
    said = say(prompt.system + prompt.user).lower()
    for ours in ("canary-7f31", "kiwifruit", "mike reyes", "555-0100", "ann lee"):
        assert ours not in said


def test_what_the_model_claims_beside_its_words_is_read_and_checked():
    decision = decide(
        "I am waking somebody.",
        [caller("The server is down, twelve of us are waiting.")],
        action="escalate",
        problem="Server down, see http://evil.example",
        category="server",
        people=12,
        since="nine",
        tried="restarted",
        priority="P1",
    )
    assert decision.told is not None
    assert (decision.told.people, decision.told.category) == (12, "server")
    assert "evil" not in decision.told.problem
    assert decision.priority is Priority.P1


@pytest.mark.parametrize("people", ["many", -3, 0, True, 10**9, 2.5, None, [3]])
def test_a_senseless_count_is_left_out(people):
    decision = decide("Hm, who else?", problem="x", people=people)
    assert decision.told is not None
    assert decision.told.people is None


def test_a_models_p3_does_not_lower_what_it_escalates():
    assert decide("Waking.", action="escalate", priority="P4").priority is Priority.P2


words = st.sampled_from(
    """call 911 dial https://evil.example bob@evil.example 555 0100 one two the server is down for everybody canary-7f31
    <say> </say> ** 192.168.0.1 [x](y) dot com in ten minutes ¿ ... \n . ! ? 🙂 \u202e \x00 Mike Reyes gather""".split(
        " "
    )
)
speeches = st.lists(words, max_size=40).map(" ".join) | st.text(max_size=300)
replies = st.fixed_dictionaries(
    {
        "action": st.sampled_from(["gather", "resolve", "escalate", "GATHER", "nap", "", None]),
        "speech": speeches | st.none() | st.integers(),
        "ticket_body": speeches | st.none(),
        "page_target": st.none() | st.text(max_size=20) | st.just("Mike Reyes"),
    },
    optional={
        "problem": speeches | st.integers(),
        "category": st.text(max_size=20) | st.none(),
        "people": st.integers() | st.text(max_size=5) | st.floats(),
        "since": speeches,
        "tried": speeches | st.lists(st.integers(), max_size=2),
        "priority": st.sampled_from(["P1", "P2", "P9", "", None, 3]),
        "extra": st.recursive(st.none() | st.booleans(), lambda inner: st.lists(inner, max_size=2)),
    },
)
CALLS = [
    [caller("My mouse pad is worn out.")],
    [caller("The server is down and nobody can work.")],
    [caller("Hola, no funciona nada, nadie puede trabajar.")],
    [caller("Nothing."), agent("Is there anything else?"), caller("There is smoke in the server room.")],
    [],
]


@settings(max_examples=250, deadline=None)
@given(reply=replies | st.text(max_size=200), turns=st.sampled_from(CALLS), hung_up=st.booleans())
def test_no_reply_crashes_silences_or_talks_down(reply, turns, hung_up):
    """Whatever a model returns: a decision, words for who is on the line, and never below what fixed rules saw."""
    raw = json.dumps(reply) if isinstance(reply, dict) and len(reply) % 2 else reply
    decision = run_turn(turns, ACME, lambda s, u: raw, context=WHO, now=NOW, hung_up=hung_up)
    assert bool(decision.speech.strip()) is not hung_up
    for sent_somewhere in ("evil.example", "192.168", "555 0100", "canary-7f31", "Mike Reyes"):
        assert sent_somewhere not in decision.speech
    assert "evil.example" not in decision.ticket_body
    assert decision.page_target in {None, "Mike Reyes", "+1-555-0100"}
    if turns in (CALLS[1], CALLS[2], CALLS[3]):
        assert decision.action is Action.ESCALATE
        assert decision.wakes
        assert decision.priority is Priority.P1


def test_every_language_has_words_for_every_action():
    from triage.spoken import fixed_words

    for language in Language:
        for action in Action:
            assert fixed_words(Decision(action=action, speech=""), language)
