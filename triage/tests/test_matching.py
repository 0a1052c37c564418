"""A rule is met by what is meant, not by how it is spelled."""

from __future__ import annotations

from collections.abc import Mapping
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


NIGHT = datetime(2026, 3, 4, 4, 30, tzinfo=UTC)


def told(said: str) -> Situation:
    return read_situation(listen([caller(said)], BOOK), BOOK, NIGHT)


def with_rules(targets: Mapping[str, str], known_systems: tuple[str, ...] = ()) -> Runbook:
    """A runbook whose rules wake, by text, the target of each trigger."""
    rules = (EscalationRule(trigger=trigger, target=who, method="sms") for trigger, who in targets.items())
    return Runbook(customer_name="X", escalation_rules=tuple(rules), known_systems=known_systems)


def paged(book: Runbook, said: str, *, hint: str | None = None, night: datetime = NIGHT) -> str | None:
    rule = rule_to_page(read_situation(listen([caller(said)], book), book, night), ["outage"], hint)
    return rule.target if rule else None


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


@pytest.mark.parametrize(("name", "target"), [("Curo", "books@x.example"), ("Dexam", "tickets@x.example")])
def test_the_runbook_tells_what_a_product_is(name, target):
    """The rules do not name it: only the list of known systems says which of them it belongs to."""
    rules = {"library catalogue down": "books@x.example", "ticketing down": "tickets@x.example"}
    book = with_rules(rules, known_systems=("Library catalogue (Curo)", "Ticketing (Dexam)"))
    assert paged(book, f"{name} is down for all of us") == target


@pytest.mark.parametrize("target", ["mail@x.example", "files@x.example"])
def test_of_two_rules_that_fit_nearly_alike_the_one_that_the_decider_proposes_is_paged(target):
    book = with_rules({"mail server down": "mail@x.example", "file server down": "files@x.example"})
    assert paged(book, "The server is down.", hint=target) == target


def test_a_proposal_beside_what_was_told_is_not_followed():
    assert paged(BOOK, "somebody stole my laptop", hint="net@x.example") == "soc@x.example"


@pytest.mark.parametrize(("month", "target"), [(3, "tax@x.example"), (11, "desk@x.example")])
def test_a_rule_for_a_season_is_paged_in_its_season(month, target):
    book = with_rules({"Drake down, Feb 1 - Apr 15": "tax@x.example", "Drake down": "desk@x.example"})
    night = datetime(2026, month, 4, 21, tzinfo=UTC)
    assert paged(book, "Drake is down for all of us", night=night) == target


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
