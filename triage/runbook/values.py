"""Single values of a runbook file: mappings without doubles, lists of text, and text that is really text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

from triage.runbook.faults import FaultList
from triage.runbook.yaml_reader import ListNode, MapNode, Node, ScalarKind, ScalarNode

MAX_ENTRIES = 200
MAX_CHARACTERS = 2000
"""Lists and texts go into every question to the model; what is longer is a manual, not a runbook."""

UNPRINTABLE_VALUE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""What an escape such as "\\a" leaves in a text; no phone call, ticket or page can carry it."""

Entries = dict[str, tuple[ScalarNode, Node]]
"""A mapping's known keys, each with the node of the key and that of the value."""


def read_entries(node: MapNode, known: Sequence[str], prefix: str, faults: FaultList) -> Entries:
    """The entries with known keys; the first of a repeated key counts until the file is put right."""
    entries: Entries = {}
    first_lines: dict[str, int] = {}
    for key, value in node.entries:
        if not isinstance(key, ScalarNode):
            faults.error(
                key, prefix, f"a list or mapping stands as a key; the keys here are {', '.join(known)}"
            )
            continue
        name = f"{prefix}.{shortened(key.value)}".lstrip(".")
        if key.value in first_lines:
            message = f"given twice, first on line {first_lines[key.value]}; keep one of them"
            faults.error(key, name, message)
            continue
        first_lines[key.value] = key.line
        if key.value in known:
            entries[key.value] = (key, value)
        else:
            faults.error(key, name, _unknown_key(key.value, known))
    return entries


def _unknown_key(key: str, known: Sequence[str]) -> str:
    written = key[:60].strip().lower().replace("-", "_").replace(" ", "_")
    if nearest := get_close_matches(written, known, n=1):
        return f"unknown key; did you mean {nearest[0]}?"
    return f"unknown key; the keys here are {', '.join(known)}"


def shortened(text: str) -> str:
    """Enough of a text to recognise it in a message."""
    return text if len(text) <= 60 else text[:60] + "…"


def read_text(node: Node, name: str, faults: FaultList, *, example: str) -> str | None:
    """The text of a node, or None when it is null or no usable text; the latter is told."""
    if isinstance(node, ListNode | MapNode):
        faults.error(node, name, _collection_for_text(node, example))
        return None
    if node.kind is ScalarKind.NULL:
        return None
    if node.kind is not ScalarKind.TEXT:
        value = shortened(node.value)
        faults.error(
            node, name, f'YAML reads {value} as {node.kind}, not as text; put quotes around it: "{value}"'
        )
        return None
    return _checked_text(node, name, faults)


def _collection_for_text(node: ListNode | MapNode, example: str) -> str:
    if isinstance(node, MapNode):
        return (
            "a mapping where one text is expected; put quotes around a text that holds a colon "
            f"followed by a space, as in {example}"
        )
    return f"a list where one text is expected; write {example}"


def _checked_text(node: ScalarNode, name: str, faults: FaultList) -> str | None:
    text = node.value.strip()
    if len(text) > MAX_CHARACTERS:
        faults.error(
            node, name, f"{len(text):,} characters; a text has at most {MAX_CHARACTERS:,}, say it shorter"
        )
        return None
    if found := UNPRINTABLE_VALUE.search(text):
        message = (
            f"holds the control character U+{ord(found[0]):04X}; "
            "write a backslash in single quotes: 'File server (\\\\files)'"
        )
        faults.error(node, name, message)
        return None
    if node.cut_by_comment:
        message = (
            "everything after # is a comment and does not count; put quotes around the whole text to keep it"
        )
        faults.warning(node, name, message)
    return text


def read_list(node: Node, name: str, faults: FaultList, *, example: str) -> tuple[str, ...]:
    """A list of texts; null is an empty list."""
    texts = []
    for index, item in enumerate(read_items(node, name, faults, example=f"- {example}")):
        entry = f"{name}[{index}]"
        had = len(faults)
        if text := read_text(item, entry, faults, example=f"- {example}"):
            texts.append(text)
        elif len(faults) == had:
            faults.error(item, entry, f"an empty entry; write a text or remove it: - {example}")
    return tuple(texts)


def read_items(node: Node, name: str, faults: FaultList, *, example: str) -> list[Node]:
    """The entries of a list, none for null; anything else, or too many, is told."""
    if isinstance(node, ScalarNode) and node.kind is ScalarKind.NULL:
        return []
    if not isinstance(node, ListNode):
        written = "a mapping" if isinstance(node, MapNode) else "a single value"
        faults.error(
            node, name, f"{written} where a list is expected; put every entry on its own line: {example}"
        )
        return []
    if len(node.items) > MAX_ENTRIES:
        message = (
            f"{len(node.items)} entries; a list has at most {MAX_ENTRIES}, keep those that matter at night"
        )
        faults.error(node.items[MAX_ENTRIES], name, message)
    return node.items[:MAX_ENTRIES]
