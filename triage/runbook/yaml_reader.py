"""From YAML text to a tree of nodes that know their line and column.

Reads parser events instead of loading: nothing is constructed, nothing is expanded, and depth is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import yaml
from yaml import events

from triage.runbook.faults import FaultList
from triage.runbook.source import LINE_BREAK, Spot
from triage.runbook.syntax import tell_syntax_fault

MAX_DEPTH = 8
"""A runbook needs three levels: the file, the list of rules, a rule."""

YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ScalarKind(StrEnum):
    """How YAML 1.1 reads a value: only what is quoted or looks like nothing else is text."""

    TEXT = "text"
    NULL = "nothing"
    TRUTH = "true or false"
    NUMBER = "a number"
    DATE = "a date"


@dataclass(frozen=True, slots=True)
class ScalarNode:
    line: int
    column: int
    value: str
    kind: ScalarKind = ScalarKind.TEXT
    cut_by_comment: bool = False


@dataclass(frozen=True, slots=True)
class ListNode:
    line: int
    column: int
    items: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MapNode:
    line: int
    column: int
    entries: list[tuple[Node, Node]] = field(default_factory=list)


Node = ScalarNode | ListNode | MapNode

KINDS = {
    "tag:yaml.org,2002:null": ScalarKind.NULL,
    "tag:yaml.org,2002:bool": ScalarKind.TRUTH,
    "tag:yaml.org,2002:int": ScalarKind.NUMBER,
    "tag:yaml.org,2002:float": ScalarKind.NUMBER,
    "tag:yaml.org,2002:timestamp": ScalarKind.DATE,
}

COMMENT_AFTER_TEXT = re.compile(r"[ \t]+#\S")


def read_nodes(text: str, faults: FaultList) -> Node | None:
    """The first document as a tree, or None when there is none or its syntax is broken."""
    try:
        return _TreeBuilder(text, faults).build()
    except yaml.MarkedYAMLError as error:
        tell_syntax_fault(error, text, faults)
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # the latter two: PyYAML without libyaml
        faults.error(Spot(), "", f"this is not YAML that can be read: {error}")
    return None


def _kind_of_plain(value: str) -> ScalarKind:
    resolvers = yaml.SafeLoader.yaml_implicit_resolvers
    for tag, pattern in [*resolvers.get(value[:1], []), *resolvers.get(None, [])]:
        if pattern.match(value):
            return KINDS.get(tag, ScalarKind.TEXT)
    return ScalarKind.TEXT


class _TreeBuilder:
    """Turns the event stream into nodes without recursion, telling of everything a runbook has no use for."""

    def __init__(self, text: str, faults: FaultList) -> None:
        self.text = text
        self.faults = faults
        self.lines = LINE_BREAK.split(text)
        self.root: Node | None = None
        self.open: list[ListNode | MapNode] = []
        self.waiting_keys: list[Node | None] = []

    def build(self) -> Node | None:
        for event in self._events():
            if len(self.open) >= MAX_DEPTH:
                message = f"nested more than {MAX_DEPTH} levels deep; a runbook is a list of keys with texts and lists"
                self.faults.error(_spot(event), "", message)
                return None
            self._take(event)
        return self.root

    def _events(self) -> Iterator[events.Event]:
        """The events of the first document."""
        documents = 0
        for event in yaml.parse(self.text, Loader=YAML_LOADER):
            documents += isinstance(event, events.DocumentStartEvent)
            if documents > 1:
                message = "a second document starts here (---); a file holds one runbook, remove this line"
                self.faults.error(_spot(event), "", message)
                return
            yield event

    def _take(self, event: events.Event) -> None:
        spot = _spot(event)
        match event:
            case events.AliasEvent():
                message = (
                    f"*{event.anchor} is an alias, which no runbook needs; write the text itself, "
                    "or put quotes around a text that begins with *"
                )
                self.faults.error(spot, "", message)
                self._add(ScalarNode(spot.line, spot.column, ""))
            case events.ScalarEvent():
                self._refuse_extras(event)
                self._add(self._scalar(event))
            case events.SequenceStartEvent():
                self._refuse_extras(event)
                self._open(ListNode(spot.line, spot.column))
            case events.MappingStartEvent():
                self._refuse_extras(event)
                self._open(MapNode(spot.line, spot.column))
            case events.CollectionEndEvent():
                self.open.pop()
                self.waiting_keys.pop()
            case _:
                pass  # the marks around a stream and its documents

    def _refuse_extras(self, event: events.NodeEvent) -> None:
        if event.anchor is not None:
            message = (
                f"&{event.anchor} is an anchor, which no runbook needs; remove it, "
                "or put quotes around a text that begins with &"
            )
            self.faults.error(_spot(event), "", message)
        if (tag := getattr(event, "tag", None)) is not None:
            message = f"{tag} is a tag, which no runbook needs; remove it, or put quotes around a text that begins with !"
            self.faults.error(_spot(event), "", message)

    def _scalar(self, event: events.ScalarEvent) -> ScalarNode:
        spot, value = _spot(event), event.value
        if event.style or event.tag is not None:
            return ScalarNode(spot.line, spot.column, value)
        cut = COMMENT_AFTER_TEXT.match(self._rest_of_line(event)) is not None
        return ScalarNode(spot.line, spot.column, value, _kind_of_plain(value), cut)

    def _rest_of_line(self, event: events.Event) -> str:
        mark = event.end_mark
        # libyaml lets an empty value end on a line that is not there.
        return self.lines[mark.line][mark.column :] if mark and mark.line < len(self.lines) else ""

    def _open(self, node: ListNode | MapNode) -> None:
        self._add(node)
        self.open.append(node)
        self.waiting_keys.append(None)

    def _add(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if isinstance(parent, ListNode):
            parent.items.append(node)
        elif (key := self.waiting_keys[-1]) is None:
            self.waiting_keys[-1] = node
        else:
            parent.entries.append((key, node))
            self.waiting_keys[-1] = None


def _spot(event: events.Event) -> Spot:
    mark = event.start_mark
    return Spot(mark.line + 1, mark.column + 1) if mark else Spot()
