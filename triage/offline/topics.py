"""What a caller's trouble is about, and what is worth trying at night."""

from __future__ import annotations

from dataclasses import dataclass

from triage.patterns import Pattern, compiled


@dataclass(frozen=True, slots=True)
class Topic:
    """`thing` completes "the … "; `hint` is a question that may already solve it."""

    name: str
    words: Pattern
    thing: str
    thing_es: str
    hint: str = ""
    hint_es: str = ""


def _topic(name: str, words: str, thing: str, thing_es: str, hint: str = "", hint_es: str = "") -> Topic:
    return Topic(name, compiled((words,)), thing, thing_es, hint, hint_es)


TOPICS = (
    _topic(
        "printer", r"print\w*|copiers?|toner|impresora|imprim\w*", "printer", "la impresora",
        "Could you switch it off at the back for ten seconds and on again, and tell me what it says then?",
        "¿Puede apagarla diez segundos, encenderla otra vez y decirme qué muestra?",
    ),
    _topic(
        "password", r"passwords?|locked (?:myself )?out|pin|contrasena|clave|log ?in", "sign-in", "el acceso",
        "Does it say that the password is wrong, or that the account is locked?",
        "¿Dice que la contraseña es incorrecta o que la cuenta está bloqueada?",
    ),
    _topic(
        "sound", r"sound|audio|headset|microphone|mic|speakers?|hear me", "sound", "el sonido",
        "Could you open the sound settings and pick the headset by name?",
        "¿Puede abrir los ajustes de sonido y elegir el audífono por su nombre?",
    ),
    _topic(
        "screen", r"monitors?|displays?|second screen|screen|pantalla", "screen", "la pantalla",
        "Could you push both ends of its cable in firmly and see whether it wakes up?",
        "¿Puede apretar bien los dos extremos del cable y ver si enciende?",
    ),
    _topic(
        "slow", r"slow\w*|crawl\w*|lag\w*|sluggish|lent[oa]|froze\w*|frozen|freez\w*|stuck", "computer", "la computadora",
        "Have you restarted it since this began?", "¿La ha reiniciado desde que empezó?",
    ),
    _topic(
        "vpn", r"vpn|remote (?:access|desktop)|citrix", "remote connection", "la conexión remota",
        "Is your own internet working, and have you closed the connection and opened it again?",
        "¿Su internet funciona, y ya cerró y abrió la conexión?",
    ),
    _topic("email", r"emails?|mail|outlook|mailbox|correos?", "e-mail", "el correo"),
    _topic("phones", r"phones?|telefonos?|calls|extension|voicemail", "phones", "los teléfonos"),
    _topic("internet", r"internet|wifi|network|online|red", "internet connection", "el internet"),
    _topic("files", r"files?|folders?|documents?|drive|archivos?|carpetas?", "files", "los archivos"),
    _topic("computer", r"computers?|laptops?|pc|machine|desktop|tablet|computadora", "computer", "la computadora"),
)  # fmt: skip


def topic_of(text: str) -> Topic | None:
    """Return the first topic that the text touches, in the order of the list."""
    return next((topic for topic in TOPICS if topic.words.search(text)), None)
