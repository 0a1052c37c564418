"""What the stand-in is set up with: boards, statuses and priorities with the names that MSPs commonly use."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from tenants.models import ConnectWiseConnection, Customer
from tenants.psa_address import LOOPBACK, SANDBOX
from tenants.scope import as_staff


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing with a number and a name. `code` is what a company is called for short."""

    id: int
    name: str
    code: str = ""
    closes: bool = False
    phone: str = ""

    def is_meant_by(self, reference: dict[str, Any]) -> bool:
        if reference.get("id") is not None:
            return bool(reference["id"] == self.id)
        said = str(reference.get("identifier") or reference.get("name") or "").casefold()
        return said in (self.name.casefold(), self.code.casefold() or None)


def _numbered(first: int, *names: str) -> tuple[Entry, ...]:
    return tuple(Entry(first + place, name) for place, name in enumerate(names))


BOARDS = _numbered(
    1, "Service Desk", "Help Desk", "After Hours", "NOC", "Managed Services", "Support", "Dispatch", "Alerts"
)
STATUSES = (
    *_numbered(
        17,
        "New",
        "Needs Review",
        "Pending Verification",
        "In Progress",
        "Assigned",
        "Scheduled",
        "Waiting on Client",
    ),
    *(
        Entry(40 + place, name, closes=True)
        for place, name in enumerate(("Closed", ">Closed", "Completed", "Canceled"))
    ),
)
PRIORITIES = _numbered(
    6,
    "Priority 1 - Critical",
    "Priority 2 - High",
    "Priority 3 - Medium",
    "Priority 4 - Low",
    "Priority 1 - Emergency Response",
    "Priority 2 - Quick Response",
    "Priority 3 - Normal Response",
    "Priority 4 - Scheduled Maintenance",
)
TYPES = _numbered(
    101, "Incident", "Service Request", "Network", "Server", "Email", "Hardware", "Printing", "Security"
)
SUBTYPES = _numbered(201, "Outage", "Slow", "Access", "Other")
TEAMS = _numbered(301, "Service Team", "After Hours Team", "NOC Team")
SOURCES = _numbered(1, "Phone", "Email Connector", "Portal", "Internal")
DEVICE_TYPES = _numbered(1, "Managed Workstation", "Managed Server", "Managed Network", "Printer")
DEFAULT_STATUS = STATUSES[0]
DEFAULT_PRIORITY = PRIORITIES[2]
FALLBACK_ID = 2
FIRST_CUSTOMER_ID = 250


def find(entries: Sequence[Entry], reference: Any) -> Entry | None:
    """Return what a reference means, or None."""
    if not isinstance(reference, dict):
        return None
    return next((entry for entry in entries if entry.is_meant_by(reference)), None)


TRIAL_LOGIN = "sandbox"
"""A login company whose public and private key read the same: for an MSP that has not connected anything yet."""


def opens(login_company: str, public_key: str, private_key: str) -> bool:
    """Whether these keys are those of an API member here."""
    given = (public_key, private_key)
    keys = [(row.public_key, row.private_key) for row in connections(login_company)]
    return any(_same(given, pair) for pair in [*keys, *_trial(login_company)])


def is_there(login_company: str) -> bool:
    return bool(_trial(login_company) or connections(login_company))


def _trial(login_company: str) -> list[tuple[str, str]]:
    return [(TRIAL_LOGIN, TRIAL_LOGIN)] if login_company.casefold() == TRIAL_LOGIN else []


def _same(given: tuple[str, str], kept: tuple[str, str]) -> bool:
    return hmac.compare_digest("\n".join(given).encode(), "\n".join(kept).encode())


@as_staff()
def connections(login_company: str) -> list[ConnectWiseConnection]:
    """Return the tenants' connections that lead here under this login company."""
    here = Q(url=SANDBOX)
    for host in LOOPBACK:
        here |= Q(url__startswith=f"http://{host}")
    return list(
        ConnectWiseConnection.objects.filter(here, company__iexact=login_company).select_related("tenant")
    )


@as_staff()
def companies(login_company: str) -> list[Entry]:
    """Return the companies of this ConnectWise: the tenant's customers, and the one for callers nobody knows."""
    found = [Entry(FALLBACK_ID, "Catchall", "Catchall")] if _trial(login_company) else []
    for connection in connections(login_company):
        found.append(_company(connection.fallback_company, FALLBACK_ID, connection.fallback_company))
        for customer in Customer.objects.filter(tenant=connection.tenant).exclude(connectwise_company=""):
            found.append(
                _company(customer.connectwise_company, FIRST_CUSTOMER_ID + customer.pk, customer.name)
            )
    return found


def _company(configured: str, number: int, name: str) -> Entry:
    """A tenant names its companies by number or by identifier; either becomes a company with both."""
    text = configured.strip()
    return Entry(int(text), name, f"Company{text}") if text.isdecimal() else Entry(number, name, text)
