"""A rule is met by what is meant, not by how it is spelled."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from triage import EscalationRule, Runbook
from triage.hearing import listen
from triage.learned.paging import rule_to_page
from triage.matching import known_issue_met, matched_rule, out_of_scope_met
from triage.situation import Situation, read_situation
from triage.tests.turns import caller
from triage.words import normalise

RULES = (
    EscalationRule(trigger="phones dead OR internet out", target="net@x.example", method="sms"),
    EscalationRule(trigger="ransomware OR stolen laptop", target="soc@x.example", method="sms"),
    EscalationRule(trigger="everyone locked out OR can't access email", target="ops@x.example", method="sms"),
    EscalationRule(trigger="printer OR password"),
)
BOOK = Runbook(
    customer_name="X",
    escalation_rules=RULES,
    known_issues=("WiFi at main office drops intermittently - scheduled for Thursday",),
    out_of_scope_phrases=("I want to add a new employee", "what's the price for"),
)


def told(said: str) -> Situation:
    return read_situation(listen([caller(said)], BOOK), BOOK, datetime(2026, 3, 4, 4, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("said", "target"),
    [
        ("there is no dial tone on any telephone", "net@x.example"),
        ("we are all offline, the router is dead", "net@x.example"),
        ("none of us can sign in", "ops@x.example"),
        ("Outlook is not loading for anybody", "ops@x.example"),
        ("se cayó el correo", "ops@x.example"),
    ],
)
def test_page_goes_by_meaning(said, target):
    rule = rule_to_page(told(said), ["outage"])
    assert rule is not None
    assert rule.target == target


def test_security_goes_to_the_security_rule_whatever_the_words():
    rule = rule_to_page(told("I read him the six digits on my phone"), ["security"])
    assert rule is not None
    assert rule.target == "soc@x.example"


def test_the_runbook_tells_what_a_product_is():
    book = Runbook(
        customer_name="X",
        escalation_rules=(
            EscalationRule(trigger="ATMs dark at a branch", target="atm@x.example", method="sms"),
            EscalationRule(trigger="core banking stopped", target="core@x.example", method="sms"),
        ),
        known_systems=("Core banking (Keystone 9)", "ATMs"),
    )
    said = "Keystone is not up on any of our machines"
    situation = read_situation(listen([caller(said)], book), book, datetime(2026, 3, 4, tzinfo=UTC))
    rule = rule_to_page(situation, ["outage"])
    assert rule is not None
    assert rule.target == "core@x.example"


def test_of_two_rules_that_fit_alike_the_one_that_the_decider_proposes_is_paged():
    rules = [
        EscalationRule(trigger="server down", target=target, method="sms")
        for target in ("a@x.example", "b@x.example")
    ]
    book = Runbook(customer_name="X", escalation_rules=tuple(rules))
    situation = read_situation(
        listen([caller("The server is down.")], book), book, datetime(2026, 3, 4, tzinfo=UTC)
    )
    for rule in rules:
        assert rule_to_page(situation, ["outage"], hint=rule.target) == rule


@pytest.mark.parametrize(("month", "target"), [(3, "tax@x.example"), (11, "desk@x.example")])
def test_a_rule_for_a_season_is_paged_in_its_season(month, target):
    book = Runbook(
        customer_name="X",
        escalation_rules=(
            EscalationRule(trigger="Drake down, Feb 1 - Apr 15", target="tax@x.example", method="sms"),
            EscalationRule(trigger="Drake down", target="desk@x.example", method="sms"),
        ),
    )
    night = datetime(2026, month, 4, 21, tzinfo=UTC)
    situation = read_situation(listen([caller("Drake is down for all of us")], book), book, night)
    rule = rule_to_page(situation, ["outage"])
    assert rule is not None
    assert rule.target == target


def test_quiet_rules_are_never_paged():
    rule = rule_to_page(told("my printer and my password"), [])
    assert rule is None or rule.wakes


def test_nothing_in_common_pages_no_rule():
    assert rule_to_page(told("give me a human"), []) is None


def test_inflection_and_order_do_not_matter():
    assert matched_rule(RULES, normalise("it won't print, the printing is broken")) is not None


def test_known_issue_is_recognised_in_other_words():
    assert known_issue_met(BOOK, normalise("the wireless, I mean the wifi, in the main office dropped again"))
    assert not known_issue_met(BOOK, normalise("the main office has no electricity"))


def test_out_of_scope_phrase_is_recognised_in_other_words():
    assert out_of_scope_met(BOOK, normalise("I would like to add two new employees please"))
    assert not out_of_scope_met(BOOK, normalise("our employees are locked out"))
