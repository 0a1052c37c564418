"""Trying a connection: each thing that can be wrong with it, found and said in words that tell what to do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from integrations.connectwise.address import CLOUD
from integrations.connectwise.checks import check_setup
from integrations.connectwise.client import ConnectWiseClient
from integrations.connectwise.errors import NAME
from integrations.connectwise.offers import AT_ONCE
from integrations.errors import IntegrationError
from integrations.psa.errors import KeysRefused, Misconfigured, NotAllowed, NotFound, PsaError, Refused
from tenants.models import ConnectWiseConnection

PATIENCE = 20.0  # seconds for the whole test; somebody looks at the page
REGIONS = ("na", "eu", "au", "aus", "za")
MEMBER = "in ConnectWise under System → Members → API Members"


class Grade(StrEnum):
    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


class Finding(NamedTuple):
    """One line of a test: what was looked at, and what to do unless it is good."""

    grade: Grade
    what: str
    words: str = ""


class Right(NamedTuple):
    """A right of the API member's security role, by its name there, and what fails without it."""

    name: str
    path: str
    without: str
    is_seldom_empty: bool = False


RIGHTS = (
    Right(
        "Companies → Company Maintenance",
        "/company/companies/count",
        "callers' companies are not found",
        True,
    ),
    Right("Companies → Contacts", "/company/contacts/count", "callers are not known by name", True),
    Right("Companies → Configurations", "/company/configurations/count", "endpoints cannot be counted"),
    Right(
        "Service Desk → Service Tickets", "/service/tickets/count", "no ticket can be written or found", True
    ),
    Right("System → Table Setup", "/service/priorities", "boards and priorities cannot be picked here"),
)
"""Closing tickets is a right of its own, which only a test ticket can prove."""


def probe(connection: ConnectWiseConnection, *, patience: float = PATIENCE) -> list[Finding]:
    """Test a connection, saved or not, without writing anything. Never raises for what ConnectWise answers."""
    try:
        client = ConnectWiseClient.for_connection(connection, timeout=AT_ONCE)
        return list(_Probe(client, connection, time.monotonic() + patience).findings())
    except IntegrationError as exc:
        return [Finding(Grade.BAD, NAME, str(exc))]


def is_working(findings: list[Finding]) -> bool:
    return all(finding.grade is not Grade.BAD for finding in findings)


@dataclass(frozen=True, slots=True)
class _Probe:
    client: ConnectWiseClient
    connection: ConnectWiseConnection
    end: float

    def findings(self) -> Iterator[Finding]:
        """The way in first; behind a door that is shut there is nothing to test."""
        if shut := self._why_shut():
            yield shut
            return
        yield Finding(Grade.GOOD, f"{NAME} answers at {self.client.address.ui} with these keys")
        for right in RIGHTS:
            if time.monotonic() > self.end:
                yield Finding(
                    Grade.NOTE, "Not everything was tested", "ConnectWise is slow just now; test again."
                )
                return
            yield from self._right(right)
        yield from self._set_up()

    def _why_shut(self) -> Finding | None:
        try:
            self.client.discover()
        except Misconfigured as exc:
            return self._elsewhere() or Finding(Grade.BAD, "Site or company ID", str(exc))
        try:
            self.client.get("/system/info")
        except PsaError as exc:
            return self._explained(exc)
        return None

    def _elsewhere(self) -> Finding | None:
        """Somebody may have taken the wrong region: ask the others where the company is at home."""
        here = self.client.address.ui.removeprefix("https://")
        if not here.endswith(CLOUD):
            return None
        for region in REGIONS:
            there = f"https://{region}.myconnectwise.net"
            if there != self.client.address.ui and self._is_at(there):
                words = f"{self.client.company} is at home in another region: write {there} as the site."
                return Finding(Grade.BAD, "Wrong region", words)
        return None

    def _is_at(self, url: str) -> bool:
        other = copy(self.connection)
        other.url = url
        try:
            return ConnectWiseClient.for_connection(other, timeout=AT_ONCE).discover() is not None
        except PsaError:
            return False

    def _explained(self, exc: PsaError) -> Finding:
        if isinstance(exc, Refused) and "clientid" in str(exc).lower():
            return Finding(
                Grade.BAD,
                "clientId",
                "ConnectWise does not take NightDesk's own clientId. That is ours to mend, not yours: tell us.",
            )
        if isinstance(exc, KeysRefused):
            words = f"The company ID and both keys must belong to one API member, {MEMBER} → API Keys. A private key is shown once; make a new pair when it is lost."
            return Finding(Grade.BAD, "Wrong keys", words)
        if isinstance(exc, NotFound):
            words = f"ConnectWise's cloud answers wrong keys as if nothing were there. Check the site's region, the company ID and both keys, {MEMBER} → API Keys."
            return Finding(Grade.BAD, "Wrong keys or wrong region", words)
        return Finding(Grade.BAD, NAME, str(exc))

    def _right(self, right: Right) -> Iterator[Finding]:
        try:
            answer = self.client.get(right.path, **({} if right.path.endswith("/count") else {"pageSize": 1}))
        except NotAllowed:
            words = f"Give the API member's security role the right {right.name}, Inquire: All. Without it {right.without}."
            yield Finding(Grade.BAD, f"Missing right: {right.name}", words)
            return
        except NotFound:
            return  # not every release counts everything
        except PsaError as exc:
            yield Finding(Grade.BAD, right.name, str(exc))
            return
        seen = answer.get("count") if isinstance(answer, dict) else None
        if seen == 0 and right.is_seldom_empty:
            words = "That is right for an empty ConnectWise. Otherwise the role says Inquire: My, where All is needed."
            yield Finding(Grade.NOTE, f"{right.name}: nothing to be seen", words)
        else:
            yield Finding(Grade.GOOD, f"{right.name}{'' if seen is None else f': {seen} to be seen'}")

    def _set_up(self) -> Iterator[Finding]:
        """What was chosen, once something was."""
        if not self.connection.board:
            yield Finding(Grade.NOTE, "No board is chosen yet", "Choose below how tickets are to look.")
            return
        try:
            faults = check_setup(self.client, self.connection)
        except PsaError as exc:
            faults = [str(exc)]
        for fault in faults:
            yield Finding(Grade.BAD, "How tickets look", fault)
        if not faults:
            yield Finding(Grade.GOOD, "Board, statuses and priorities are there")
