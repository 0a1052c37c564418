"""A customer's runbook: the values, the way in from YAML, and every fault with its place."""

from triage.runbook.faults import Fault, RunbookError, Severity
from triage.runbook.runbook import EscalationRule, Runbook, RunbookReport, check_runbook
from triage.runbook.triggers import trigger_phrases

__all__ = [
    "EscalationRule",
    "Fault",
    "Runbook",
    "RunbookError",
    "RunbookReport",
    "Severity",
    "check_runbook",
    "trigger_phrases",
]
