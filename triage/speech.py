"""Sentences that code speaks, whoever decided; the caller is listened to once more after a RESOLVE."""

from __future__ import annotations

import re

from triage.language import Language

FALLBACK = "Let me get an engineer on the line for you."
"""Said whenever the decider fails; a human takes over."""

_ANYTHING_ELSE = re.compile(
    r"(?:anything|something) (?:else|more)|what else|other (?:issue|problem|question|matter)s?"
    r"|algo m[aá]s|alguna otra cosa|autre chose|mais alguma coisa|noch etwas|qualcos['’ ]?altro|altro\?",
    re.IGNORECASE,
)

EN, ES, FR, PT, DE, IT = Language
_FALLBACK = {
    EN: FALLBACK,
    ES: "Permítame comunicarle con un ingeniero.",
    FR: "Je vous mets en relation avec un technicien.",
    PT: "Vou chamar um técnico para falar consigo.",
    DE: "Ich hole einen Techniker für Sie ans Telefon.",
    IT: "Le passo subito un tecnico.",
}
_PAGING = {
    EN: "I am waking the on-call engineer for you now. Please stay on the line.",
    ES: "Estoy despertando ahora mismo al ingeniero de guardia. Por favor, no cuelgue.",
    FR: "Je réveille tout de suite le technicien de garde. Merci de rester en ligne.",
    PT: "Estou a acordar o técnico de plantão agora mesmo. Por favor, não desligue.",
    DE: "Ich wecke jetzt den Techniker in Bereitschaft. Bitte bleiben Sie in der Leitung.",
    IT: "Sto svegliando il tecnico di turno. Per favore, resti in linea.",
}
_DIAL = {
    (EN, "911"): "If anyone is in danger, get to a safe place and call 911 first.",
    (ES, "911"): "Si alguien corre peligro, póngase a salvo y llame primero al 911.",
    (FR, "911"): "Si quelqu'un est en danger, mettez-vous à l'abri et appelez d'abord le 911.",
    (PT, "911"): "Se alguém estiver em perigo, vá para um lugar seguro e ligue primeiro para o 911.",
    (DE, "911"): "Wenn jemand in Gefahr ist, bringen Sie sich in Sicherheit und rufen Sie zuerst 911 an.",
    (IT, "911"): "Se qualcuno è in pericolo, si metta al sicuro e chiami prima il 911.",
    (
        EN,
        "988",
    ): "You are not alone. You can call or text 988 at any time and somebody will listen; in immediate danger call 911.",
    (
        ES,
        "988",
    ): "No está solo. Puede llamar o escribir al 988 a cualquier hora; si hay peligro inmediato, llame al 911.",
    (
        FR,
        "988",
    ): "Vous n'êtes pas seul. Vous pouvez appeler le 988 à toute heure; en cas de danger immédiat, appelez le 911.",
    (
        PT,
        "988",
    ): "Você não está sozinho. Pode ligar para o 988 a qualquer hora; se houver perigo imediato, ligue para o 911.",
    (
        DE,
        "988",
    ): "Sie sind nicht allein. Unter 988 hört Ihnen jederzeit jemand zu; bei unmittelbarer Gefahr rufen Sie 911 an.",
    (
        IT,
        "988",
    ): "Non è solo. Può chiamare il 988 a qualsiasi ora; in caso di pericolo immediato chiami il 911.",
}
_ELSE = {
    EN: "Is there anything else?",
    ES: "¿Hay algo más?",
    FR: "Y a-t-il autre chose?",
    PT: "Há mais alguma coisa?",
    DE: "Gibt es noch etwas?",
    IT: "C'è qualcos'altro?",
}
_GOODBYE = {
    EN: "You're welcome. Good night.",
    ES: "De nada. Que pase buena noche.",
    FR: "Je vous en prie. Bonne nuit.",
    PT: "De nada. Boa noite.",
    DE: "Gern geschehen. Gute Nacht.",
    IT: "Prego. Buona notte.",
}
_HANDED_OVER = {
    EN: "That is something our office team handles. I will pass it to them, and they will get back to you in business hours.",
    ES: "De eso se encarga nuestra oficina. Les paso el recado y le llamarán en horario de trabajo.",
    FR: "C'est notre bureau qui s'en occupe. Je leur transmets, et ils vous rappelleront aux heures d'ouverture.",
    PT: "Disso trata o nosso escritório. Vou passar o recado, e eles ligam de volta no horário de expediente.",
    DE: "Darum kümmert sich unser Büro. Ich gebe es weiter, und man meldet sich zu den Geschäftszeiten bei Ihnen.",
    IT: "Se ne occupa il nostro ufficio. Lo riferisco, e la ricontatteranno in orario di lavoro.",
}
_SCOPE = {
    EN: "Is it only you, or is everybody affected?",
    ES: "¿Le pasa solo a usted o a todos?",
    FR: "Est-ce seulement vous, ou tout le monde est touché?",
    PT: "É só consigo, ou afeta todos?",
    DE: "Betrifft das nur Sie oder alle?",
    IT: "Succede solo a lei o a tutti?",
}
_NOTED = {
    EN: "I have noted this for the team in the morning.",
    ES: "Lo he anotado para el equipo de la mañana.",
    FR: "C'est noté pour l'équipe de demain matin.",
    PT: "Deixei anotado para a equipe da manhã.",
    DE: "Ich habe das für das Team am Morgen notiert.",
    IT: "L'ho annotato per la squadra di domani mattina.",
}


def _chosen(language: Language | None, spanish: bool) -> Language:
    return language or (ES if spanish else EN)


def fallback(language: Language = EN) -> str:
    return _FALLBACK[language]


def paging(dials: tuple[str, ...] = (), *, spanish: bool = False, language: Language | None = None) -> str:
    """Say that somebody is being woken, with the emergency number first where there is one."""
    spoken = _chosen(language, spanish)
    return " ".join([*(_DIAL[spoken, number] for number in dials), _PAGING[spoken]])


def with_dials(
    speech: str, dials: tuple[str, ...], *, spanish: bool = False, language: Language | None = None
) -> str:
    """Put the emergency numbers that a speech does not name in front of it."""
    spoken = _chosen(language, spanish)
    missing = [_DIAL[spoken, number] for number in dials if number not in speech]
    return " ".join([*missing, speech])


def asks_anything_else(speech: str) -> bool:
    return _ANYTHING_ELSE.search(speech) is not None


def asking_anything_else(speech: str, *, spanish: bool = False, language: Language | None = None) -> str:
    """End a RESOLVE by asking whether there is anything else; callers reveal the outage after the trifle."""
    if asks_anything_else(speech):
        return speech
    return f"{speech.rstrip()} {_ELSE[_chosen(language, spanish)]}".strip()


def goodbye(*, spanish: bool = False, language: Language | None = None) -> str:
    return _GOODBYE[_chosen(language, spanish)]


def handed_over(*, spanish: bool = False, language: Language | None = None) -> str:
    return _HANDED_OVER[_chosen(language, spanish)]


def ask_scope(language: Language = EN) -> str:
    """Ask the one question that tells an outage from an inconvenience."""
    return _SCOPE[language]


def noted(language: Language = EN) -> str:
    return _NOTED[language]


_FIXED = (_FALLBACK, _PAGING, _ELSE, _GOODBYE, _HANDED_OVER, _SCOPE, _NOTED)


def said_in(speech: str, language: Language) -> str:
    """Put the fixed English sentences within a speech into the caller's language; other words stay."""
    if language is EN:
        return speech
    for sentences in _FIXED:
        speech = speech.replace(sentences[EN], sentences[language])
    for number in ("911", "988"):
        speech = speech.replace(_DIAL[EN, number], _DIAL[language, number])
    return speech
