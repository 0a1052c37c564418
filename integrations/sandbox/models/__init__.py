"""What reached the stand-ins. Their rows belong to no tenant: the other side of the wire knows none."""

from integrations.sandbox.models.desk import Contact, Device, Note, Site, Ticket
from integrations.sandbox.models.faults import Fault
from integrations.sandbox.models.mail import Mail
from integrations.sandbox.models.monitoring import DeadMan, LoudAlarm
from integrations.sandbox.models.rooms import Conference, Participant
from integrations.sandbox.models.telephone import OptOut, PhoneCall, Recording, Text

__all__ = [
    "Conference",
    "Contact",
    "DeadMan",
    "Device",
    "Fault",
    "LoudAlarm",
    "Mail",
    "Note",
    "OptOut",
    "Participant",
    "PhoneCall",
    "Recording",
    "Site",
    "Text",
    "Ticket",
]
