"""The calls of `tests/calls/`, split into a part that is looked at and a part that is only scored."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from triage.evaluate import KnownCall
from triage.runbook import Runbook
from triage.types import Priority

CALLS = Path(__file__).parent / "calls"
USUAL_TIME = "2026-05-19T22:30"


@cache
def runbook(name: str) -> Runbook:
    return Runbook.from_yaml((CALLS / "runbooks" / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def calls_in(part: str) -> tuple[KnownCall, ...]:
    """Read the calls of `development`, which are looked at, or of `held_out`, which are only scored."""
    files = sorted((CALLS / part).glob("*.yaml"))
    records = [record for file in files for record in yaml.safe_load(file.read_text(encoding="utf-8"))]
    return tuple(_call(record) for record in records)


def _call(record: dict[str, Any]) -> KnownCall:
    default = "P1" if record["wake"] else "P3"
    return KnownCall(
        name=" / ".join(record["turns"]),
        category=str(record["cat"]),
        runbook=runbook(record["book"]),
        now=datetime.fromisoformat(record.get("when", USUAL_TIME)).replace(tzinfo=UTC),
        caller_turns=tuple(record["turns"]),
        wakes=record["wake"],
        priority=Priority(record.get("priority", default)),
        page_targets=tuple(record.get("page", ())),
        disposition=record.get("disposition"),
        must_say=(record["says"],) if "says" in record else (),
        redact=tuple(record.get("hides", ())),
    )
