"""The proper names in a runbook: what callers call the customer's systems, and which of these they named."""

from __future__ import annotations

import re
from functools import lru_cache

from triage.matching import stems_in
from triage.runbook import Runbook
from triage.words import normalise, stem, tokens

_NAME = re.compile(r"\b[A-Za-z]*[A-Z][A-Za-z]{4,}\b")
_COMPOUND = re.compile(r"\b([A-Z][a-z]{5,})([A-Z][A-Za-z]*)\b")
_WORD = re.compile(r"[A-Za-z]{5,}")
_EVERYDAY = frozenset(
    """phones internet email server servers office staff client clients patient patients production password printer
    monday tuesday wednesday thursday friday saturday sunday security suspected routine second waiting known badge
    vaccine donor clinical multiple multi nobody everyone laptop laptops music remote customer customers guest
    camera cameras main panel store stores microsoft windows thing there their please where which other""".split()
)


@lru_cache(maxsize=512)
def product_names(runbook: Runbook) -> dict[str, str]:
    """Return how products may be called, a name or its first part, each with the name in full, in lower case."""
    rules = (rule.trigger for rule in runbook.escalation_rules)
    texts = (*runbook.known_systems, *runbook.known_issues, *rules)
    names = {name.lower() for text in texts for name in _NAME.findall(text)}
    names |= {name.lower() for text in runbook.known_systems for name in _WORD.findall(text)}
    said = {name: name for name in sorted(names - _EVERYDAY)}
    for first, rest in (pair for text in texts for pair in _COMPOUND.findall(text)):
        if first.lower() not in _EVERYDAY:
            said.setdefault(first.lower(), (first + rest).lower())
    return said


_NAMES_NOTHING = frozenset(
    "microsoft office google system systems server main cloud software program".split()
)
_SHORTEST_NAME = 4


def systems_named(runbook: Runbook, said: str) -> tuple[str, ...]:
    """Return the known systems that the words name, each as the runbook writes it."""
    present = stems_in(said)
    return tuple(system for system, names in _names_of_systems(runbook) if names & present)


@lru_cache(maxsize=512)
def _names_of_systems(runbook: Runbook) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple(
        (
            system,
            frozenset(
                stem(word)
                for word in tokens(normalise(system))
                if len(word) >= _SHORTEST_NAME and word not in _NAMES_NOTHING
            ),
        )
        for system in runbook.known_systems
    )
