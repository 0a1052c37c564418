"""The triage kernel: turns and a runbook in, a decision out. Plain Python, no Django, no network, no clock."""

from triage.kernel import conclude, run_turn, study
from triage.policy import apply_policy, closes_conversation
from triage.prompt import Prompt, build_prompt
from triage.reply import MalformedReply, escalate_on_doubt, parse_reply
from triage.runbook import EscalationRule, Runbook
from triage.types import Action, CallContext, Decision, Disposition, Priority, Speaker, Turn

__all__ = [
    "Action",
    "CallContext",
    "Decision",
    "Disposition",
    "EscalationRule",
    "MalformedReply",
    "Priority",
    "Prompt",
    "Runbook",
    "Speaker",
    "Turn",
    "apply_policy",
    "build_prompt",
    "closes_conversation",
    "conclude",
    "escalate_on_doubt",
    "parse_reply",
    "run_turn",
    "study",
]
