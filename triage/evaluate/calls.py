"""Calls with their truth, read from files.

A line of a `.jsonl` file:

- `id`, `category`: free text;
- `runbook`: name of a runbook file in a folder;
- `local_time`: ISO time at the customer; without an offset it is read as UTC;
- `caller_turns`: what the caller says, one utterance after the other;
- `truth`: `wake` (must a human be reached), `priority` (P1 … P4), and optionally `page_target` (list of right
  targets, "any" for whichever, or null), `disposition`, `must_say` (one of these must be spoken) and `redact` (must
  occur neither in speech nor in the ticket).

A `.yaml` file says the same in fewer words, a list of `{cat, book, turns, wake}` and optionally `when`, `priority`
(left out: P1 when it wakes, else P3), `page`, `disposition`, `says`, `hides`. A folder stands for all files in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import yaml

from triage.runbook import Runbook
from triage.types import Priority

USUAL_TIME = "2026-05-19T22:30"
"""When a call takes place whose hour does not matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCall:
    """One call and what would have been right."""

    name: str
    category: str
    runbook: Runbook
    now: datetime
    caller_turns: tuple[str, ...]
    wakes: bool
    priority: Priority
    page_targets: tuple[str, ...] = ()
    disposition: str | None = None
    must_say: tuple[str, ...] = ()
    redact: tuple[str, ...] = ()

    @classmethod
    def from_record(cls, record: Mapping[str, Any], runbook: Runbook) -> Self:
        """Read one record in the long form."""
        truth = record["truth"]
        return cls(
            name=str(record["id"]),
            category=str(record.get("category", "")),
            runbook=runbook,
            now=_moment(record["local_time"]),
            caller_turns=tuple(map(str, record["caller_turns"])),
            wakes=bool(truth["wake"]),
            priority=Priority(truth["priority"]),
            page_targets=tuple(truth.get("page_target") or ()),
            disposition=truth.get("disposition"),
            must_say=tuple(truth.get("must_say") or ()),
            redact=tuple(truth.get("redact") or ()),
        )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def load_calls(path: Path, runbooks: Path | None = None) -> tuple[KnownCall, ...]:
    """Read a file or a folder of calls and the runbooks that they name.

    The runbooks lie in `runbooks`, by default in a folder of that name beside the file or one level up.
    Raises OSError or ValueError, which name what is wrong.
    """
    found: list[KnownCall] = []
    for file in files_of(path):
        places = [runbooks] if runbooks else [file.parent / "runbooks", file.parent.parent / "runbooks"]
        found.extend(_calls_in(file, places))
    return tuple(found)


def files_of(path: Path) -> Sequence[Path]:
    """Return the file, or the files of calls in the folder."""
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.suffix in {".jsonl", ".yaml", ".yml"})


def _calls_in(file: Path, places: Sequence[Path]) -> Iterable[KnownCall]:
    books: dict[str, Runbook] = {}
    for number, record in records_in(file):
        try:
            name = str(record["runbook"])
            books[name] = books.get(name) or _runbook(name, places)
            yield KnownCall.from_record(record, books[name])
        except (KeyError, TypeError) as exc:
            raise ValueError(f"call {number} of {file.name} lacks {exc}") from exc


def records_in(file: Path) -> Iterable[tuple[int, Mapping[str, Any]]]:
    """Return the records of a file in the long form, numbered from 1."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".jsonl":
        lines = (line for line in text.splitlines() if line.strip())
        yield from ((number, json.loads(line)) for number, line in enumerate(lines, start=1))
        return
    try:
        short = yaml.load(text, Loader=yaml.CSafeLoader) or []  # five times as fast
    except yaml.YAMLError as exc:
        raise ValueError(f"{file.name} is no YAML: {exc}") from exc
    yield from ((number, _long_form(record)) for number, record in enumerate(short, start=1))


def _long_form(short: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "id": " / ".join(map(str, short["turns"])),
        "category": str(short["cat"]),
        "runbook": f"{short['book']}.yaml",
        "local_time": short.get("when", USUAL_TIME),
        "caller_turns": short["turns"],
        "truth": {
            "wake": short["wake"],
            "priority": short.get("priority", "P1" if short["wake"] else "P3"),
            "page_target": short.get("page"),
            "disposition": short.get("disposition"),
            "must_say": [short["says"]] if "says" in short else [],
            "redact": short.get("hides"),
        },
    }


def _runbook(name: str, places: Sequence[Path]) -> Runbook:
    file = next((place / name for place in places if (place / name).exists()), None)
    if not file:
        looked = " or ".join(str(place) for place in places)
        raise ValueError(f"no runbook {name} in {looked}; --runbooks names another folder")
    return Runbook.from_yaml(file.read_text(encoding="utf-8"))
