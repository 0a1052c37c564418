"""The calls of `tests/calls/`: `development` is looked at, the others are only scored."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from triage.evaluate import KnownCall, load_calls

CALLS = Path(__file__).parent / "calls"


@cache
def calls_in(part: str) -> tuple[KnownCall, ...]:
    """Read the calls of one part.

    `development` taught the judge, the others did not; each `unseen` one has runbooks of its own as well.
    """
    return load_calls(CALLS / part)
