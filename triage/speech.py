"""Sentences that code speaks, whoever decided; the caller is listened to once more after a RESOLVE."""

from __future__ import annotations

import re

FALLBACK = "Let me get an engineer on the line for you."
"""Said whenever the decider fails; a human takes over."""

_ANYTHING_ELSE = re.compile(
    r"(?:anything|something) (?:else|more)|what else|other (?:issue|problem|question|matter)s?|algo m[aá]s|alguna otra cosa",
    re.IGNORECASE,
)

_PAGING = {
    "en": "I am waking the on-call engineer for you now. Please stay on the line.",
    "es": "Estoy despertando ahora mismo al ingeniero de guardia. Por favor, no cuelgue.",
}
_DIAL = {
    ("en", "911"): "If anyone is in danger, get to a safe place and call 911 first.",
    ("es", "911"): "Si alguien corre peligro, póngase a salvo y llame primero al 911.",
    (
        "en",
        "988",
    ): "You are not alone. You can call or text 988 at any time and somebody will listen; in immediate danger call 911.",
    (
        "es",
        "988",
    ): "No está solo. Puede llamar o escribir al 988 a cualquier hora; si hay peligro inmediato, llame al 911.",
}
_ELSE = {"en": "Is there anything else?", "es": "¿Hay algo más?"}
_GOODBYE = {
    "en": "You're welcome. Good night.",
    "es": "De nada. Que pase buena noche.",
}
_HANDED_OVER = {
    "en": "That is something our office team handles. I will pass it to them, and they will get back to you in business hours.",
    "es": "De eso se encarga nuestra oficina. Les paso el recado y le llamarán en horario de trabajo.",
}


def _language(spanish: bool) -> str:
    return "es" if spanish else "en"


def paging(dials: tuple[str, ...] = (), *, spanish: bool = False) -> str:
    """Say that somebody is being woken, with the emergency number first where there is one."""
    language = _language(spanish)
    return " ".join([*(_DIAL[language, number] for number in dials), _PAGING[language]])


def with_dials(speech: str, dials: tuple[str, ...], *, spanish: bool = False) -> str:
    """Put the emergency numbers that a speech does not name in front of it."""
    missing = [_DIAL[_language(spanish), number] for number in dials if number not in speech]
    return " ".join([*missing, speech])


def asks_anything_else(speech: str) -> bool:
    return _ANYTHING_ELSE.search(speech) is not None


def asking_anything_else(speech: str, *, spanish: bool = False) -> str:
    """End a RESOLVE by asking whether there is anything else; callers reveal the outage after the trifle."""
    if asks_anything_else(speech):
        return speech
    return f"{speech.rstrip()} {_ELSE[_language(spanish)]}".strip()


def goodbye(*, spanish: bool = False) -> str:
    return _GOODBYE[_language(spanish)]


def handed_over(*, spanish: bool = False) -> str:
    return _HANDED_OVER[_language(spanish)]
