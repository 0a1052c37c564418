"""Everything that can be wrong with a runbook is told at its place, with what would be right."""

from __future__ import annotations

import time
from contextlib import nullcontext

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from triage.runbook import Runbook, RunbookError, check_runbook, yaml_reader
from triage.runbook.source import MAX_BYTES
from triage.runbook.yaml_reader import MAX_DEPTH

NAME = "customer_name: Acme\n"
RULES = NAME + "escalation_rules:\n"


def rule(*lines: str) -> str:
    """A runbook whose only rule starts on line 3; its keys begin in column 5."""
    return RULES + "  - " + "\n    ".join(lines) + "\n"


ERRORS = [
    # text, line, column, field, words of the message
    ("", 1, 1, "", "the file is empty"),
    ("# nothing yet\n", 1, 1, "", "the file is empty"),
    ("null\n", 1, 1, "", "the file is empty"),
    ("- Acme\n", 1, 1, "", "begin with customer_name"),
    ("just words\n", 1, 1, "", "begin with customer_name"),
    ("known_issues: []\n", 1, 1, "customer_name", "missing"),
    ("customer_name: ''\n", 1, 16, "customer_name", "empty"),
    ("customer_name:\n", 1, 15, "customer_name", "empty"),
    ("customer_name: [Acme]\n", 1, 16, "customer_name", "a list where one text is expected"),
    ("customer_name: no\n", 1, 16, "customer_name", 'true or false, not as text; put quotes around it: "no"'),
    ("customer_name: 2026-11-21\n", 1, 16, "customer_name", "a date"),
    ('customer_name: "Acme\\0"\n', 1, 16, "customer_name", "control character U+0000"),
    (NAME + "busines_hours: 24/7\n", 2, 1, "busines_hours", "did you mean business_hours?"),
    (NAME + "Known-Issues: []\n", 2, 1, "Known-Issues", "did you mean known_issues?"),
    (NAME + "colour: red\n", 2, 1, "colour", "the keys here are customer_name, business_hours"),
    (NAME + "[a]: b\n", 2, 1, "", "stands as a key"),
    (NAME + NAME, 2, 1, "customer_name", "given twice, first on line 1"),
    (NAME + "business_hours: whenever\n", 2, 17, "business_hours", '"Mon-Fri 8a-6p CT"'),
    (NAME + "known_issues: slow WiFi\n", 2, 15, "known_issues", "where a list is expected"),
    (
        NAME + "known_issues:\n  - Email: slow\n",
        3,
        5,
        "known_issues[0]",
        "put quotes around a text that holds a colon",
    ),
    (NAME + "known_issues:\n  - ok\n  - 365\n", 4, 5, "known_issues[1]", "a number"),
    (NAME + "known_issues:\n  - ''\n", 3, 5, "known_issues[0]", "an empty entry"),
    (NAME + "known_issues:\n" + "  - x\n" * 201, 203, 5, "known_issues", "at most 200"),
    (NAME + "p1_threshold: " + "x" * 2001 + "\n", 2, 15, "p1_threshold", "at most 2,000"),
    (
        NAME + "escalation_rules: {trigger: x}\n",
        2,
        19,
        "escalation_rules",
        "a mapping where a list is expected",
    ),
    (RULES + "  - server down\n", 3, 5, "escalation_rules[0]", "a rule has keys of its own"),
    (rule("target: null"), 3, 5, "escalation_rules[0].trigger", "missing"),
    (rule("trigger: ''", "target: null"), 3, 14, "escalation_rules[0].trigger", "empty"),
    (rule("trigger: OR", "target: null"), 3, 14, "escalation_rules[0].trigger", "empty"),
    (rule("triger: x", "target: null"), 3, 5, "escalation_rules[0].triger", "did you mean trigger?"),
    (
        rule("trigger: x", "target: +15555550100"),
        4,
        13,
        "escalation_rules[0].target",
        'around it: "+15555550100"',
    ),
    (rule("trigger: x", "page: '911'"), 4, 11, "escalation_rules[0].page", "3 digits"),
    (rule("trigger: x", "target: ''"), 4, 13, "escalation_rules[0].target", "write target: null"),
    (rule("trigger: x", "target: mike@"), 4, 13, "escalation_rules[0].target", "no complete e-mail address"),
    (rule("trigger: x", 'target: "Mike\\nDana"'), 4, 13, "escalation_rules[0].target", "more than one line"),
    (rule("trigger: x", "target: Mike", "page: Dana"), 5, 5, "escalation_rules[0].page", "keep one of them"),
    (
        rule("trigger: x", "target: Mike", "method: pager"),
        5,
        13,
        "escalation_rules[0].method",
        "sms, email, voice or noop",
    ),
    (rule("trigger: x", "page: Mike", "method: ''"), 5, 13, "escalation_rules[0].method", "empty; write sms"),
    (
        rule("trigger: x", "target: Mike", "method: text"),
        5,
        13,
        "escalation_rules[0].method",
        "did you mean sms?",
    ),
    (
        rule("trigger: x", "target: Mike", "method: off"),
        5,
        13,
        "escalation_rules[0].method",
        "sms, email, voice or noop",
    ),
    (
        rule("trigger: x", "target: Mike", "method: [sms]"),
        5,
        13,
        "escalation_rules[0].method",
        "sms, email, voice or noop",
    ),
    (
        rule("trigger: x", "page: '+1-555-0100'", "method: email"),
        5,
        13,
        "escalation_rules[0].method",
        "cannot receive e-mail",
    ),
    (
        rule("trigger: x", "page: Mike", "priority: urgent"),
        5,
        15,
        "escalation_rules[0].priority",
        "P1, P2, P3 or P4",
    ),
    (rule("trigger: x", "\ttarget: Mike"), 4, 5, "", "a tab"),
    ("customer_name: 'Acme\n", 1, 16, "", "never closed"),
    ("customer_name: @Acme\n", 1, 16, "", 'put quotes around it: "@text"'),
    ("customer_name: Acme: West\n", 1, 20, "", "put quotes around a text that holds a colon"),
    ('customer_name: "\\Acme"\n', 1, 17, "", "use single quotes"),
    (NAME + "known_issues: [a, b\n", 3, 1, "", "not closed"),
    (NAME + "known_issues:\n  - a\n b: c\n", 4, 2, "", "in the same column"),
    (NAME + "known_issues: &later [a]\n", 2, 15, "", "&later is an anchor"),
    (NAME + "known_issues: *later\n", 2, 15, "", "*later is an alias"),
    ("customer_name: !!python/name:os.system x\n", 1, 16, "", "is a tag"),
    ("customer_name: !secret x\n", 1, 16, "", "!secret is a tag"),
    (NAME + "---\ncustomer_name: Other\n", 2, 1, "", "a second document"),
    ("customer_name: A\x00me\n", 1, 17, "", "control character U+0000"),
    ("customer_name: A\ud800me\n", 1, 17, "", "U+D800"),
    (NAME + "p1_threshold: caf\x1b[0m\n", 2, 18, "", "control character U+001B"),
    (NAME.encode() + b"p1_threshold: caf\xe9\n", 2, 18, "", "byte 37 is 0xe9"),
    (NAME.encode("utf-16"), 1, 1, "", "looks like UTF-16"),
    ("known_issues: " + "[" * 20, 1, 14 + MAX_DEPTH, "", "levels deep"),
]


@pytest.mark.parametrize(("text", "line", "column", "field", "words"), ERRORS)
def test_error_is_told_at_its_place(text, line, column, field, words):
    report = check_runbook(text)
    assert report.runbook is None
    places = [(fault.line, fault.column, fault.field) for fault in report.faults if words in fault.message]
    assert places == [(line, column, field)], report.faults


WARNINGS = [
    (
        rule("trigger: x", "page: a@b.example", "method: sms"),
        5,
        13,
        "escalation_rules[0].method",
        "needs a phone number",
    ),
    (
        rule("trigger: x", "page: a@b.example", "method: voice"),
        5,
        13,
        "escalation_rules[0].method",
        "needs a phone number",
    ),
    (
        rule("trigger: x", "page: Mike", "method: noop"),
        5,
        13,
        "escalation_rules[0].method",
        "noop wakes nobody",
    ),
    (rule("trigger: x", "page: Mike"), 4, 5, "escalation_rules[0].method", "voice is taken for a name"),
    (rule("trigger: x", "method: sms"), 3, 5, "escalation_rules[0].target", "names nobody"),
    (NAME + "caller_name: Sarah\n", 2, 1, "caller_name", "looked up for every call"),
    (NAME + "recent_tickets: [a]\n", 2, 1, "recent_tickets", "looked up for every call"),
    (NAME + "business_hours: Mon-Fri 8a-5p\n", 2, 17, "business_hours", "names no time zone"),
    (NAME + "known_systems:\n  - Printer #3 upstairs\n", 3, 5, "known_systems[0]", "after # is a comment"),
]


@pytest.mark.parametrize(("text", "line", "column", "field", "words"), WARNINGS)
def test_warning_is_told_and_does_not_refuse(text, line, column, field, words):
    report = check_runbook(text)
    assert report.runbook == Runbook.from_yaml(text)
    (fault,) = report.faults
    assert (fault.line, fault.column, fault.field, fault.severity) == (line, column, field, "warning")
    assert words in fault.message


@pytest.mark.parametrize(
    "text",
    [
        NAME + "business_hours: 24/7\nknown_issues:\n",
        NAME + "business_hours: null\n",
        rule("trigger: x", "target: null", "method: sms"),
        rule("trigger: x", "target: '+1-555-0100'", "method: VOICE", "priority: p3"),
        rule("trigger: x", "target: Mike", "method: sms  # he answers at night"),
    ],
)
def test_nothing_is_found_where_nothing_is_wrong(text):
    assert check_runbook(text).faults == ()


def test_texting_an_address_is_fine_when_its_owner_has_a_phone():
    text = rule("trigger: x", "page: mike@b.example", "method: sms")
    assert check_runbook(text, reachable={"mike@b.example"}.__contains__).faults == ()


def test_calling_an_unknown_name_is_told_when_the_people_are_known():
    text = rule("trigger: x", "page: Mike", "method: voice")
    (fault,) = check_runbook(text, reachable=set().__contains__).faults
    assert "nobody called Mike" in fault.message
    assert not fault.is_error


def test_all_faults_are_told_at_once_from_top_to_bottom():
    text = (
        rule("trigger: ''", "target: 5555550100", "method: pager") + "colour: red\nbusiness_hours: whenever\n"
    )
    report = check_runbook(text)
    assert report.runbook is None
    assert [fault.line for fault in report.faults] == [3, 4, 5, 6, 7]


def test_a_parser_without_libyaml_refuses_what_it_cannot_read(monkeypatch):
    monkeypatch.setattr(yaml_reader, "YAML_LOADER", yaml.SafeLoader)
    (fault,) = check_runbook('customer_name: "\\UFFFFFFFF"').faults
    assert "not YAML that can be read" in fault.message


def test_every_tab_is_told_at_once():
    faults = check_runbook(NAME + "known_issues:\n\t- a\n\t- b\n").faults
    assert [(fault.line, fault.column) for fault in faults] == [(3, 1), (4, 1)]


def test_error_reads_as_a_list_with_lines_and_columns():
    with pytest.raises(RunbookError) as caught:
        Runbook.from_yaml(NAME + "busines_hours: 24/7\n")
    assert "line 2, column 1: busines_hours: unknown key; did you mean business_hours?" in str(caught.value)


def test_a_file_with_countless_faults_lists_the_first_and_counts_the_rest():
    faults = check_runbook("\x01" * 5000).faults
    assert len(faults) == 101
    assert faults[-1].message.startswith("4901 more faults")


def test_a_late_error_is_not_hidden_by_a_hundred_warnings():
    warnings = "  - trigger: x\n    page: Mike\n" * 150
    report = check_runbook(RULES + warnings + "colour: red\n")
    assert report.runbook is None


@pytest.mark.parametrize("text", ["x" * 1_000_000, b"- " * 500_000, "é" * (MAX_BYTES // 2 + 1)])
def test_a_file_that_is_too_large_is_refused_at_once(text):
    started = time.process_time()
    (fault,) = check_runbook(text).faults
    assert time.process_time() - started < 0.1
    assert "at most 100,000" in fault.message


def test_aliases_are_never_expanded():
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n"
    bomb += "".join(
        f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    started = time.process_time()
    report = check_runbook(NAME + bomb)
    assert time.process_time() - started < 1
    assert any("is an alias" in fault.message for fault in report.faults)


YAML_PIECES = """customer_name: ,escalation_rules:,- trigger: ,target: ,method: ,known_issues:,- ,: ,? ,[,],{,},*a,&a ,!x
,',",|,>,#,---,...,%,~,no,12:30,+15555550100,\\,é,sms,24/7,<<,="""
UNUSUAL = ["\n", "\n  ", "\t", ",", "\x00", "\u2028", "\x85", "\ufeff"]
YAML_PIECE = st.sampled_from([*YAML_PIECES.split(","), *UNUSUAL])


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(), st.binary(), st.lists(YAML_PIECE, max_size=40).map("".join)))
@example("? ? ? ? ? ? ? ? ? ? ?")
@example("a: \U0010ffff")
@example("%YAML 9.9\n---\na: b")
@example('a: "\\UFFFFFFFF"')
@example("\ufeff\ufeff")
@example("?")
def test_whatever_comes_in_is_a_runbook_or_a_runbook_error(source):
    report = check_runbook(source)
    assert report.runbook is not None or report.faults
    assert all(fault.line >= 1 and fault.column >= 1 and fault.message for fault in report.faults)
    with nullcontext() if report.runbook else pytest.raises(RunbookError):
        assert Runbook.from_yaml(source).customer_name


@pytest.mark.parametrize(
    "filler", ["- ", "[", "{", "? ", "a: b\n", "&a ", "'", '"\n', "  - x\n", ": ", "!", "%\n", "|"]
)
def test_no_file_of_permitted_size_takes_long(filler):
    text = filler * (MAX_BYTES // len(filler))
    started = time.process_time()
    check_runbook(text)
    assert time.process_time() - started < 5
