"""What the offline triager says: short, by topic, in the caller's language, with the caller's name when it is known."""

from __future__ import annotations

from triage.hearing import Hearing
from triage.offline.topics import Topic
from triage.types import Disposition


class Voice:
    """The words for one call: language and name are fixed, topics come and go."""

    def __init__(self, hearing: Hearing, name: str | None, customer: str) -> None:
        self.is_spanish = hearing.is_spanish
        self.name = first_name(name)
        self.customer = customer
        self.is_first = hearing.turns_taken <= 1

    def _said(self, english: str, spanish: str) -> str:
        return spanish if self.is_spanish else english

    def _address(self) -> str:
        return f", {self.name}" if self.name and self.is_first else ""

    def ask_scope(self, topic: Topic | None) -> str:
        """Put the one question that separates P1 from P3."""
        thing = (topic.thing_es if self.is_spanish else topic.thing) if topic else ""
        english = f"About the {thing}" if thing else "So that I get this right"
        spanish = f"Sobre {thing}" if thing else "Para entenderle bien"
        return self._said(
            f"Thanks{self._address()}. {english}: is it only you, or is everybody affected?",
            f"Gracias{self._address()}. {spanish}: ¿le pasa solo a usted o a todos?",
        )

    def ask_again(self) -> str:
        return self._said(
            "Understood. Can anybody there still work with it, or has work stopped?",
            "Entiendo. ¿Alguien puede seguir trabajando con eso, o está todo parado?",
        )

    def ask_open(self) -> str:
        return self._said(
            f"Thanks for calling the night line for {self.customer}{self._address()}. What is not working, and how many people does it affect?",
            "Gracias por llamar a la línea nocturna. ¿Qué no funciona y a cuántas personas afecta?",
        )

    def ask_hello(self) -> str:
        return self._said(
            "Hello, are you there? Please tell me what is happening.",
            "¿Hola, me escucha? Dígame qué está pasando, por favor.",
        )

    def ask_opened(self) -> str:
        return self._said(
            "Good that you called. Did anybody click on it, open it or type in a password?",
            "Qué bueno que llamó. ¿Alguien lo abrió, hizo clic o escribió una contraseña?",
        )

    def ask_hint(self, topic: Topic) -> str:
        return self._said(
            f"I see{self._address()}. {topic.hint}", f"Entiendo{self._address()}. {topic.hint_es}"
        )

    def resolve(self, disposition: Disposition, topic: Topic | None) -> str:
        match disposition:
            case Disposition.CLOSED:
                return self._said(
                    "Good to hear that it works. I have noted it as solved.",
                    "Me alegra que funcione. Queda anotado como resuelto.",
                )
            case Disposition.PENDING_VERIFICATION:
                return self._said(
                    "Good, try that. I keep the ticket open, and somebody checks with you in the morning.",
                    "Bien, inténtelo. Dejo el reporte abierto y alguien lo revisa con usted en la mañana.",
                )
            case Disposition.NO_ACTION:
                return self._said(
                    f"This is the IT night line for {self.customer}. No harm done.",
                    "Esta es la línea nocturna de soporte técnico. No hay problema.",
                )
            case _:
                return self._morning(topic)

    def _morning(self, topic: Topic | None) -> str:
        about = f" about the {topic.thing}" if topic else ""
        about_es = f" sobre {topic.thing_es}" if topic else ""
        return self._said(
            f"I have written a ticket{about}{self._address()}, and the team takes it up first thing in the morning.",
            f"He creado un reporte{about_es}, y el equipo lo atiende a primera hora de la mañana.",
        )

    def known(self) -> str:
        return self._said(
            "We know about this one and it is being taken care of. I have added your call to the ticket.",
            "Ya conocemos este problema y se está atendiendo. Agregué su llamada al reporte.",
        )


def first_name(name: str | None) -> str:
    """Return how to address a person known as "Sarah Chen (Acme Manufacturing)"."""
    words = (name or "").split("(")[0].split()
    return words[0] if words and words[0].isalpha() and len(words[0]) <= 20 else ""
