"""What reaches the caller's ear in the end: his language, and nothing that code does not stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from triage import speech
from triage.language import Language, callers_language, language_of
from triage.types import Action, Decision, Disposition, Turn


def in_callers_language(decision: Decision, turns: Sequence[Turn]) -> Decision:
    """Return the decision with its speech in the language that the caller speaks."""
    language = callers_language(turns)
    if not language or language is Language.ENGLISH or not decision.speech:
        return decision
    said = speech.said_in(decision.speech, language)
    if language_of(said) is Language.ENGLISH:
        said = fixed_words(decision, language)
    return replace(decision, speech=said)


def fixed_words(decision: Decision, language: Language) -> str:
    """Return the sentence that carries this decision, for a decider that did not find words of its own."""
    match decision.action:
        case Action.GATHER:
            return speech.ask_scope(language)
        case Action.RESOLVE if decision.disposition is Disposition.CLOSED:
            return speech.asking_anything_else("", language=language)
        case Action.RESOLVE:
            return speech.asking_anything_else(speech.noted(language), language=language)
        case Action.ESCALATE if decision.disposition is Disposition.OUT_OF_SCOPE:
            return speech.handed_over(language=language)
        case Action.ESCALATE:
            dials = tuple(number for number in ("911", "988") if number in decision.speech)
            return speech.paging(dials, language=language)
