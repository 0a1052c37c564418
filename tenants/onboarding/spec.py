"""What a tenant file says, as plain values. Credentials never show in a repr."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from triage.runbook.source import Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class RunbookText:
    """A runbook and where its lines stand: in a file of its own, or somewhere inside the tenant file.

    `columns` tells for each line how many characters were taken from its left; without it every fault is told
    at `at`, because a folded or quoted text no longer knows its lines.
    """

    file: str
    text: bytes
    key: str = ""
    at: Spot = field(default_factory=Spot)
    columns: tuple[int, ...] | None = None

    def place(self, line: int, column: int) -> Spot:
        if not self.key:
            return Spot(line, column)
        if self.columns is None:
            return self.at
        shift = self.columns[line - 1] if line <= len(self.columns) else 0
        return Spot(self.at.line + line - 1, column + shift)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSpec:
    at: Spot
    name: str
    sms: str = ""
    voice: str = ""
    email: str = ""

    @property
    def methods(self) -> tuple[str, ...]:
        ways = {"sms": self.sms, "voice": self.voice, "email": self.email}
        return tuple(method for method, address in ways.items() if address)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSpec:
    at: Spot
    key: str
    person: str
    method: str
    wait: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSpec:
    at: Spot
    key: str
    number: str
    customer: str | None
    customer_at: Spot
    voice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSpec:
    """`aliases` None: the file says nothing about them, and what the dashboard was told stays."""

    at: Spot
    name: str
    connectwise_company: str = ""
    aliases: tuple[str, ...] | None = None
    aliases_at: Spot = field(default_factory=Spot)
    runbook: RunbookText | None = None
    phone_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSpec:
    at: Spot
    key: str
    name: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectWiseSpec:
    url: str
    company: str
    public_key: str = field(repr=False)
    private_key: str = field(repr=False)
    board: str
    fallback_company: str
    status: dict[str, str]
    priority: dict[str, str]
    types: dict[str, str] = field(default_factory=dict)
    subtypes: dict[str, str] = field(default_factory=dict)
    severity: dict[str, str] = field(default_factory=dict)
    impact: dict[str, str] = field(default_factory=dict)
    team: str = ""
    source: str = ""
    places: Mapping[str, Spot] = field(default_factory=dict)

    def place(self, key: str) -> Spot:
        """Where a key stands in the file, such as `status.open`."""
        return self.places.get(key, Spot())


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioSpec:
    account_sid: str
    auth_token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantFile:
    """The whole file. `None` and missing keys leave what is there; `on_call` is the whole chain."""

    slug: str
    name: str
    time_zone: str | None = None
    endpoints: int | None = None
    connectwise: ConnectWiseSpec | None = None
    twilio: TwilioSpec | None = None
    people: tuple[PersonSpec, ...] = ()
    on_call: tuple[StepSpec, ...] | None = None
    numbers: tuple[NumberSpec, ...] = ()
    customers: tuple[CustomerSpec, ...] = ()
    default_runbook: RunbookText | None = None
    tokens: tuple[TokenSpec, ...] = ()
