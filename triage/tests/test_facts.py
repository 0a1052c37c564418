"""What is known of a call beside what is decided: for the ticket, the page, the dashboard and the API alike."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage import CallContext, Decision, Runbook, Turn, run_turn
from triage.categories import category_of
from triage.tests.turns import agent, caller
from triage.types import Action, Category, Told

NOW = datetime(2026, 3, 4, 4, 30, tzinfo=UTC)
ACME = Runbook(customer_name="Acme Corp", known_systems=("Tanktrak",))
WHO = CallContext(caller_name="Sarah Chen (Acme Corp)", caller_number="+13125550142")


def told_of(*said: str, reply: dict[str, Any] | None = None, context: CallContext | None = WHO) -> Told:
    """The facts at the end of a call, decided offline or by a model that replies so."""
    turns = [turn for words in said for turn in (caller(words), agent("Go on."))][:-1]
    full = {"action": "escalate", "speech": "One moment.", "ticket_body": "x", "page_target": None}
    llm = (lambda s, u: full | reply) if reply is not None else None
    decision = run_turn(turns, ACME, llm, context=context, now=NOW, hung_up=True)
    assert decision.told is not None
    return decision.told


@pytest.mark.parametrize(
    ("said", "category"),
    [
        ("The printer in the hall is jammed", Category.PRINTING),
        ("Outlook does not open my mailbox", Category.EMAIL),
        ("I forgot my password", Category.ACCESS),
        ("The internet is down at the whole site", Category.NETWORK),
        ("My desk phone has no dial tone", Category.TELEPHONY),
        ("The file server is down for all of us", Category.SERVER),
        ("I clicked a link and now it asks for bitcoin, all files are encrypted", Category.SECURITY),
        ("There is smoke in the server room", Category.PREMISES),
        ("My laptop screen is black", Category.HARDWARE),
        ("QuickBooks throws an error when I print an invoice in QuickBooks", Category.APPLICATION),
        ("Could you install a thing for the new employee?", Category.REQUEST),
        ("Tanktrak says no", Category.APPLICATION),
        ("Se cayó el servidor y nadie puede trabajar", Category.SERVER),
        ("Der Drucker geht nicht", Category.PRINTING),
        ("Mon mot de passe ne marche pas", Category.ACCESS),
        ("Sorry, wrong number", Category.NOT_IT),
        ("It is all so strange", Category.OTHER),
    ],
)
def test_a_call_has_one_of_the_usual_categories(said: str, category: Category) -> None:
    assert told_of(said).category is category


def test_a_models_category_stands_and_an_unknown_one_is_found_anew() -> None:
    assert told_of("The thing is broken", reply={"category": "telephony"}).category is Category.TELEPHONY
    assert told_of("The printer is broken", reply={"category": "plumbing"}).category is Category.PRINTING


@pytest.mark.parametrize(
    ("said", "people", "hit"),
    [
        ("The server is down, about twenty people cannot work", 20, "20 people"),
        ("Everybody in the office is locked out", None, "everybody"),
        ("My mouse is broken, it's only me", None, "one person"),
        ("The server hums", None, ""),
    ],
)
def test_how_many_are_hit_is_told_when_it_was_said(said: str, people: int | None, hit: str) -> None:
    told = told_of(said)
    assert (told.people, told.hit) == (people, hit)


def test_a_models_count_stands_only_when_the_caller_said_it() -> None:
    said = "The server is down and we are twelve in here"
    assert told_of(said, reply={"people": 12}).people == 12
    assert told_of(said, reply={"people": 500}).people != 500


@pytest.mark.parametrize(
    ("said", "tried"),
    [
        ("The server is down. We already restarted it twice. Nothing.", "We already restarted it twice."),
        ("I unplugged the router, still no internet for anyone.", "I unplugged the router, still no internet for anyone."),
        ("We have not restarted it yet. It is down for everyone.", ""),
        ("No abre. Ya reiniciamos el servidor.", "Ya reiniciamos el servidor."),
    ],
)  # fmt: skip
def test_what_was_tried_is_told_in_the_callers_words(said: str, tried: str) -> None:
    assert told_of(said).tried == tried


@pytest.mark.parametrize(
    ("said", "reach"),
    [
        ("The server is down for all of us.", "Sarah Chen, +13125550142"),
        ("Call me at 773 555 0188, the server is down.", "Sarah Chen, 773-555-0188 (given), +13125550142"),
        ("My cell is seven seven three, five five five, zero one eight eight", "Sarah Chen, 773-555-0188 (given), +13125550142"),
        ("Call me back on 312 555 0142", "Sarah Chen, +13125550142"),
        ("I am at extension 412", "Sarah Chen, +13125550142, extension 412"),
    ],
)  # fmt: skip
def test_how_to_reach_the_caller(said: str, reach: str) -> None:
    assert told_of(said).reach == reach


def test_a_caller_whom_nobody_knows_is_called_as_he_calls_himself() -> None:
    told = told_of("Hi, this is Dana Flores from Acme, the server is down.", context=None)
    assert told.reach == "Dana Flores"


def test_the_problem_is_the_models_in_english_and_the_callers_without_one() -> None:
    said = "Hola, se cayó el servidor y nadie puede trabajar"
    assert told_of(said, reply={"problem": "Server down, nobody can work"}).problem == (
        "Server down, nobody can work"
    )
    assert told_of(said).problem == '(Spanish) "Se cayó el servidor y nadie puede trabajar"'


def test_a_greeting_is_left_out_of_the_problem() -> None:
    told = told_of("Hi, this is Dana from Acme. The file server is down for all of us.")
    assert told.problem == "The file server is down for all of us"


@pytest.mark.parametrize(
    ("said", "since"),
    [
        ("The server is down since nine thirty", "since nine thirty"),
        ("Down for two hours now, all of us", "for two hours now"),
        ("El servidor no funciona desde hace dos horas", "desde hace dos horas"),
        ("Der Server ist seit gestern weg", "seit gestern"),
    ],
)
def test_since_when(said: str, since: str) -> None:
    assert told_of(said).since == since


def test_a_question_has_no_facts_yet() -> None:
    decision = run_turn([caller("Hello")], ACME, now=NOW)
    assert decision.action is Action.GATHER
    assert decision.told is None


def test_no_secret_is_a_fact() -> None:
    told = told_of(
        "We tried the password Tulip99 on the server. It is down for everyone.",
        "My card is 4111 1111",
        "1111 1111",
    )
    assert "Tulip99" not in str(told)
    assert "1111" not in str(told)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.builds(Turn, st.sampled_from(["caller", "agent"]), st.text(max_size=200)), max_size=5))
def test_any_call_has_facts_of_a_line_each(turns: list[Turn]) -> None:
    told = run_turn(turns, ACME, context=WHO, now=NOW, hung_up=True).told
    assert told is not None
    assert told.category in set(Category)
    for fact in (told.problem, told.since, told.tried, told.reach):
        assert len(fact) <= 200
        assert "\n" not in fact


def test_what_is_not_ours_is_filed_so_whatever_it_names() -> None:
    from triage.types import Disposition

    decision = Decision(action=Action.ESCALATE, speech="", disposition=Disposition.OUT_OF_SCOPE)
    assert category_of(decision, "what does a new server cost") is Category.NOT_IT
