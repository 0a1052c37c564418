"""Fixed sentences, kept as templates so that wording is reviewed as wording."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string


def speech(name: str, /, **facts: Any) -> str:
    """Return what the agent says; white space folded, for it is spoken."""
    return " ".join(render_to_string(f"speech/{name}.txt", facts).split())


def text(name: str, /, **facts: Any) -> str:
    """Return a written text, such as a page or a ticket's description."""
    return render_to_string(f"{name}.txt", facts).strip()


def spoken_name(name: str) -> str:
    """A target that is a bare address is not read out to a caller."""
    return name and (
        name if name.replace(" ", "").replace("-", "").replace(".", "").isalpha() else "the engineer on call"
    )
