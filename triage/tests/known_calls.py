"""The calls of `tests/calls/`: `development` is looked at, `held_out`, `unseen` and `unseen_2` are only scored."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from triage.evaluate import KnownCall, load_calls

CALLS = Path(__file__).parent / "calls"


@cache
def calls_in(part: str) -> tuple[KnownCall, ...]:
    """Read the calls of one part.

    `development` taught the judge, the others did not; `unseen` and `unseen_2` have runbooks of their own as well.
    """
    return load_calls(CALLS / part)
