"""What is known about who calls, as it is kept with the call."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """`company` and `contact` are the PSA's ids and a claim, never a proof: caller IDs are forged.

    `candidates` are our customers that the number may belong to. `asked_at` is the exchange in which the caller was
    last asked for the company, `proposed` the customer he was asked to confirm. `asides` are the caller's turns that
    only answered this and tell the triage nothing.
    """

    contact: int | None = None
    contact_name: str = ""
    company: int | None = None
    company_name: str = ""
    candidates: tuple[int, ...] = ()
    asked: int = 0
    asked_at: int = 0
    proposed: int | None = None
    asides: tuple[int, ...] = ()
    recent: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    p1s: int = 0

    @classmethod
    def read(cls, stored: Any) -> Known:
        """Read what a call keeps; whatever is missing or foreign is passed over."""
        if not stored or not isinstance(stored, dict):
            return NOTHING
        values: dict[str, Any] = {name: stored[name] for name in NAMES if name in stored}
        for name, value in values.items():
            if isinstance(value, list):
                values[name] = tuple(value)
        return cls(**values)

    def as_json(self) -> dict[str, Any]:
        """Return what differs from knowing nothing."""
        values = ((name, getattr(self, name)) for name in NAMES)
        return {name: value for name, value in values if value != getattr(NOTHING, name)}


NAMES = tuple(field.name for field in fields(Known))
NOTHING = Known()
