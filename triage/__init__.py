"""The triage kernel: turns and a runbook in, a decision out. Plain Python, no Django, no network, no clock."""

from triage.types import Action, CallContext, Decision, Disposition, Priority, Speaker, Turn

__all__ = ["Action", "CallContext", "Decision", "Disposition", "Priority", "Speaker", "Turn"]
