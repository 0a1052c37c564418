"""Single values of a runbook file: mappings without doubles, lists of text, and text that is really text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from triage.runbook_faults import FaultList
from triage.runbook_yaml import ListNode, MapNode, Node, ScalarKind, ScalarNode

MAX_ENTRIES = 200
MAX_CHARACTERS = 2000
"""Lists and texts go into every question to the model; what is longer is a manual, not a runbook."""

UNPRINTABLE_VALUE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""What an escape such as "\\a" leaves in a text; no phone call, ticket or page can carry it."""

Entries = dict[str, tuple[ScalarNode, Node]]
"""A mapping's known keys with the node of the key and that of the value."""


def read_entries(node: MapNode, known: Iterable[str], prefix: str, faults: FaultList) -> Entries:
    """The entries with known keys; the first of a repeated key counts until the file is put right."""
    entries: Entries = {}
    first_seen: dict[str, int] = {}
    for key, value in node.entries:
        if not isinstance(key, ScalarNode):
            faults.error(
                key, prefix.rstrip("."), f"a list or mapping as key; the keys here are {_listed(known)}"
            )
        elif key.value in first_seen:
            message = f"given twice, first on line {first_seen[key.value]}; keep one of them"
            faults.error(key, prefix + key.value, message)
        else:
            first_seen[key.value] = key.line
            if key.value in known:
                entries[key.value] = (key, value)
            else:
                faults.error(key, prefix + _shortened(key.value), _unknown_key(key.value, known))
    return entries


def _unknown_key(key: str, known: Iterable[str]) -> str:
    nearest = get_close_matches(key[:60].strip().lower().replace("-", "_").replace(" ", "_"), known, n=1)
    if nearest:
        return f"unknown key; did you mean {nearest[0]}?"
    return f"unknown key; the keys here are {_listed(known)}"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"


def read_text(node: Node, name: str, faults: FaultList, *, example: str) -> str | None:
    """The text of a node, or None when it is null or not a text; the latter is told."""
    if not isinstance(node, ScalarNode):
        faults.error(node, name, _collection_for_text(node, example))
        return None
    if node.kind is ScalarKind.NULL:
        return None
    if node.kind is not ScalarKind.TEXT:
        message = f'YAML reads {node.value} as {node.kind}; put quotes around it: {name.split(".")[-1]}: "{node.value}"'
        faults.error(node, name, message if "[" not in message.split(";")[1] else _quoted_entry(node))
        return None
    return _checked_text(node, name, faults)
