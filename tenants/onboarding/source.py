"""The tenant file on its way from disk to a tree of nodes that know their place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from triage.runbook.faults import FaultList
from triage.runbook.source import Spot, clean_source
from triage.runbook.yaml_reader import MapNode, Node, ScalarKind, ScalarNode, read_nodes

MOST_BYTES_READ = 10_000_000
"""Far beyond what is accepted, so that the refusal can still tell the true size."""


@dataclass(frozen=True, slots=True)
class Source:
    """A tenant file: where it lies, its text and its tree."""

    path: Path
    text: str
    root: MapNode


def read_bytes(path: Path, name: str, faults: FaultList, at: Spot | None = None) -> bytes | None:
    """What is in a file, or None with a fault when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES_READ)
    except FileNotFoundError:
        message = "there is no such file"
    except IsADirectoryError:
        message = "this is a directory, not a file"
    except (OSError, ValueError) as error:
        message = f"the file cannot be read: {getattr(error, 'strerror', None) or error}"
    faults.error(at or Spot(), name, f"{message}; looked for {path.name} in {path.parent}")
    return None


def read_source(path: Path, faults: FaultList) -> Source | None:
    """Read the tenant file; None when nothing in it can be made out."""
    data = read_bytes(path, "", faults)
    if data is None:
        return None
    told = FaultList()
    text = clean_source(data, told)
    root = read_nodes(text, told) if text is not None else None
    _retell(told, faults)
    if isinstance(root, MapNode) and text is not None:
        return Source(path, text, root)
    if not told.has_errors:
        _refuse_root(root, faults)
    return None


def _retell(told: FaultList, faults: FaultList) -> None:
    """The reader is the runbooks' own and speaks of runbooks; here it read something else."""
    faults.found += [replace(fault, message=_in_our_words(fault.message)) for fault in told.in_order()]


def _in_our_words(message: str) -> str:
    return message.replace("one runbook", "one tenant").replace("runbook", "tenant file")


def _refuse_root(root: Node | None, faults: FaultList) -> None:
    empty = root is None or (isinstance(root, ScalarNode) and root.kind is ScalarKind.NULL)
    what = "the file is empty" if empty else "a tenant file is made of keys with values"
    faults.error(root or Spot(), "", f"{what}; begin with tenant: and below it name: and slug:")
