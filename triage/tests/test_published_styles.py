"""The two ways of testing the kernel that were published, just as a reader of them would write them."""

# mypy: disable-error-code="arg-type, no-untyped-call, no-untyped-def"

from __future__ import annotations

import unittest

from triage import Action, Decision, Runbook, Turn, run_turn


class LLMStub:
    """Answers with the given responses, one a call."""

    def __init__(self, responses):
        self.responses = list(responses)

    def __call__(self, system, user):
        return self.responses.pop(0)


class fixtures:
    ACME_RUNBOOK = Runbook(
        customer_name="Acme Corp",
        business_hours="Mon-Fri 8a-6p CT",
        known_issues=["WiFi at main office drops intermittently, scheduled for Thursday"],
        p1_threshold="production is blocked for more than 1 person",
    )


class TestKernel(unittest.TestCase):
    def test_p1_escalates_immediately(self):
        llm_stub = LLMStub(responses=["ESCALATE | Our servers are down."])
        runbook = fixtures.ACME_RUNBOOK
        turns = [Turn("caller", "Our email server is down and nobody can get in.")]
        decision = run_turn(turns, runbook, llm=llm_stub)
        self.assertEqual(decision.action, Action.ESCALATE)


def test_printer_offline_resolves():
    rb = Runbook(
        customer_name="Acme",
        business_hours="Mon-Fri 8a-5p CT",
        known_systems=["printer (HP LaserJet 2600)"],
    )
    transcript = [
        Turn("caller", "Hi, the printer in the accounting department isn't working."),
        Turn("agent", "Got it. Have you tried turning it off and on?"),
        Turn("caller", "Yeah, just tried that, still offline."),
        Turn("agent", "It may need a firmware reset. I can walk you through that..."),
        Turn("caller", "Oh, it came back on. Thanks!"),
    ]
    stub = lambda s, u: {"action": "resolve", "speech": "Great.", "ticket_body": "Printer resolved."}  # noqa: E731
    decision = run_turn(transcript, rb, llm=stub)
    assert isinstance(decision, Decision)
    assert decision.action == Action.RESOLVE
