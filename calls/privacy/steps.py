"""What long work is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from calls.models import PrivacyJob

Step = Callable[[PrivacyJob], Mapping[str, int]]
"""A small change of the database, done in one transaction with its count, which it returns by kind. What must be asked
of another company is asked before the step, outside of any transaction. It may write the job's `result`."""


class Waits(Exception):
    """The work cannot go on now; the message tells the owner why. What was done stays done."""


def add_result(job: PrivacyJob, name: str, found: Sequence[object]) -> None:
    """Add to one of the lists of a job's result."""
    if found:
        job.result = {**job.result, name: [*job.result.get(name, []), *found]}
