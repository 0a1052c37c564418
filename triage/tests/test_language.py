"""The caller's language shows in the first words, stays, and is answered in."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage import Action, Runbook, run_turn, speech
from triage.language import Language, callers_language, language_of
from triage.tests.turns import agent, caller

NOW = datetime(2026, 3, 4, 4, 30, tzinfo=UTC)
ACME = Runbook(customer_name="Acme")
FOREIGN = [language for language in Language if language is not Language.ENGLISH]


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Hola.", "es"),
        ("Buenas noches, no funciona el internet", "es"),
        ("nadie puede trabajar", "es"),
        ("Bonjour, le serveur ne marche plus", "fr"),
        ("je ne peux pas me connecter", "fr"),
        ("Olá, o servidor caiu", "pt"),
        ("o sistema está fora do ar", "pt"),
        ("Guten Abend, der Server ist ausgefallen", "de"),
        ("niemand kann arbeiten", "de"),
        ("Buonasera, la stampante non funziona", "it"),
        ("non riesco a entrare nel mio computer", "it"),
        ("Nobody can print", "en"),
        ("are male server is down", "en"),
        ("I need to talk to Maria at El Paso", "en"),
    ],
)
def test_language_shows_in_the_first_words(words, language):
    assert language_of(words) == language


@pytest.mark.parametrize("words", ["", "no", "VPN", "Jose de la Cruz", "4111 1111", "???"])
def test_too_few_words_show_no_language(words):
    assert language_of(words) is None


def test_language_stays_when_an_answer_shows_none():
    turns = [caller("Hola, no puedo entrar."), agent("¿Le pasa solo a usted?"), caller("No, VPN.")]
    assert callers_language(turns) is Language.SPANISH


def test_a_caller_who_clearly_changes_language_is_followed():
    turns = [
        caller("Hola, buenas noches."),
        caller("Sorry, can we do this in English please? The server is down."),
    ]
    assert callers_language(turns) is Language.ENGLISH


def test_what_the_agent_says_is_not_the_callers_language():
    assert callers_language([agent("Hello, what is going on?")]) is None


@given(st.text(max_size=400))
def test_any_text_has_a_language_or_none(text):
    assert language_of(text) in {None, *Language}


@pytest.mark.parametrize("language", FOREIGN)
def test_every_fixed_sentence_is_spoken_in_every_language(language):
    english = [
        speech.FALLBACK,
        speech.paging(("911", "988")),
        speech.asking_anything_else(speech.noted()),
        speech.goodbye(),
        speech.handed_over(),
        speech.ask_scope(),
    ]
    for words in english:
        spoken = speech.said_in(words, language)
        parts = re.split(r"(?<=[.?])\s", spoken)
        assert Language.ENGLISH not in {language_of(part) for part in parts}, spoken
        assert not set(parts) & set(re.split(r"(?<=[.?])\s", words))


@pytest.mark.parametrize("language", Language)
def test_the_closing_question_is_recognised_in_every_language(language):
    assert speech.asks_anything_else(speech.asking_anything_else("x", language=language))


@pytest.mark.parametrize("language", Language)
def test_emergency_numbers_survive_translation(language):
    assert "911" in speech.said_in(speech.paging(("911",)), language)
    assert "988" in speech.said_in(speech.paging(("988",)), language)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Bonjour, mon imprimante ne marche plus.", "fr"),
        ("Olá, a minha impressora não funciona.", "pt"),
        ("Hallo, mein Drucker geht nicht mehr.", "de"),
        ("Buonasera, la mia stampante non funziona.", "it"),
    ],
)
def test_without_a_model_a_caller_is_asked_in_his_language(words, language):
    decision = run_turn([caller(words)], ACME, now=NOW)
    assert decision.action is Action.GATHER
    assert language_of(decision.speech) == language


@pytest.mark.parametrize("reply", ["", "{}", None])
def test_a_failed_decider_is_covered_up_in_the_callers_language(reply):
    decision = run_turn([caller("Hallo, mein Bildschirm ist dunkel.")], ACME, lambda s, u: reply, now=NOW)
    assert decision.action is Action.ESCALATE
    assert language_of(decision.speech) is Language.GERMAN
