"""The first sentence a caller hears, written by the owner and checked before it is ever spoken.

The EU's AI Act (Article 50) wants people to be told that they speak with a machine; several states of the US, and most
countries, want everybody on the line to know that it is recorded. Both belong into the first sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import Formatter

LONGEST = 220  # characters; 15 seconds of speech are too long to wait with a server down
PLAIN = "This is NightDesk, the automated assistant of {tenant}[, after-hours support for {customer}]."
RECORDED = (
    "This is NightDesk, the automated assistant of {tenant}[, after-hours support for {customer}], and this call is"
    " recorded."
)
FIELDS = frozenset({"tenant", "customer"})
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_SENTENCE = re.compile(r"^(.*?[.!?…])(?:\s|$)", re.DOTALL)
# What tells a machine: English first, then the languages that a caller's own country may want. A company may be
# called "Acme Computer Services" or "Talbot IT": neither tells anybody anything.
_MACHINE = re.compile(
    r"""\b(?:
    (?:automated|automatic|virtual|artificial|AI|A\.I\.|digital|computer|machine)[\s-]+(?:\w+[\s-]+){0,2}
        (?:assistant|agent|system|voice|attendant|operator|receptionist|intelligence)
    | (?:chat|voice|ro)bot
    | (?:asistente|assistente|assistante?)\s+(?:\w+\s+){0,2}(?:autom\w+|virtu\w+|digital\w*|num[ée]rique|artificial)
    | (?:inteligencia|intelligence|intelligenza)\s+artifici\w+
    | (?:automati\w+|virtuell\w*|digital\w*|künstlich\w*|KI)[\s-]+(?:\w+[\s-]+){0,2}
        (?:Assistent\w*|Intelligenz|Stimme|System)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_RECORDING = re.compile(
    r"""\b(?:recorded|recording|we\srecord|records?\s(?:this|the|all|every|your)
    | grab\w+|gravad\w+|registrat\w+|enregistr\w+|aufgezeichnet|aufgenommen|aufzeichn\w+)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_DENIAL = re.compile(r"\b(?:not|never|no|isn't|aren't|nicht|nunca)\b[^.!?]{0,20}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wording:
    """A first sentence for calls that are not recorded, and one for those that are; "" takes our own."""

    plain: str = ""
    recorded: str = ""

    def template(self, *, records: bool) -> str:
        return self.recorded if records else self.plain


OURS = Wording(PLAIN, RECORDED)


def spoken(template: str, *, tenant: str, customer: str) -> str:
    """Fill a template in. What stands in brackets is left out when a name in it is unknown."""
    names = {"tenant": tenant, "customer": customer}

    def optional(part: re.Match[str]) -> str:
        wanted = [field for _, field, _, _ in Formatter().parse(part[1]) if field]
        return part[1] if all(names[field] for field in wanted) else ""

    text = _OPTIONAL.sub(optional, template)
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return " ".join(text.split())


def faults_of(template: str, *, records: bool) -> list[str]:
    """Say what keeps a template from being spoken, each with what would be right; empty when it is good."""
    if not template.strip():
        return []
    fault = _unreadable(template)
    if fault:
        return [fault]
    faults = []
    if len(spoken(template, tenant="", customer="")) > LONGEST:
        faults.append(f"Too long: at most {LONGEST} characters, or the caller waits too long to speak.")
    first = _first_sentence(_OPTIONAL.sub("", template))
    if not _says(_MACHINE, first):
        faults.append(
            "The first sentence must say that this is an automated assistant, outside any brackets:"
            " “This is the automated assistant of {tenant}.”"
        )
    if records and not _says(_RECORDING, first):
        faults.append(
            "The first sentence must say that the call is recorded, outside any brackets: “… and this call is recorded.”"
        )
    return faults


def _unreadable(template: str) -> str | None:
    outside = _OPTIONAL.sub("", template)
    if "[" in outside or "]" in outside:
        return "A bracket is not closed: [, after-hours support for {customer}]"
    try:
        fields = {field for _, field, _, _ in Formatter().parse(template) if field is not None}
    except ValueError:
        return "A brace is not closed; names are {tenant} and {customer}."
    if unknown := fields - FIELDS:
        return f"{{{sorted(unknown)[0]}}} is not known here; names are {{tenant}} and {{customer}}."
    if "{customer}" in outside:
        return "{customer} may be unknown: put it into brackets with the words around it, [ for {customer}]."
    return None


def _first_sentence(text: str) -> str:
    found = _SENTENCE.match(text.strip())
    return found[1] if found else text


def _says(wanted: re.Pattern[str], sentence: str) -> bool:
    """Whether the sentence has one of the words without denying it right before."""
    return any(not _DENIAL.search(sentence[: hit.start()]) for hit in wanted.finditer(sentence))
