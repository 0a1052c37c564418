"""The embedded triager: decides with no model, no network and no chance, in a few milliseconds."""

from triage.offline.triager import decide_offline

__all__ = ["decide_offline"]
