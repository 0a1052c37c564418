"""Who subscribes, whom they look after, who can be woken, and what the runbooks say."""

from tenants.models.access import ApiToken, Membership, Role
from tenants.models.audit import AuditEvent, HouseEvent
from tenants.models.callers import CallerRule, Limits
from tenants.models.connections import ConnectWiseConnection, HaloConnection, TwilioAccount
from tenants.models.customers import Customer, KnownNumber, PhoneNumber
from tenants.models.directory import DirectoryNumber
from tenants.models.lockout import FailedSignIns
from tenants.models.people import AlarmContact, NumberCode, OnCallStep, Person, VerifiedNumber
from tenants.models.privacy import PrivacySettings
from tenants.models.psa_state import PsaState
from tenants.models.runbooks import Runbook, RunbookRevision
from tenants.models.schedules import (
    ClosedDay,
    ContactMethod,
    OnCallSchedule,
    Override,
    Rotation,
    RotationMember,
)
from tenants.models.tenant import Tenant

__all__ = [
    "AlarmContact",
    "ApiToken",
    "AuditEvent",
    "CallerRule",
    "ClosedDay",
    "ConnectWiseConnection",
    "ContactMethod",
    "Customer",
    "DirectoryNumber",
    "FailedSignIns",
    "HaloConnection",
    "HouseEvent",
    "KnownNumber",
    "Limits",
    "Membership",
    "NumberCode",
    "OnCallSchedule",
    "OnCallStep",
    "Override",
    "Person",
    "PhoneNumber",
    "PrivacySettings",
    "PsaState",
    "Role",
    "Rotation",
    "RotationMember",
    "Runbook",
    "RunbookRevision",
    "Tenant",
    "TwilioAccount",
    "VerifiedNumber",
]
