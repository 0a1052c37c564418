"""Fixed sentences, kept as templates so that wording is reviewed as wording."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from calls.conversation.tongue import tongue
from triage.language import Language

NAMELESS = {
    Language.ENGLISH: "the engineer on call",
    Language.SPANISH: "la guardia",
    Language.FRENCH: "l'astreinte",
    Language.PORTUGUESE: "o plantão",
    Language.GERMAN: "die Bereitschaft",
    Language.ITALIAN: "il tecnico di turno",
}


def speech(name: str, /, **facts: Any) -> str:
    """Return what the agent says, in the language of the line where it is known in it; white space folded."""
    language = tongue()
    known = [f"speech/{language.value}/{name}.txt"] if language else []
    return " ".join(render_to_string([*known, f"speech/{name}.txt"], facts).split())


def text(name: str, /, **facts: Any) -> str:
    """Return a written text, such as a page or a ticket's description."""
    return render_to_string(f"{name}.txt", facts).strip()


def spoken_name(name: str) -> str:
    """A target that is a bare address is not read out to a caller."""
    is_name = name.replace(" ", "").replace("-", "").replace(".", "").isalpha()
    return name if is_name or not name else NAMELESS[tongue() or Language.ENGLISH]
