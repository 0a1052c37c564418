"""How often true P1s reach a human, and how often P3s wake nobody, over calls whose truth is known."""

from triage.evaluate.calls import KnownCall, load_calls
from triage.evaluate.comparison import Told, changes, read_told, told_by, write_told
from triage.evaluate.playing import Outcome, evaluate, play
from triage.evaluate.report import Report
from triage.evaluate.scenarios import Scenario, Verdict, holds_scenarios, load_scenarios, run_scenario
from triage.evaluate.share import Share

__all__ = [
    "KnownCall",
    "Outcome",
    "Report",
    "Scenario",
    "Share",
    "Told",
    "Verdict",
    "changes",
    "evaluate",
    "holds_scenarios",
    "load_calls",
    "load_scenarios",
    "play",
    "read_told",
    "run_scenario",
    "told_by",
    "write_told",
]
