"""What happened on the telephone, and what is due because of it."""

from calls.models.alarm import Alarm
from calls.models.bridge import Bridge, Leg
from calls.models.call import Call, Turn
from calls.models.delivery import Delivery
from calls.models.directory_sync import DirectorySync
from calls.models.errand import Errand
from calls.models.escalation import Escalation, Page
from calls.models.event import EscalationEvent
from calls.models.history import CompanyHistory
from calls.models.privacy import ExportPart, PrivacyJob
from calls.models.pulse import Pulse
from calls.models.recording import Recording

__all__ = [
    "Alarm",
    "Bridge",
    "Call",
    "CompanyHistory",
    "Delivery",
    "DirectorySync",
    "Errand",
    "Escalation",
    "EscalationEvent",
    "ExportPart",
    "Leg",
    "Page",
    "PrivacyJob",
    "Pulse",
    "Recording",
    "Turn",
]
