"""A customer with a run of P1s behind it: what would elsewhere be one person's trouble is taken for the next one."""

from __future__ import annotations

from triage import patterns as p
from triage.findings import Finding, is_core
from triage.learned.judge import worry
from triage.situation import Situation
from triage.types import CallContext, Priority

MANY_P1S = 3
"""So many P1 tickets within 90 days lower the bar."""
A_TRIFLE = -0.9
"""Worry at and below which a call is a trifle whatever came before."""


def run_of_p1s(situation: Situation, context: CallContext | None) -> tuple[Finding, ...]:
    """Return a ground for waking somebody when a system of the business fails at a customer with many P1s of late."""
    if context is None or context.recent_p1s < MANY_P1S or situation.known_issue:
        return ()
    live = situation.hearing.live
    fails = p.HARD.search(live) or p.STOPPED_WORK.search(live)
    if (
        not fails
        or situation.is_trivial(live)
        or not is_core(situation.runbook, live)
        or worry(situation) <= A_TRIFLE
    ):
        return ()
    reason = f"a business system fails, and this customer had {context.recent_p1s} P1s in 90 days"
    return (Finding("run_of_p1s", reason, Priority.P2, kind="outage"),)
