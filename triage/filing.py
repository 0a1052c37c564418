"""What becomes of a call that wakes nobody: how its ticket is filed, from what the caller told and from nothing else."""

from __future__ import annotations

from triage.dispositions import confirms_fix, is_no_call_for_us, will_try
from triage.learned.judge import verdict
from triage.situation import Situation
from triage.types import Disposition, Priority

PLAINLY_SO = -0.2
"""What the judge must say of a call that its caller settled, or will try to. Of ten such calls nine and more are."""
SO_BY_ITS_WORDS = -0.4
"""The same when the words say it by their letter, too."""


def disposition_of(situation: Situation) -> Disposition:
    """Say how a resolved call is filed: closed only when the caller confirmed that it works."""
    if confirmed(situation):
        return Disposition.CLOSED
    if trying(situation):
        return Disposition.PENDING_VERIFICATION
    if is_no_call_for_us(situation.hearing):
        return Disposition.NO_ACTION
    return Disposition.MORNING_TICKET


def priority_of(disposition: Disposition) -> Priority:
    quiet = {Disposition.NO_ACTION, Disposition.OUT_OF_SCOPE}
    return Priority.P4 if disposition in quiet else Priority.P3


def confirmed(situation: Situation) -> bool:
    """Whether the caller said that it works again. In doubt he did not, and somebody looks in the morning."""
    return _holds(verdict(situation).settled, by_words=confirms_fix(situation.hearing))


def trying(situation: Situation) -> bool:
    """Whether the caller will try something of which nobody knows yet whether it helps."""
    return _holds(verdict(situation).trying, by_words=will_try(situation.hearing))


def _holds(likely: float, *, by_words: bool) -> bool:
    return likely >= (SO_BY_ITS_WORDS if by_words else PLAINLY_SO)
