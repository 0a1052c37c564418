"""What happened on the telephone, and what is due because of it."""

from calls.models.alarm import Alarm
from calls.models.call import Call, Turn
from calls.models.delivery import Delivery
from calls.models.escalation import Escalation, Page
from calls.models.recording import Recording

__all__ = ["Alarm", "Call", "Delivery", "Escalation", "Page", "Recording", "Turn"]
