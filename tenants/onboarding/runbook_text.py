"""The runbook of a customer: a path beside the tenant file, or the YAML itself under the key."""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml import events

from tenants.onboarding.fields import Item
from tenants.onboarding.source import Source, read_bytes
from tenants.onboarding.spec import RunbookText
from triage.runbook.faults import FaultList
from triage.runbook.source import LINE_BREAK, Spot
from triage.runbook.values import read_text
from triage.runbook.yaml_reader import ListNode, MapNode, ScalarNode

EXAMPLE = "runbook: runbooks/acme.yaml"
SUFFIXES = (".yaml", ".yml")
LOOKS_LIKE_YAML = re.compile(r"\n|:(\s|$)")


def read_runbook(item: Item, source: Source, faults: FaultList) -> RunbookText | None:
    """Fetch the text; whether it is a good runbook is judged later, when everybody in the file is known."""
    node = item.node
    if isinstance(node, ListNode):
        faults.error(node, item.name, f"a list is no runbook; write {EXAMPLE}, or its keys below runbook:")
        return None
    if isinstance(node, MapNode):
        return _from_mapping(node, item.name, source)
    if LOOKS_LIKE_YAML.search(node.value):
        return _from_text(node, item.name, source)
    return _from_path(node, item.name, source, faults)


def _from_path(node: ScalarNode, name: str, source: Source, faults: FaultList) -> RunbookText | None:
    written = read_text(node, name, faults, example=EXAMPLE)
    if not written:
        return None
    folder = source.path.parent.resolve()
    path = (folder / written).resolve()
    # A file that an MSP hands in must not read, and by its faults print, what else lies on this machine.
    if not path.is_relative_to(folder):
        faults.error(node, name, f"{written} is not beside this file; put it there and write {EXAMPLE}")
        return None
    if path.suffix.lower() not in SUFFIXES:
        faults.error(node, name, f"{written} does not end in .yaml; write {EXAMPLE}")
        return None
    data = read_bytes(path, name, faults, Spot(node.line, node.column))
    return RunbookText(file=written, text=data) if data is not None else None


def _from_text(node: ScalarNode, name: str, source: Source) -> RunbookText:
    """A block that begins with | keeps its lines, so that faults can be told at theirs."""
    at, columns = Spot(node.line, node.column), None
    rows = LINE_BREAK.split(source.text)
    if rows[node.line - 1][node.column - 1 : node.column] == "|":
        at = Spot(node.line + 1, 1)
        columns = tuple(
            len(row) - len(kept)
            for row, kept in zip(rows[node.line :], LINE_BREAK.split(node.value), strict=False)
        )
    return RunbookText(file=source.path.name, text=node.value.encode(), key=name, at=at, columns=columns)


def _from_mapping(node: MapNode, name: str, source: Source) -> RunbookText:
    """Cut the mapping out of the file as it was written: comments, order and quotes are the author's."""
    rows = LINE_BREAK.split(source.text)
    end = _end_of(node, source.text)
    cut = [*rows[node.line - 1 : end.line - 1], rows[end.line - 1][: end.column - 1]]
    margin = node.column - 1
    removed = [margin, *(min(margin, len(row) - len(row.lstrip(" "))) for row in cut[1:])]
    kept = [row[width:] for row, width in zip(cut, removed, strict=True)]
    while len(kept) > 1 and _belongs_to_what_follows(kept[-1], removed[-1], margin):
        kept.pop()
    text = "\n".join(kept) + "\n"
    return RunbookText(
        file=source.path.name,
        text=text.encode(),
        key=name,
        at=Spot(node.line, 1),
        columns=tuple(removed),
    )


def _belongs_to_what_follows(row: str, removed: int, margin: int) -> bool:
    return not row.strip() or (removed < margin and row.startswith("#"))


def _end_of(node: MapNode, text: str) -> Spot:
    """Where a mapping ends: the nodes know only where they begin."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        begins = isinstance(event, events.MappingStartEvent) and _spot(event.start_mark) == Spot(
            node.line, node.column
        )
        if depth or begins:
            depth += isinstance(event, events.CollectionStartEvent)
            depth -= isinstance(event, events.CollectionEndEvent)
            if depth == 0:
                return _spot(event.end_mark)
    raise AssertionError("a mapping that was read has an end")


def _spot(mark: Any) -> Spot:
    return Spot(mark.line + 1, mark.column + 1)
