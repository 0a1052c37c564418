"""Who subscribes, whom they look after, who can be woken, and what the runbooks say."""

from tenants.models.access import ApiToken, Membership, Role
from tenants.models.audit import AuditEvent, HouseEvent
from tenants.models.connections import ConnectWiseConnection, TwilioAccount
from tenants.models.customers import Customer, KnownNumber, PhoneNumber
from tenants.models.lockout import FailedSignIns
from tenants.models.people import AlarmContact, OnCallStep, Person
from tenants.models.privacy import PrivacySettings
from tenants.models.runbooks import Runbook, RunbookRevision
from tenants.models.tenant import Tenant

__all__ = [
    "AlarmContact",
    "ApiToken",
    "AuditEvent",
    "ConnectWiseConnection",
    "Customer",
    "FailedSignIns",
    "HouseEvent",
    "KnownNumber",
    "Membership",
    "OnCallStep",
    "Person",
    "PhoneNumber",
    "PrivacySettings",
    "Role",
    "Runbook",
    "RunbookRevision",
    "Tenant",
    "TwilioAccount",
]
