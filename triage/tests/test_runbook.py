"""What a runbook is and how both dialects become one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.runbook import EscalationRule, Runbook, RunbookError, check_runbook, trigger_phrases
from triage.runbook.targets import TargetKind, kind_of
from triage.types import Priority

RUNBOOKS = Path(__file__).parent / "runbooks"


def read(name: str) -> Runbook:
    return Runbook.from_yaml((RUNBOOKS / name).read_bytes())


def test_lists_are_kept_as_tuples():
    runbook = Runbook(customer_name="Acme", business_hours="Mon-Fri 8a-5p CT", known_systems=["printer"])
    assert runbook.known_systems == ("printer",)


def test_a_single_text_is_a_list_of_one():
    assert Runbook(customer_name="Acme", known_issues="slow WiFi").known_issues == ("slow WiFi",)


def test_no_list_is_an_empty_list():
    assert Runbook(customer_name="Acme", known_issues=None, escalation_rules=None) == Runbook(
        customer_name="Acme"
    )


def test_only_the_name_is_required():
    assert Runbook(customer_name="Acme").escalation_rules == ()
    with pytest.raises(TypeError):
        Runbook()


@pytest.mark.parametrize("key", ["target", "page"])
def test_rules_are_accepted_as_mappings_of_either_dialect(key):
    runbook = Runbook(
        customer_name="Acme",
        escalation_rules=[{"trigger": "server down", key: "+1-555-0100", "method": "SMS", "priority": "p1"}],
    )
    rule = EscalationRule(trigger="server down", target="+1-555-0100", method="sms", priority=Priority.P1)
    assert runbook.escalation_rules == (rule,)


def test_a_mapping_without_method_is_reached_as_its_target_is_written():
    rules = [{"trigger": "x", "page": "+1-555-0100"}, {"trigger": "y"}]
    runbook = Runbook(customer_name="Acme", escalation_rules=rules)
    assert [rule.method for rule in runbook.escalation_rules] == ["sms", "noop"]


def test_an_unknown_method_cannot_be_built():
    with pytest.raises(ValueError, match="sms, email, voice, noop"):
        EscalationRule(trigger="server down", target="Mike", method="pigeon")


@pytest.mark.parametrize(
    ("target", "method", "wakes"),
    [("Mike", "voice", True), (None, "sms", False), ("Mike", "noop", False)],
)
def test_a_rule_wakes_only_somebody_and_by_a_real_method(target, method, wakes):
    assert EscalationRule(trigger="x", target=target, method=method).wakes is wakes


def test_target_dialect_is_read_whole():
    runbook = read("target_dialect.yaml")
    assert runbook.customer_name == "Larkspur Veterinary Hospital"
    assert len(runbook.known_issues) == 2
    assert [rule.target for rule in runbook.escalation_rules] == [
        "+1-555-0142",
        "security@bluefinmsp.example",
        "Dana Whitfield",
        None,
    ]
    assert [rule.method for rule in runbook.escalation_rules] == ["sms", "email", "voice", "noop"]
    assert [rule.priority for rule in runbook.escalation_rules] == [Priority.P1, None, Priority.P2, None]
    assert runbook.p1_threshold is not None


def test_page_dialect_is_read_whole():
    runbook = read("page_dialect.yaml")
    assert runbook.business_hours == "24/7"
    assert runbook.known_systems[2] == r"File server (\\qs-files2)"
    assert [rule.target for rule in runbook.escalation_rules] == ["+1-555-0177", "duty@harborlinemsp.example"]
    assert runbook.out_of_scope_phrases == ("track my parcel", "I am looking for a job")


def test_dialects_can_be_mixed_in_one_file():
    runbook = read("mixed_dialects.yaml")
    assert [rule.target for rule in runbook.escalation_rules] == ["Priya Nair", "+15555550163", None]
    assert [rule.method for rule in runbook.escalation_rules] == ["voice", "sms", "noop"]


def test_text_and_bytes_with_a_byte_order_mark_are_read_alike():
    text = 'customer_name: "Café Zürich"\n'
    assert Runbook.from_yaml(text) == Runbook.from_yaml(b"\xef\xbb\xbf" + text.encode())


@pytest.mark.parametrize(
    ("target", "method"),
    [("+15555550100", "sms"), ("mike@acme.example", "email"), ("Mike Reyes", "voice"), (None, "noop")],
)
def test_a_missing_method_follows_from_who_is_named(target, method):
    text = f"customer_name: A\nescalation_rules:\n  - trigger: x\n    target: {repr(target) if target else 'null'}\n"
    assert Runbook.from_yaml(text).escalation_rules[0].method == method


def test_what_belongs_to_one_call_is_not_taken_from_the_file():
    runbook = Runbook.from_yaml("customer_name: A\ncaller_name: Sarah\nrecent_tickets: [VPN]\n")
    assert (runbook.caller_name, runbook.recent_tickets) == (None, ())


def test_unclear_hours_are_refused_in_the_editor_and_do_not_stop_a_call():
    text = "customer_name: A\nbusiness_hours: as agreed\n"
    assert check_runbook(text).runbook is None
    assert Runbook.from_yaml(text).business_hours == "as agreed"


def test_a_runbook_that_is_broken_otherwise_is_refused():
    with pytest.raises(RunbookError, match="customer_name"):
        Runbook.from_yaml("business_hours: as agreed\n")


@pytest.mark.parametrize(
    ("trigger", "phrases"),
    [
        ("server down OR email down", ("server down", "email down")),
        ('"server down" OR “email down”', ("server down", "email down")),
        (
            "nobody can open files, or the archive is unavailable",
            ("nobody can open files", "the archive is unavailable"),
        ),
        (
            "lost device, data leak, or suspected intrusion",
            ("lost device", "data leak", "suspected intrusion"),
        ),
        ("fridge alarm or monitor offline", ("fridge alarm", "monitor offline")),
        ("phones or internet down", ("phones or internet down",)),
        ("payroll AND deadline today", ("payroll AND deadline today",)),
        ("server down, but not the test server", ("server down, but not the test server",)),
        ("users (sales, support) locked out; alarm", ("users (sales, support) locked out", "alarm")),
        ("routine: passwords, printing", ("passwords", "printing")),
        ("more than 1,000 orders stuck", ("more than 1,000 orders stuck",)),
        ("doctors' portal down OR can't log in", ("doctors' portal down", "can't log in")),
        ("slow OR slow", ("slow",)),
        ("the doors or, worse, the cameras", ("the doors or", "worse", "the cameras")),
        (" OR , ; ", ()),
    ],
)
def test_trigger_is_split_where_each_phrase_keeps_its_meaning(trigger, phrases):
    assert trigger_phrases(trigger) == phrases


@given(st.text(max_size=200))
def test_no_phrase_holds_words_that_the_trigger_does_not(trigger):
    plain = " ".join(trigger.split())
    assert all(phrase and phrase in plain for phrase in trigger_phrases(trigger))


@given(
    st.lists(st.sampled_from(["server down", "can't log in", "no phones", "breach"]), min_size=1, unique=True)
)
def test_phrases_joined_by_or_come_back(phrases):
    assert trigger_phrases(" OR ".join(phrases)) == tuple(phrases)


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("+1-555-0100", TargetKind.PHONE),
        ("(555) 555-0100 x12", TargetKind.PHONE),
        ("oncall@acme.example", TargetKind.EMAIL),
        ("Mike Reyes", TargetKind.NAME),
        ("Team 2", TargetKind.NAME),
    ],
)
def test_targets_are_told_apart_by_their_form(target, kind):
    assert kind_of(target) is kind
