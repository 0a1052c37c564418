"""One mapping of a tenant file: its keys read one by one, each fault told with its place and what would be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from tenants.phone import e164
from triage.runbook.faults import FaultList
from triage.runbook.source import Spot
from triage.runbook.values import Entries, read_entries, read_text
from triage.runbook.yaml_reader import ListNode, MapNode, Node, ScalarKind, ScalarNode


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list, with the name that a fault calls it."""

    node: Node
    name: str

    @property
    def spot(self) -> Spot:
        """The place alone: a node holds its value, and a value can be a credential."""
        return Spot(self.node.line, self.node.column)


@dataclass(frozen=True, slots=True)
class Fields:
    """The known keys of one mapping. Every reader returns None for what is missing or told as a fault."""

    node: Node
    name: str
    entries: Entries
    faults: FaultList

    @classmethod
    def of(cls, item: Item, keys: Sequence[str], faults: FaultList, *, example: str) -> Fields:
        if isinstance(item.node, MapNode):
            return cls(item.node, item.name, read_entries(item.node, keys, item.name, faults), faults)
        faults.error(item.node, item.name, f"keys with values are expected here; write {example}")
        return cls(item.node, item.name, {}, faults)

    @property
    def readable(self) -> bool:
        return isinstance(self.node, MapNode)

    def path(self, key: str) -> str:
        return f"{self.name}.{key}".lstrip(".")

    def place(self, key: str) -> Spot:
        return Item(self.entries[key][1] if key in self.entries else self.node, key).spot

    def given(self, key: str) -> bool:
        """Whether the key stands there with a value; `key:` and nothing behind it is no value."""
        if key not in self.entries:
            return False
        node = self.entries[key][1]
        return not (isinstance(node, ScalarNode) and node.kind is ScalarKind.NULL)

    def error(self, key: str, message: str) -> None:
        self.faults.error(self.place(key), self.path(key), message)

    def item(self, key: str) -> Item | None:
        return Item(self.entries[key][1], self.path(key)) if self.given(key) else None

    def items(self, key: str, *, example: str) -> list[Item]:
        """The entries of a list; none when the key is left out."""
        if not self.given(key):
            return []
        node = self.entries[key][1]
        if not isinstance(node, ListNode):
            self.error(key, f"a list is expected here; put every entry on its own line: - {example}")
            return []
        return [Item(entry, f"{self.path(key)}[{index}]") for index, entry in enumerate(node.items)]

    def text(self, key: str, *, example: str, longest: int = 200, required: bool = False) -> str | None:
        """Text that is really text: `yes` and `2026-11-21` need quotes."""
        if not self._stands_there(key, example, required):
            return None
        return self._text(Item(self.entries[key][1], self.path(key)), example, longest)

    def word(self, key: str, *, example: str, longest: int = 100, required: bool = False) -> str | None:
        """Text that may look like a number: an id, a key, a name such as 365."""
        if not self._stands_there(key, example, required):
            return None
        return self.word_of(Item(self.entries[key][1], self.path(key)), example=example, longest=longest)

    def word_of(self, item: Item, *, example: str, longest: int = 100) -> str | None:
        node = item.node
        if isinstance(node, ScalarNode) and node.kind is ScalarKind.NUMBER:
            return self._fitting(item, node.value, longest)
        return self._text(item, example, longest)

    def phone(self, key: str, *, required: bool = False) -> str | None:
        example = f'{key}: "+15555550100"'
        if not self._stands_there(key, example, required):
            return None
        return self.phone_of(Item(self.entries[key][1], self.path(key)))

    def phone_of(self, item: Item) -> str | None:
        written = self.word_of(item, example='"+15555550100"', longest=40)
        if written is None:
            return None
        number = e164(written)
        if number is None:
            message = f'{written!r} is no telephone number; write it with country code, like "+15555550100"'
            self.faults.error(item.node, item.name, message)
        return number

    def choice(self, key: str, known: Sequence[str], *, required: bool = False) -> str | None:
        example = f"{key}: {known[0]}"
        written = self.text(key, example=example, required=required)
        if written is None or written.lower() in known:
            return written.lower() if written else None
        self.error(key, f"{written!r} is not known here; {suggestion(written.lower(), known)}")
        return None

    def whole(self, key: str, *, example: str) -> int | None:
        """A whole number from 0 up."""
        if not self.given(key):
            return None
        node = self.entries[key][1]
        written = node.value.replace("_", "") if isinstance(node, ScalarNode) else ""
        if not (written.isascii() and written.isdigit() and len(written) <= 9):
            self.error(key, f"a whole number is expected; write {example}")
            return None
        return int(written)

    def _stands_there(self, key: str, example: str, required: bool) -> bool:
        if self.given(key):
            return True
        if required and self.readable:
            self.error(key, f"missing; write {example}")
        return False

    def _text(self, item: Item, example: str, longest: int) -> str | None:
        before = len(self.faults)
        text = read_text(item.node, item.name, self.faults, example=example)
        if text:
            return self._fitting(item, " ".join(text.split()), longest)
        if len(self.faults) == before:
            self.faults.error(item.node, item.name, f"empty; write {example}")
        return None

    def _fitting(self, item: Item, text: str, longest: int) -> str | None:
        if len(text) <= longest:
            return text
        self.faults.error(item.node, item.name, f"{len(text)} characters; at most {longest} fit")
        return None


def suggestion(written: str, known: Sequence[str]) -> str:
    """What was probably meant, and what there is."""
    there_are = f"there are {', '.join(known)}" if known else "there are none yet"
    nearest = get_close_matches(written, known, n=1)
    return f"did you mean {nearest[0]}? There {there_are.removeprefix('there ')}" if nearest else there_are
