"""What an MSP most likely wants, before it has chosen: by the names that such lists commonly have."""

from __future__ import annotations

import re

from integrations.connectwise.offers import Choice, Choices, Offers

BOARD = r"after.?hours|service desk|help ?desk|service board"
FALLBACK = r"catch.?all|unknown|fallback"
STATUS = {
    "open": r"^>?new\b",
    "pending_verification": r"review|verif|pending|confirm",
    "closed": r"^>?closed\b|complete",
}
PHONE = r"^phone|^call"


def suggestion(offers: Offers, field: str) -> str:
    """Return the id of what fits a field of the form (`board`, `status_open`, `priority_P1` …), or ""."""
    kind, _, ours = field.partition("_")
    match kind:
        case "board":
            return _id(_named(offers.boards, BOARD) or next(iter(offers.boards), None))
        case "fallback":
            found = _named(offers.companies, FALLBACK)
            return found.code or str(found.id) if found else ""
        case "status":
            fitting = tuple(one for one in offers.statuses if one.closes is (ours == "closed"))
            return _id(_named(fitting, STATUS[ours]) or next(iter(fitting), None))
        case "priority":
            return _id(_named(offers.priorities, rf"\b{ours[-1]}\b"))
        case "source":
            return _id(_named(offers.sources, PHONE))
        case _:
            return ""


def _named(choices: Choices, pattern: str) -> Choice | None:
    """The names are tried in the pattern's own order."""
    for part in pattern.split("|"):
        for choice in choices:
            if re.search(part, choice.name, re.IGNORECASE):
                return choice
    return None


def _id(choice: Choice | None) -> str:
    return str(choice.id) if choice else ""
