"""A caller is answered in his language, heard in it and spoken to in its voice; the engineer reads English."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest

from calls import tickets
from calls.conversation.tongue import speaking
from calls.conversation.words import speech
from calls.escalation.briefing import briefing_of
from calls.models import Call
from calls.tests.conftest import Phone
from calls.voice import twiml
from integrations.anthropic.tests.fake_model import FakeModel
from triage.language import Language, language_of

TRIFLE = {
    Language.SPANISH: "Hola, mi impresora no imprime, solo la mía.",
    Language.FRENCH: "Bonjour, mon imprimante ne marche pas, c'est seulement la mienne.",
    Language.PORTUGUESE: "Boa noite, a minha impressora não funciona, é só a minha.",
    Language.GERMAN: "Guten Abend, mein Drucker geht nicht, nur meiner.",
    Language.ITALIAN: "Buonasera, la mia stampante non funziona, solo la mia.",
}
OUTAGE = {
    Language.SPANISH: "Hola, se cayó el servidor y nadie puede trabajar en toda la oficina.",
    Language.GERMAN: "Hallo, der Server ist ausgefallen und niemand kann arbeiten, alle sind betroffen.",
}
CALLERS_WORDS = (
    "silence_first", "silence_menu", "goodbye", "keypad_unclear", "escalated", "escalated_more", "stay_on_the_line",
    "waiting", "engineer_is_here", "stays",
)  # fmt: skip
"""What every caller may hear in an ordinary call."""


def answer_of(phone: Phone, sequence: int) -> ElementTree.Element:
    return ElementTree.fromstring(phone.call.turns.get(sequence=sequence).twiml)


def heard_in(answer: ElementTree.Element) -> str | None:
    gather = answer.find("Gather")
    return gather.get("language") if gather is not None else None


def voices(answer: ElementTree.Element) -> set[tuple[str | None, str | None]]:
    return {(say.get("voice"), say.get("language")) for say in answer.iter("Say")}


def english_in(words: str) -> list[str]:
    """The sentences that are English, a word or two of which may be a name."""
    sentences = words.replace("?", ".").replace("!", ".").split(".")
    return [s for s in sentences if len(s.split()) > 3 and language_of(s) is Language.ENGLISH]


def test_until_a_caller_has_spoken_every_language_is_listened_for(phone: Phone) -> None:
    phone.dial()
    assert heard_in(answer_of(phone, 0)) == "multi"
    assert voices(answer_of(phone, 0)) == {("Polly.Joanna-Neural", "en-US")}


def test_an_english_caller_is_heard_in_english(phone: Phone) -> None:
    phone.dial()
    phone.say("Hello, my screen flickers and I don't know why.")
    assert heard_in(answer_of(phone, 2)) == "en-US"


@pytest.mark.parametrize("language", TRIFLE)
def test_voice_and_ear_follow_the_callers_first_words(phone: Phone, language: Language) -> None:
    phone.dial()
    words = phone.say(TRIFLE[language])
    voice = twiml.VOICES[language]
    assert heard_in(answer_of(phone, 2)) == voice.language
    assert voices(answer_of(phone, 2)) == {tuple(voice)}
    assert not english_in(words), words


@pytest.mark.parametrize("language", OUTAGE)
@pytest.mark.parametrize("decider", ["model", "offline"])
def test_an_outage_is_handled_in_the_callers_language_to_the_end(
    phone: Phone, model: FakeModel, settings: Any, language: Language, decider: str
) -> None:
    """Also when the model answers in English against its orders."""
    model.replies = {
        "first": {
            "action": "escalate",
            "speech": "I am waking the on-call engineer for you now.",
            "ticket_body": "The server is down, nobody in the office can work.",
            "page_target": None,
            "problem": "Server down, nobody can work",
        }
    }
    if decider == "offline":
        settings.ANTHROPIC_API_KEY = ""
    phone.dial()
    words = [phone.say(OUTAGE[language])]
    assert phone.call.state == Call.State.ESCALATING
    assert not english_in(words[0]), words
    words.append(phone.say(TRIFLE[language]))
    assert not english_in(words[1]), words
    for sequence in (2, 4):
        assert voices(answer_of(phone, sequence)) == {tuple(twiml.VOICES[language])}


def test_a_spanish_caller_who_falls_silent_is_asked_in_spanish(phone: Phone) -> None:
    phone.dial()
    phone.say("Hola, buenas noches.")
    first, menu = phone.stay_silent(), phone.stay_silent()
    assert "¿Sigue ahí?" in first
    assert "Pulse 1" in menu
    assert not english_in(phone.press("7"))
    assert not english_in(phone.press("0"))


def test_who_waits_in_the_room_is_told_in_his_language(phone: Phone) -> None:
    phone.dial()
    phone.say(OUTAGE[Language.SPANISH])
    call = phone.call
    assert call.language == "Spanish"
    answer = phone.post(f"/twilio/voice/room/wait?line=%2B15555550199&call={call.pk}&n=1")
    assert voices(ElementTree.fromstring(answer.content)) == {tuple(twiml.VOICES[Language.SPANISH])}
    assert not english_in(answer.content.decode())


def written(phone: Phone) -> tuple[str, str]:
    """What the engineer reads on the phone, and the ticket."""
    call = Call.objects.select_related("tenant", "customer", "revision").get(sid=phone.sid)
    page = call.escalation.pages.order_by("step").first()
    assert page is not None
    draft = tickets.draft_of(call)
    return briefing_of(page).line(), f"{draft.summary}\n{draft.description}"


def test_with_a_model_page_and_ticket_are_in_english(phone: Phone, model: FakeModel) -> None:
    model.replies = {
        "first": {
            "action": "escalate",
            "speech": "Estoy despertando al ingeniero de guardia.",
            "ticket_body": "The server is down, nobody in the office can work.",
            "page_target": None,
            "problem": "Server down, nobody can work",
        }
    }
    phone.dial()
    phone.say(OUTAGE[Language.SPANISH])
    page, ticket = written(phone)
    assert "Server down, nobody can work" in page
    assert "cayó" not in page
    assert "P1: Server down, nobody can work" in ticket
    assert "Speaks: Spanish" in ticket


def test_without_a_model_the_callers_own_words_are_quoted(phone: Phone) -> None:
    phone.dial()
    phone.say(OUTAGE[Language.SPANISH])
    page, ticket = written(phone)
    assert '(Spanish) "Se cay' in page
    assert '(Spanish) "Se cayó el servidor' in ticket


@pytest.mark.parametrize("language", TRIFLE)
@pytest.mark.parametrize("name", CALLERS_WORDS)
def test_every_language_has_the_words_of_an_ordinary_call(language: Language, name: str) -> None:
    for facts in (
        {"words": ""},
        {"first": "Ana", "number": "1", "taken_by": "Ana", "is_first": True, "heard": True},
    ):
        with speaking(language):
            said = speech(name, **facts)
        assert said
        assert language_of(said) is not Language.ENGLISH, said


def test_what_is_english_all_the_same_is_not_read_with_a_foreign_accent() -> None:
    with speaking(Language.SPANISH):
        answer = ElementTree.fromstring(twiml.goodbye("This is not translated, and we are sorry for it."))
    assert voices(answer) == {tuple(twiml.VOICES[Language.ENGLISH])}
