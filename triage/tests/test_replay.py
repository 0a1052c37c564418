"""Recorded calls decided again, with something changed."""

from __future__ import annotations

from datetime import UTC, datetime

from triage import Runbook, Turn, run_turn
from triage.replay import RecordedCall, replay
from triage.tests.turns import agent, caller

NOW = datetime(2026, 3, 4, 4, 30, tzinfo=UTC)
ACME = Runbook.from_yaml(
    "customer_name: Acme\nescalation_rules:\n  - {trigger: server down, target: mike@acmemsp.com, method: sms}\n"
)
OTHER_TARGET = Runbook.from_yaml(
    "customer_name: Acme\nescalation_rules:\n  - {trigger: server down, target: bob@acmemsp.com, method: sms}\n"
)
KNOWN = Runbook.from_yaml(
    'customer_name: Acme\nknown_issues: ["Scale in aisle 4 shows dashes - part ordered"]\n'
)


def recorded(*said: str, runbook: Runbook = ACME) -> RecordedCall:
    """A call that the offline triager answered, to its hang-up."""
    turns: list[Turn] = []
    decisions = []
    for words in said:
        turns.append(caller(words))
        decisions.append(run_turn(turns, runbook, now=NOW))
        turns.append(agent(decisions[-1].speech))
    decisions.append(run_turn(turns, runbook, now=NOW, hung_up=True))
    return RecordedCall(
        name=said[0], turns=tuple(turns), decisions=tuple(decisions), runbook=runbook, now=NOW
    )


OUTAGE = recorded("The server is down and nobody can work.")
TRIFLE = recorded("My mouse is sticky.", "Only mine, tomorrow is fine.")


def test_nothing_changes_when_nothing_is_changed():
    assert replay([OUTAGE, TRIFLE]) == ()


def test_another_runbook_shows_who_would_be_woken_instead():
    (change,) = replay([OUTAGE, TRIFLE], runbook=OTHER_TARGET)
    assert (change.before.page_target, change.after.page_target) == ("mike@acmemsp.com", "bob@acmemsp.com")
    assert change.said == "The server is down and nobody can work."


def test_a_decider_that_wakes_for_everything_is_shown_at_the_first_difference():
    def nervous(system: str, user: str) -> dict[str, object]:
        return {"action": "escalate", "speech": "I wake somebody.", "ticket_body": "?", "page_target": None}

    (change,) = replay([TRIFLE], llm=nervous)
    assert change.wakes_more
    assert change.said == "My mouse is sticky."


def test_a_decider_that_fails_wakes_somebody_as_it_would_on_the_line():
    def broken(system: str, user: str) -> str:
        raise TimeoutError

    assert [change.wakes_more for change in replay([TRIFLE], llm=broken)] == [True]


def test_another_prompt_is_what_the_decider_reads():
    read: list[str] = []

    def decider(system: str, user: str) -> dict[str, object]:
        read.append(system)
        return {"action": "gather", "speech": "What do you see?", "ticket_body": ""}

    replay([TRIFLE], llm=decider, prompt=lambda turns, runbook, **_: ("Be brief.", turns[-1].text))
    assert set(read) == {"Be brief."}


def test_a_call_that_woke_somebody_is_not_followed_further():
    two_turns = recorded("The server is down and nobody can work.", "And my mouse is sticky.")
    (change,) = replay([two_turns], runbook=OTHER_TARGET)
    assert change.said == "The server is down and nobody can work."
